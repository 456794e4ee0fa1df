"""Who follows a patient, and whom somebody follows."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from cabinet import permissions
from cabinet.clock import PARIS
from cabinet.models import Membership, Role
from cabinet.permissions import ROLES
from patients.models import CareTeamMember, Patient
from patients.queries.patient_file import Looked
from patients.rules.care_team import may_follow_patients


def followers() -> QuerySet[CareTeamMember]:
    return CareTeamMember.objects.filter(removed_at=None).select_related(
        "membership__person", "added_by__person"
    )


def may_join(today: date) -> QuerySet[Membership]:
    """The members who may be in a care team."""
    threads = permissions.MATRIX["patient_threads"]
    roles = [role for role in ROLES if may_follow_patients(role, threads)]
    return Membership.objects.filter(role__in=roles).on(today).with_person()


def read_care_team(looked: Looked) -> dict[str, Any] | None:
    """The section of a patient's page; the ASALÉE nurse has her own."""
    if looked.by.role == Role.INFIRMIERE_ASALEE:
        return None
    rows = list(followers().filter(patient=looked.patient))
    there = {row.membership_id for row in rows}
    today = looked.at.astimezone(PARIS).date()
    others = [member for member in may_join(today) if member.pk not in there]
    others.sort(key=lambda member: member.role != Role.PARAMEDICAL)
    return {"team": rows, "others": others}


def followed_by(membership: Membership) -> list[Patient]:
    """« Mes patients suivis »: names, and nothing else of them. One statement."""
    rows = Patient.objects.filter(care_team__membership=membership, care_team__removed_at=None)
    return list(
        rows.only("pk", "cabinet_id", "last_name", "first_name", "identity").order_by("identity", "pk")
    )
