"""What the front desk adds to the house: its doors, its cards, and what it does when a day is released."""

from django.urls import reverse

from cabinet.house import Door
from cabinet.members import Member
from cabinet.models import Role
from patients.permissions import keeps_appointments

#: Those whose day is spent at the desk: it is the page that opens for them.
DESK = frozenset({Role.SECRETAIRE, Role.TELESECRETAIRE})


def navigation(member: Member) -> list[Door]:
    if not keeps_appointments(member.membership):
        return []
    desk = reverse("patients:desk", args=[member.cabinet.slug])
    return [Door("Secrétariat", desk, "concierge-bell", order=5 if member.role in DESK else 15)]


def first_page(member: Member) -> str | None:
    return reverse("patients:desk", args=[member.cabinet.slug]) if member.role in DESK else None
