"""Open a conversation: a patient's thread, a tele-expertise, a direct message; add somebody, leave."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from messaging.actions.live import conversation_changed
from messaging.actions.refusals import ConversationRefused, ParticipantRefused
from messaging.actions.send import send_message
from messaging.models import Conversation, ConversationKind, Participant, Specialty
from messaging.permissions import about_patients, follows, readable, require_about_patients, require_direct
from messaging.queries.people import may_be_written_to
from patients.models import Patient
from patients.permissions import sees_files, visible_patients


def open_patient_thread(*, patient: Patient, by: Membership, at: datetime) -> Conversation:
    """The thread of a patient's care team, made at the first need; there is one. Raises PermissionDenied."""
    require_about_patients(by)
    if not follows(by, patient):
        raise PermissionDenied("Le fil d’un patient est celui de son équipe de soin.")
    thread = Conversation(
        kind=ConversationKind.PATIENT, patient=patient, opened_at=at, opened_by=by, spoken_at=at
    )
    try:
        with transaction.atomic():
            thread.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "conversation_of_a_patient_is_one":
            raise
        return Conversation.objects.get(kind=ConversationKind.PATIENT, patient=patient)
    audit.record("open_thread", thread, by=by, at=at, patient=str(patient.pk))
    conversation_changed(thread, at=at)
    return thread


def open_direct(*, others: Sequence[Membership], by: Membership, at: datetime) -> Conversation:
    """Between these and nobody else; the one that they have already, if they have.

    Raises PermissionDenied, `ConversationRefused` or `ParticipantRefused`.
    """
    require_direct(by)
    people = {member.pk: member for member in (by, *others)}
    if len(people) < 2:
        raise ConversationRefused("Choisissez à qui écrire.", field="members")
    _refuse_strangers(people, at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"direct:{sorted(people)}"])
    for direct in Conversation.objects.filter(
        kind=ConversationKind.DIRECT, participants__membership=by, participants__left_at=None
    ).prefetch_related("participants"):
        if {one.membership_id for one in direct.participants.all() if one.left_at is None} == set(people):
            return direct
    direct = Conversation.objects.create(
        kind=ConversationKind.DIRECT, opened_at=at, opened_by=by, spoken_at=at
    )
    _let_in(direct, people, by=by, at=at)
    audit.record("open_direct", direct, by=by, at=at, members=[str(pk) for pk in people])
    conversation_changed(direct, at=at)
    return direct


def ask_expertise(
    *,
    patient: Patient,
    specialty: str,
    question: str,
    others: Sequence[Membership],
    by: Membership,
    at: datetime,
    client_key: UUID | None = None,
    drafts: Sequence[UUID] = (),
    urgent: bool = False,
) -> Conversation:
    """A question about a patient to one or several, with its first message.

    Raises PermissionDenied, `ConversationRefused`, `ParticipantRefused`, `MessageRefused`.
    """
    require_about_patients(by)
    if not visible_patients(by).filter(pk=patient.pk).exists():
        raise PermissionDenied("Vous ne suivez pas ce patient.")
    if specialty not in Specialty.values:
        raise ConversationRefused("Choisissez une spécialité.", field="specialty")
    people = {member.pk: member for member in (by, *others)}
    if len(people) < 2:
        raise ConversationRefused("Choisissez à qui demander.", field="members")
    _refuse_strangers(people, at)
    for member in people.values():
        _refuse_outsider(patient, member)
    expertise = Conversation.objects.create(
        kind=ConversationKind.EXPERTISE, patient=patient, specialty=specialty, opened_at=at, opened_by=by,
        spoken_at=at,
    )  # fmt: skip
    _let_in(expertise, people, by=by, at=at)
    audit.record("ask_expertise", expertise, by=by, at=at, patient=str(patient.pk), specialty=specialty)
    conversation_changed(expertise, at=at)
    send_message(
        conversation=expertise, text=question, client_key=client_key or uuid4(), by=by, at=at,
        drafts=drafts, urgent=urgent,
    )  # fmt: skip
    return expertise


def add_participant(
    *, conversation: Conversation, member: Membership, by: Membership, at: datetime
) -> Participant:
    """One more in a tele-expertise or a direct message; they read what was said before. Twice is once.

    Raises PermissionDenied, `ConversationRefused` or `ParticipantRefused`.
    """
    if not readable(conversation, by):
        raise PermissionDenied("Vous n’êtes plus dans cette conversation.")
    if conversation.kind not in (ConversationKind.EXPERTISE, ConversationKind.DIRECT):
        raise ConversationRefused("Qui est dans ce fil dépend de son rôle ou de l’équipe de soin.")
    if conversation.closed_at:
        raise ConversationRefused("Cette conversation est close.")
    _refuse_strangers({member.pk: member}, at)
    if conversation.patient is not None:
        _refuse_outsider(conversation.patient, member)
    row = Participant(conversation=conversation, membership=member, added_at=at, added_by=by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "participant_is_added_once":
            raise
        return Participant.objects.get(conversation=conversation, membership=member, left_at=None)
    audit.record("add_participant", conversation, by=by, at=at, member=str(member.pk))
    conversation_changed(conversation, at=at)
    return row


def leave(*, conversation: Conversation, by: Membership, at: datetime) -> None:
    """They read nothing of it from now on; left twice is once."""
    conversation_changed(conversation, at=at)
    left = Participant.objects.filter(conversation=conversation, membership=by, left_at=None)
    if left.update(left_at=at):
        audit.record("leave_conversation", conversation, by=by, at=at)


def _let_in(conversation: Conversation, people: dict, *, by: Membership, at: datetime) -> None:
    Participant.objects.bulk_create(
        Participant(conversation=conversation, membership=member, added_at=at, added_by=by)
        for member in people.values()
    )


def _refuse_strangers(people: dict, at: datetime) -> None:
    known = may_be_written_to(at.astimezone(PARIS).date()).filter(pk__in=people)
    there = set(known.values_list("pk", flat=True))
    for pk, member in people.items():
        if pk not in there:
            raise ParticipantRefused(
                f"{member.display_name} ne peut pas être dans cette conversation.", field="members"
            )


def _refuse_outsider(patient: Patient, member: Membership) -> None:
    if not about_patients(member):
        said = f"{member.display_name} n’est pas soignant\u202f: rien sur un patient ne lui est ouvert."
        raise ParticipantRefused(said, field="members")
    if not sees_files(member) and not follows(member, patient):
        said = f"{member.display_name} ne suit pas ce patient\u202f: ajoutez-le d’abord à l’équipe de soin."
        raise ParticipantRefused(said, field="members")
