"""Which conversations a member reads and writes in now: by role, by care team, by name, or as a guest.

Asked of the database at each request: who leaves a care team keeps nothing.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cabinet import permissions
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.tenancy.scope import current_cabinet_id
from messaging.models import Audience, Conversation, ConversationKind, Participant, UrgentAlert
from messaging.rules.audience import audiences_of, may_join_about_patient, may_write_directly
from patients.models import CareTeamMember, Patient
from patients.permissions import sees_files

#: Who was told of an urgent message that nobody acknowledged reads its conversation for so long.
ALERTED_FOR = timedelta(hours=48)


def visible_conversations(membership: Membership) -> QuerySet[Conversation]:
    """Of the open practice, those that this member reads now; of another practice, the network's channels.

    The mairie's requests ask of no other table than the conversations themselves.
    """
    audiences = audiences_of(membership.role)
    if membership.cabinet_id != current_cabinet_id():
        return Conversation.objects.filter(
            kind=ConversationKind.CHANNEL, network=True, audience__in=audiences
        )
    channels = Q(kind=ConversationKind.CHANNEL, audience__in=audiences)
    if membership.role in AGGREGATES_ONLY:
        return Conversation.objects.filter(channels)
    seen = channels | Q(_takes_part(membership), kind=ConversationKind.DIRECT)
    if about_patients(membership):
        in_team = Exists(_team().filter(patient=OuterRef("patient"), membership=membership))
        whole = Q() if sees_files(membership) else Q(in_team)
        seen |= Q(in_team, kind=ConversationKind.PATIENT)
        seen |= Q(_takes_part(membership), whole, kind=ConversationKind.EXPERTISE)
    if membership.is_doctor:
        seen |= Q(_was_alerted(membership))
    return Conversation.objects.filter(seen)


def readable(conversation: Conversation, membership: Membership) -> bool:
    """Whether it is among `visible_conversations`. Of a channel the role says it, without a statement."""
    here = conversation.network or membership.cabinet_id == current_cabinet_id()
    channel = conversation.kind == ConversationKind.CHANNEL and here
    if channel and conversation.audience in audiences_of(membership.role):
        return True
    return visible_conversations(membership).filter(pk=conversation.pk).exists()


def writable(conversation: Conversation, membership: Membership) -> bool:
    """Whoever reads writes, until it is closed."""
    return conversation.closed_at is None and readable(conversation, membership)


def about_patients(membership: Membership) -> bool:
    """Whether their role may be told of a patient at all."""
    return may_join_about_patient(membership.role, permissions.MATRIX["patient_threads"])


def follows(membership: Membership, patient: Patient) -> bool:
    """Whether they are in the patient's care team now."""
    return _team().filter(patient=patient, membership=membership).exists()


def require_direct(membership: Membership) -> None:
    if not may_write_directly(membership.role):
        raise PermissionDenied("Votre rôle écrit dans les canaux de coordination.")


def require_about_patients(membership: Membership) -> None:
    if not about_patients(membership):
        raise PermissionDenied("Votre rôle ne participe pas aux échanges sur un patient.")


def opens_channels(membership: Membership) -> bool:
    """The titulaires and the secretary."""
    return Member(membership).may("manage_practice")


def require_channels(membership: Membership) -> None:
    if not opens_channels(membership):
        raise PermissionDenied("Seuls les titulaires et la secrétaire ouvrent et ferment les canaux.")


def may_close(conversation: Conversation, membership: Membership) -> bool:
    """A channel, who opens them; a tele-expertise, who asked. The three channels of the house stay."""
    if conversation.closed_at:
        return False
    if conversation.kind == ConversationKind.CHANNEL:
        return bool(conversation.title) and opens_channels(membership)
    return conversation.kind == ConversationKind.EXPERTISE and conversation.opened_by_id == membership.pk


def is_outside(conversation: Conversation) -> bool:
    """Whether the mairie reads it."""
    return conversation.audience == Audience.COORDINATION


def _takes_part(membership: Membership) -> Exists:
    standing = Participant.objects.filter(membership=membership, left_at=None)
    return Exists(standing.filter(conversation=OuterRef("pk")))


def _team() -> QuerySet[CareTeamMember]:
    return CareTeamMember.objects.filter(removed_at=None)


def _was_alerted(membership: Membership) -> Exists:
    """Told by an escalation, lately: somebody counts on them, so they read what it is about."""
    since = timezone.now() - ALERTED_FOR
    alerts = UrgentAlert.objects.filter(membership=membership, told_at__gte=since)
    escalated = alerts.exclude(stage=UrgentAlert.Stage.ADDRESSED)
    return Exists(escalated.filter(message__conversation=OuterRef("pk")))
