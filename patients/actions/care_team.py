"""Who follows a patient: added and removed by somebody, explicitly, on the record."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cabinet import audit, live, permissions
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.models import CareTeamMember, Patient
from patients.permissions import require_files
from patients.rules.care_team import may_follow_patients


class CareTeamRefused(Refused):
    """422: that person cannot be in a care team."""


def add_to_care_team(*, patient: Patient, member: Membership, by: Membership, at: datetime) -> CareTeamMember:
    """`member` follows `patient` from now on; added already, that line.

    Raises `CareTeamRefused`, PermissionDenied.
    """
    require_files(by)
    if not may_follow_patients(member.role, permissions.MATRIX["patient_threads"]):
        raise CareTeamRefused(
            f"{member.display_name} n’est pas soignant\u202f: rien ne lui est ouvert.", field="member"
        )
    if not member.is_open_on(at.astimezone(PARIS).date()):
        raise CareTeamRefused(f"{member.display_name} n’est plus du cabinet.", field="member")
    row = CareTeamMember(patient=patient, membership=member, added_at=at, added_by=by)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if constraint_of(error) != "care_team_member_is_added_once":
            raise
        return CareTeamMember.objects.get(patient=patient, membership=member, removed_at=None)
    _say("add_to_care_team", row, by=by, at=at)
    return row


def remove_from_care_team(*, row: CareTeamMember, by: Membership, at: datetime) -> CareTeamMember:
    """They follow the patient no more, and see nothing of them from now on; removed twice is once.

    One may always leave by oneself. Raises PermissionDenied.
    """
    if by.pk != row.membership_id:
        require_files(by)
    now = CareTeamMember.objects.select_for_update().get(pk=row.pk)
    if now.removed_at is None:
        now.removed_at, now.removed_by = at, by
        now.save(update_fields=["removed_at", "removed_by"])
        _say("remove_from_care_team", now, by=by, at=at)
    return now


def _say(verb: str, row: CareTeamMember, *, by: Membership, at: datetime) -> None:
    audit.record(verb, row, by=by, at=at, patient=str(row.patient_id), member=str(row.membership_id))
    live.tell(kind="care-team", subject=row.patient_id, audience=live.people([row.membership.person_id]))
