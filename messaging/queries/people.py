"""Who is in a conversation now, and by which names they are mentioned."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q, QuerySet

from cabinet import permissions
from cabinet.models import Membership, Role
from messaging.models import Conversation, ConversationKind, Participant
from messaging.rules.audience import may_join_about_patient, roles_in
from patients.models import CareTeamMember

#: A paramedic and the ASALÉE nurse are told of those whom they follow; the others of the house of all.
FOLLOWERS_ONLY = (Role.PARAMEDICAL, Role.INFIRMIERE_ASALEE)


def people_in(conversation: Conversation, on: date) -> QuerySet[Membership]:
    """Its members of this practice on that day, with their names. One statement."""
    members = Membership.objects.on(on).with_person()
    if conversation.kind == ConversationKind.CHANNEL:
        return members.filter(role__in=roles_in(conversation.audience))
    threads = permissions.MATRIX["patient_threads"]
    carers = [role for role in permissions.ROLES if may_join_about_patient(role, threads)]
    team = CareTeamMember.objects.filter(patient_id=conversation.patient_id, removed_at=None)
    in_team = Q(pk__in=team.values("membership"))
    if conversation.kind == ConversationKind.PATIENT:
        return members.filter(in_team, role__in=carers)
    standing = Participant.objects.filter(conversation=conversation, left_at=None)
    members = members.filter(pk__in=standing.values("membership"))
    if conversation.kind == ConversationKind.DIRECT:
        return members
    return members.filter(~Q(role__in=FOLLOWERS_ONLY) | in_team, role__in=carers)


def may_be_written_to(on: date) -> QuerySet[Membership]:
    """Those of the house, for a direct message."""
    return Membership.objects.on(on).with_person().filter(role__in=roles_in("team"))


def names_of(members: Iterable[Membership]) -> dict[int, Sequence[str]]:
    """By person, how a message may name them: « Dr Fradin », « Valentine Fradin », « Valentine »."""
    return {
        member.person_id: (
            member.display_name,
            member.person.get_full_name(),
            member.person.first_name,
            member.person.last_name,
        )
        for member in members
    }
