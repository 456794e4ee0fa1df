"""Events: announced once to the team, answered by all; those who come are told what becomes of them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import explain
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.outbox import address_of, announce
from planning.constraints import SENTENCES
from planning.models import Event, EventAnswer
from planning.permissions import may_change_event, organises_events
from planning.rules.event_words import when_said

#: What a person says of an event; the rest is ours.
SAID = ("kind", "title", "place", "details", "starts_at", "ends_at")
LONGEST = timedelta(days=14)
FARTHEST = timedelta(days=2 * 365)


class EventRefused(Refused):
    """422: dates that make no sense, or an event that is over or cancelled."""


class EventChangedMeanwhile(Refused):
    """409: somebody else changed it since it was read; `event` is as it stands now."""

    def __init__(self, event: Event) -> None:
        super().__init__(
            "Quelqu’un a modifié cet événement pendant que vous le lisiez. Rien n’est enregistré\u202f: "
            "comparez, puis enregistrez de nouveau."
        )
        self.event = event


def create_event(*, values: Mapping[str, object], by: Membership, at: datetime) -> Event:
    """The event, and an e-mail to each of the team: not to the mairie and the CLS, who see it on the page."""
    if not organises_events(by):
        raise PermissionDenied("Votre rôle ne permet pas de créer un événement.")
    values = tidy(values)
    check_dates(values, at=at)
    event = Event(created_by=by, created_at=at, **values)
    _write(event, force_insert=True)
    audit.record("create_event", event, by=by, at=at, kind=event.kind, starts_at=event.starts_at.isoformat())
    team = (
        Membership.objects.on(at.astimezone(PARIS).date()).exclude(role__in=AGGREGATES_ONLY).exclude(pk=by.pk)
    )
    for member in team.select_related("person").order_by("pk"):
        tell(
            event,
            member,
            key=f"event:{event.pk}",
            subject="Événement",
            said="Venez-vous\u202f? Répondez ici",
            at=at,
        )
    return event


def change_event(
    *, event: Event, values: Mapping[str, object], sequence: int, by: Membership, at: datetime
) -> Event:
    """The event as `values` say it; those who come are told. `sequence`: that of the event that was read.

    Raises EventChangedMeanwhile when it is no longer the same one.
    """
    if not may_change_event(by, event):
        raise PermissionDenied("Cet événement est celui de quelqu’un d’autre.")
    event = _locked(event)
    _refuse_ended(event, at=at)
    if event.sequence != sequence:
        raise EventChangedMeanwhile(event)
    values = tidy(values)
    changed = [name for name, value in values.items() if getattr(event, name) != value]
    if not changed:
        return event
    if {"starts_at", "ends_at"} & set(changed):
        check_dates({"starts_at": event.starts_at, "ends_at": event.ends_at} | values, at=at)
    for name in changed:
        setattr(event, name, values[name])
    event.sequence, event.changed_at = event.sequence + 1, at
    _write(event, update_fields=[*changed, "sequence", "changed_at"])
    audit.record("change_event", event, by=by, at=at, fields=sorted(changed))
    for member in coming(event, but=by, at=at):
        tell(
            event, member, key=f"event_changed:{event.pk}:{event.sequence}",
            subject="Événement modifié", said="Vous aviez répondu que vous venez. Le détail", at=at,
        )  # fmt: skip
    return event


def cancel_event(*, event: Event, by: Membership, at: datetime) -> Event:
    """The event, cancelled; those who come are told. Cancelled twice, it is cancelled once."""
    if not may_change_event(by, event):
        raise PermissionDenied("Cet événement est celui de quelqu’un d’autre.")
    event = _locked(event)
    if event.cancelled_at:
        return event
    _refuse_ended(event, at=at)
    event.cancelled_at, event.sequence = at, event.sequence + 1
    event.save(update_fields=["cancelled_at", "sequence"])
    audit.record("cancel_event", event, by=by, at=at)
    for member in coming(event, but=by, at=at):
        tell(
            event, member, key=f"event_cancelled:{event.pk}",
            subject="Événement annulé", said="Il n’aura pas lieu. La page", at=at,
        )  # fmt: skip
    return event


def answer_event(*, event: Event, comes: bool, by: Membership, at: datetime) -> EventAnswer:
    """What `by` answers; the last one counts, and the same one twice is said once."""
    _refuse_ended(event, at=at)
    answer, new = EventAnswer.objects.get_or_create(
        event=event, membership=by, defaults={"comes": comes, "answered_at": at}
    )
    if not new and answer.comes == comes:
        return answer
    if not new:
        answer.comes, answer.answered_at = comes, at
        answer.save(update_fields=["comes", "answered_at"])
    audit.record("answer_event", event, by=by, at=at, comes=comes)
    return answer


def tidy(values: Mapping[str, object]) -> dict[str, object]:
    """Single lines stay single: a title becomes the subject of an e-mail."""
    return {
        name: " ".join(str(value).split()) if name in ("title", "place") else value
        for name, value in values.items()
        if name in SAID
    }


def check_dates(values: Mapping[str, object], *, at: datetime) -> None:
    starts_at, ends_at = values["starts_at"], values["ends_at"]
    assert isinstance(starts_at, datetime)
    assert isinstance(ends_at, datetime)
    if ends_at <= starts_at:
        raise EventRefused(SENTENCES["event_ends_after_it_starts"].sentence, field="ends")
    if ends_at <= at:
        raise EventRefused("Cette date est passée.", field="on")
    if starts_at > at + FARTHEST:
        raise EventRefused("Un événement s’annonce deux ans à l’avance au plus.", field="on")
    if ends_at - starts_at > LONGEST:
        raise EventRefused("Un événement dure deux semaines au plus.", field="last_on")


def coming(event: Event, *, but: Membership, at: datetime) -> list[Membership]:
    """Those who said that they come, and are still of the practice."""
    answers = event.answers.filter(comes=True).exclude(membership=but).select_related("membership__person")
    today = at.astimezone(PARIS).date()
    return [answer.membership for answer in answers if answer.membership.is_open_on(today)]


def tell(event: Event, member: Membership, *, key: str, subject: str, said: str, at: datetime) -> None:
    page = address_of(reverse("planning:event", args=[event.cabinet.slug, event.pk]))
    place = f"\n{event.place}" if event.place else ""
    announce(
        key=f"{key}:{member.pk}",
        recipient=member.person.email,
        subject=f"{subject}\u202f: {event.title}",
        body=f"Bonjour {member.person.first_name},\n\n{event.title}\n"
        f"{when_said(event.starts_at, event.ends_at)}{place}\n\n{said}\u202f: {page}\n",
        at=at,
    )


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("cabinet").get(pk=event.pk)


def _refuse_ended(event: Event, *, at: datetime) -> None:
    if event.cancelled_at:
        raise EventRefused("Cet événement est annulé.")
    if event.ends_at <= at:
        raise EventRefused("Cet événement est passé.")


def _write(event: Event, **options: Any) -> None:
    try:
        with transaction.atomic():
            event.save(**options)
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise EventRefused(explained.sentence, field=explained.field) from error
