"""What the front desk adds to the house: its doors, its cards, and what it does when a day is released."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse

from cabinet.house import Card, Door, ReleaseNotice
from cabinet.members import Member
from cabinet.models import Cabinet, Membership, Role
from patients.actions import released_days
from patients.care_cards import care_cards
from patients.permissions import keeps_appointments, sees_files
from patients.queries.intake_report import intake_tables
from patients.queries.release_notices import release_notices
from planning.models import Presence
from planning.queries.occupancy_tables import Table

#: Those whose day is spent at the desk: it is the page that opens for them.
DESK = frozenset({Role.SECRETAIRE, Role.TELESECRETAIRE})


def navigation(member: Member) -> list[Door]:
    slug, first = member.cabinet.slug, member.role in DESK
    agenda = Door(
        "Rendez-vous",
        reverse("patients:agenda-today", args=[slug]),
        "calendar-clock",
        order=6 if first else 16,
    )
    if member.role == Role.INFIRMIERE_ASALEE:
        hers = reverse("patients:referrals", args=[slug])
        return [Door("Mes patients", hers, "heart-handshake", order=5), agenda]
    if member.role == Role.PARAMEDICAL:
        followed = reverse("patients:followed", args=[slug])
        return [Door("Mes patients suivis", followed, "users-round", order=5)]
    if not keeps_appointments(member.membership):
        return []
    desk = reverse("patients:desk", args=[slug])
    doors = [Door("Secrétariat", desk, "concierge-bell", order=5 if first else 15), agenda]
    if sees_files(member.membership):
        intake = reverse("patients:intake", args=[slug])
        doors.append(Door("Patients", intake, "list-ordered", order=7 if first else 17))
        lists = reverse("patients:renewals", args=[slug])
        under = lists.removesuffix("renouvellements/")
        doors.append(Door("Suivi", lists, "clipboard-list", order=8 if first else 18, under=under))
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


def home_cards(member: Member, today: date) -> list[Card]:
    return care_cards(member)


def report_tables(cabinet: Cabinet, first: date, last: date) -> list[Table]:
    return intake_tables(cabinet, first, last)
