"""What the front desk adds to the house: its doors, its cards, and what it does when a day is released."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from cabinet.house import Card, Door, ReleaseNotice, SetupStep, Traced
from cabinet.members import Member
from cabinet.models import Cabinet, Membership, Role
from cabinet.text import count
from patients.actions import released_days
from patients.archive_words import TABLES
from patients.care_cards import care_cards
from patients.models import HouseRules, Patient
from patients.permissions import (
    keeps_appointments,
    keeps_intake,
    reads_house_rules,
    sees_files,
    ticks_lists,
    writes_for_doctors,
)
from patients.practice_sections import practice_sections
from patients.queries.accesses import KIND, patient_names
from patients.queries.checklists import today_lists
from patients.queries.house_rules import to_accept
from patients.queries.intake_report import intake_tables
from patients.queries.release_notices import release_notices
from planning.models import Presence
from planning.queries.occupancy_tables import Table

#: Those whose day is spent at the desk: it is the page that opens for them.
DESK = frozenset({Role.SECRETAIRE, Role.TELESECRETAIRE})


def traced() -> list[Traced]:
    return [Traced(KIND, "patient", "patients", patient_names)]


def navigation(member: Member) -> list[Door]:
    """Who comes and who follows them, then how the practice works."""
    return [*patients_doors(member), *practice_doors(member)]


def setup_steps(member: Member) -> list[SetupStep]:
    """The former doctor's list and the règlement intérieur; two statements, none for the mairie."""
    if not keeps_intake(member.membership):
        return []
    slug = member.cabinet.slug
    known, rules = Patient.objects.count(), HouseRules.objects.first()
    return [
        SetupStep(
            "list", "La liste prioritaire", reverse("patients:setup-list", args=[slug]), done=known > 0,
            said=count(known, "patient", "patients"), order=60, optional=True,
        ),
        SetupStep(
            "rules", "Le règlement intérieur", reverse("patients:setup-rules", args=[slug]),
            done=rules is not None, said=f"version {rules.version}" if rules else "à publier", order=70,
            allowed=writes_for_doctors(member.membership),
        ),
    ]  # fmt: skip


def practice_doors(member: Member) -> list[Door]:
    under, tabs = f"/c/{member.cabinet.slug}/cabinet/", practice_sections(member, "")
    return [Door("Cabinet", tabs[0].url, "list-checks", order=60, under=under)] if tabs else []


def patients_doors(member: Member) -> list[Door]:
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
    return [*care_cards(member), *practice_cards(member)]


def practice_cards(member: Member) -> list[Card]:
    """The règlement to accept, until it is; then what there is to tick today."""
    cards: list[Card] = []
    slug = member.cabinet.slug
    if not reads_house_rules(member.membership):
        return cards
    if rules := to_accept(member.membership):
        cards.append(Card("patients/cards/house_rules.html", {"rules": rules, "slug": slug}, order=6))
    if ticks_lists(member.membership):
        page = today_lists(member, timezone.now(), firsts=False)
        if page.lists or page.late:
            cards.append(Card("patients/cards/checklists.html", {"page": page, "slug": slug}, order=12))
    return cards


def report_tables(cabinet: Cabinet, first: date, last: date) -> list[Table]:
    return intake_tables(cabinet, first, last)


def archive_tables() -> dict[str, str]:
    return TABLES
