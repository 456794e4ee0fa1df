"""An urgent message is acknowledged by somebody, or goes on: to the doctor on call, then to titulaires."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Membership
from messaging.actions.live import message_changed
from messaging.actions.noticed import urgent_noticed
from messaging.actions.refusals import ConversationIsClosed, UrgentRefused
from messaging.models import Conversation, Message, UrgentAlert
from messaging.permissions import readable
from messaging.queries.on_call import on_call_members, titulaires
from messaging.queries.people import people_in
from messaging.rules.audience import may_be_urgent
from messaging.rules.urgent import ADDRESSED, ON_CALL, TITULAIRES, newly_told, next_stage_at, stages_due

ESCALATE = "escalate_message"


def flag_urgent(*, message: Message, by: Membership, at: datetime) -> Message:
    """Its author says afterwards that it is urgent; twice is once.

    Raises PermissionDenied, `UrgentRefused` or `ConversationIsClosed`.
    """
    now = _locked(message)
    conversation = now.conversation
    if now.author_id != by.pk or not readable(conversation, by):
        raise PermissionDenied("Seul son auteur signale un message comme urgent.")
    if conversation.closed_at:
        raise ConversationIsClosed
    if not may_be_urgent(audience=conversation.audience, network=conversation.network):
        raise UrgentRefused
    if not now.urgent:
        now.urgent = True
        now.save(update_fields=["urgent"])
        alert_addressed(message=now, by=by, at=at)
    return now


def alert_addressed(*, message: Message, by: Membership | None, at: datetime) -> None:
    """Those of the conversation are told now; the others when their time comes."""
    people = people_in(message.conversation, at.astimezone(PARIS).date())
    _tell(message, ADDRESSED, list(people), told=set(), at=at)
    audit.record("flag_urgent", message, by=by, at=at, conversation=str(message.conversation_id))
    _expect_next(message, flagged_at=at, at=at)


def acknowledge(*, message: Message, by: Membership, at: datetime) -> UrgentAlert:
    """« Je m’en occupe »: by anybody who reads it but its author, once; the first ends the escalation.

    Raises PermissionDenied.
    """
    now = _locked(message)
    if not now.urgent or now.author_id == by.pk or not readable(now.conversation, by):
        raise PermissionDenied("Ce message n’est pas à accuser par vous.")
    alert, _ = UrgentAlert.objects.get_or_create(
        message=now, membership=by, defaults={"stage": ADDRESSED, "told_at": at}
    )
    if alert.acknowledged_at is None:
        alert.acknowledged_at = at
        alert.save(update_fields=["acknowledged_at"])
        audit.record("acknowledge_message", now, by=by, at=at)
        message_changed(now, at=at)
    return alert


def escalate(*, message: Message, at: datetime) -> list[Membership]:
    """Tell the stages due by `at` and not told yet, unless somebody acknowledged; who was told.

    A stage that names nobody new does not make the next one wait. Late, twice or by two: each person once.
    """
    now = _locked(message)
    alerts = list(now.alerts.all())
    if any(alert.acknowledged_at for alert in alerts) or now.conversation.closed_at:
        return []
    flagged_at = min((alert.told_at for alert in alerts), default=now.sent_at)
    reached = {ADDRESSED, *(alert.stage for alert in alerts)}
    told = {alert.membership_id for alert in alerts}
    found: list[Membership] = []
    due = stages_due(flagged_at=flagged_at, reached=reached, at=at)
    for stage in due:
        found += _tell(now, stage, _named_by(stage, at), told=told, at=at)
    if due and not found:
        found = _tell(now, TITULAIRES, titulaires(at), told=told, at=at)
    if not due:
        return []
    audit.record("escalate_message", now, by=None, at=at, told=[str(member.pk) for member in found])
    message_changed(now, at=at)
    _expect_next(now, flagged_at=flagged_at, at=at)
    return found


def _named_by(stage: str, at: datetime) -> list[Membership]:
    return on_call_members(Cabinet.current(), at) if stage == ON_CALL else titulaires(at)


def _tell(
    message: Message, stage: str, candidates: Sequence[Membership], *, told: set, at: datetime
) -> list[Membership]:
    by_id = {member.pk: member for member in candidates}
    fresh = [by_id[pk] for pk in newly_told(by_id, told=told, author=message.author_id)]
    UrgentAlert.objects.bulk_create(
        (UrgentAlert(message=message, membership=member, stage=stage, told_at=at) for member in fresh),
        ignore_conflicts=True,
    )
    urgent_noticed(message, people={member.person_id for member in fresh}, at=at)
    told.update(member.pk for member in fresh)
    return fresh


def _expect_next(message: Message, *, flagged_at: datetime, at: datetime) -> None:
    due_at = next_stage_at(flagged_at=flagged_at, at=at)
    if due_at is not None:
        enqueue(
            ESCALATE, key=f"{ESCALATE}:{message.pk}:{due_at:%H%M}", due_at=due_at, message=str(message.pk)
        )


def _locked(message: Message) -> Message:
    """The message, its conversation's row held: nobody acknowledges while it goes on."""
    conversation = Conversation.objects.select_for_update(no_key=True).get(pk=message.conversation_id)
    now = Message.objects.get(pk=message.pk)
    now.conversation = conversation
    return now
