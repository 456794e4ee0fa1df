"""What the front desk adds to the house: its doors, its cards, and what it does when a day is released."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from cabinet.house import Door, ReleaseNotice
from cabinet.members import Member
from cabinet.models import Membership, Role
from patients.actions import released_days
from patients.permissions import keeps_appointments, sees_files
from patients.queries.release_notices import release_notices
from planning.models import Presence

#: Those whose day is spent at the desk: it is the page that opens for them.
DESK = frozenset({Role.SECRETAIRE, Role.TELESECRETAIRE})


def navigation(member: Member) -> list[Door]:
    if member.role == Role.INFIRMIERE_ASALEE:
        agenda = reverse("patients:agenda-today", args=[member.cabinet.slug])
        return [Door("Rendez-vous", agenda, "calendar-clock", order=16)]
    if not keeps_appointments(member.membership):
        return []
    desk = reverse("patients:desk", args=[member.cabinet.slug])
    agenda = reverse("patients:agenda-today", args=[member.cabinet.slug])
    doors = [
        Door("Secrétariat", desk, "concierge-bell", order=5 if member.role in DESK else 15),
        Door("Rendez-vous", agenda, "calendar-clock", order=6 if member.role in DESK else 16),
    ]
    if sees_files(member.membership):
        intake = reverse("patients:intake", args=[member.cabinet.slug])
        doors.append(Door("Patients", intake, "list-ordered", order=7 if member.role in DESK else 17))
    return doors


def first_page(member: Member) -> str | None:
    return reverse("patients:desk", args=[member.cabinet.slug]) if member.role in DESK else None


def day_release_notices(member: Member, on: date, presences: Sequence[Presence]) -> dict[UUID, ReleaseNotice]:
    """How many appointments stand on each presence, and at what hours; to who may read them."""
    return release_notices(member, on, presences)


def day_released(
    presences: Sequence[Presence], *, by: Membership | None, at: datetime, to: Membership | None
) -> None:
    released_days.day_released(presences, by=by, at=at, to=to)


def day_taken(presence: Presence, *, by: Membership | None, at: datetime) -> None:
    released_days.day_taken(presence, by=by, at=at)
