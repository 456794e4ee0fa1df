"""What whoever releases a day is told of its appointments: how many, at what hours, and never whose."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from cabinet.house import ReleaseNotice
from cabinet.members import Member
from cabinet.models.membership import CAREGIVERS
from cabinet.text import clock, count
from patients.models import COMING, Appointment
from patients.permissions import keeps_appointments, reads_agenda
from planning.models import Presence

#: Beyond, the sentence says how many more.
HOURS_SAID = 6


def release_notices(member: Member, on: date, presences: Sequence[Presence]) -> dict[UUID, ReleaseNotice]:
    """By presence of one day; one statement, none for who may not read the agenda."""
    if not reads_agenda(member.membership):
        return {}
    found: dict[UUID, list[Appointment]] = {}
    standing = Appointment.objects.filter(presence__on=on, state__in=COMING)
    if not keeps_appointments(member.membership):
        standing = standing.filter(practitioner=member.membership)
    for one in standing.only("presence_id", "starts_at").order_by("starts_at", "pk"):
        found.setdefault(one.presence_id, []).append(one)
    notices = {}
    for presence in presences:
        if appointments := found.get(presence.pk):
            url = reverse("patients:agenda", args=[member.cabinet.slug, on])
            notices[presence.pk] = ReleaseNotice(
                said_of(appointments), others_there(presence, presences), url
            )
    return notices


def said_of(appointments: Sequence[Appointment]) -> str:
    """« 3 rendez-vous ce jour-là : 9 h, 9 h 15, 14 h. »"""
    hours = [clock(one.starts_at) for one in appointments[:HOURS_SAID]]
    more = len(appointments) - len(hours)
    rest = f" et {more} de plus" if more else ""
    number = count(len(appointments), "rendez-vous", "rendez-vous")
    return f"{number} ce jour-là\u202f: {', '.join(hours)}{rest}."


def others_there(presence: Presence, presences: Sequence[Presence]) -> list[tuple[UUID, str]]:
    """Those of that day who see the same patients: caregivers among themselves."""
    cares = presence.membership.role in CAREGIVERS
    others = {
        one.membership_id: one.membership.display_name
        for one in presences
        if one.is_sure
        and one.membership_id != presence.membership_id
        and (one.membership.role in CAREGIVERS) == cares
    }
    return list(others.items())
