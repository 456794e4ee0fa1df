"""Calls for cover: a look each morning in each practice, another after each change, one message a day."""

from datetime import date, datetime, time

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Job, OutboxMessage, Person
from cabinet.outbox import announce, completes
from cabinet.tenancy.scope import scoped
from planning.actions.calls import note_told, watch_calls
from planning.letters import call_letter, call_subject
from planning.queries.cover import week_offers
from planning.rules.calls import told_at

LOOKED_AT = time(7, 0)


@expects
def expect_looks(at: datetime) -> None:
    """Today's look, due at 07:00 in Paris; mornings missed while nobody ran are not looked at again."""
    today = at.astimezone(PARIS).date()
    due_at = in_paris(today, LOOKED_AT)
    if due_at <= at:
        enqueue_for_each_practice("watch_calls", period=str(today), due_at=due_at)


@handles("watch_calls")
def look(*, job: Job, at: datetime) -> None:
    watch_calls(at=at)


@handles("call_digest")
def digest(*, job: Job, at: datetime, person: int, on: str) -> None:
    """Put today's message in the outbox if there is still something to ask; one missed is said next day."""
    if told_at(at) != at or at.astimezone(PARIS).date() != date.fromisoformat(on):
        return
    somebody = Person.objects.get(pk=person)
    if weeks := week_offers(somebody, at):
        announce(
            key=f"call_digest:{person}:{on}",
            recipient=somebody.email,
            subject=call_subject(weeks)[:200],
            body="",
            at=at,
        )


@completes("call_digest")
def letter(message: OutboxMessage) -> str | None:
    """The text as it is now, with links that are never stored; none when its day is over, or all is taken."""
    _, person, on = message.key.split(":")
    at = message.sending_at
    assert at is not None
    if at.astimezone(PARIS).date() != date.fromisoformat(on):
        return None
    somebody = Person.objects.get(pk=int(person))
    weeks = week_offers(somebody, at)
    for week in weeks:
        with scoped(week.cabinet.pk, person_id=somebody.pk):
            note_told([week.ask], at=at)
    return call_letter(somebody, weeks) if weeks else None
