"""An agenda around today: days behind that were lived, today as far as it has come, days ahead half full."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import cycle

from cabinet.models import Cabinet, Membership
from cabinet.models.membership import CAREGIVERS
from patients.actions.agenda_refusals import SlotTaken
from patients.actions.appointments import book_appointment
from patients.actions.attendance import say_state
from patients.models import Appointment, AppointmentKind, Patient, PatientSettings, Step
from patients.queries.agenda import halves_of
from planning.models import Presence
from planning.rules.half_days import Hours

DAYS_BEHIND, DAYS_AHEAD = 4, 12
#: By half-day: minutes after its beginning, and what is booked there; the others are left free.
HABITS = (
    (0, "first"), (30, "follow_up"), (45, "follow_up"), (75, "follow_up"), (90, "first"), (120, "follow_up"),
    (150, "follow_up"), (180, "visit"),
)  # fmt: skip
SESSIONS = ((0, "asalee"), (60, "asalee"), (120, "asalee"))
#: First appointments given in all: most people still wait, and the list shows it.
FIRSTS = 12
NOTES = ("apporte son dossier", "", "", "vient avec sa fille", "", "")


def fill_agenda(members: dict[str, Membership], *, today: date, at: datetime, keeper: str) -> int:
    """Book and live the days of the open practice, once; how many appointments."""
    if Appointment.objects.exists() or not PatientSettings.current().appointments_here:
        return 0
    by = members[keeper]
    firsts, others = _people()
    booked = []
    for presence, start, kind, n in _hours(by.cabinet, today):
        patient = next(firsts, None) if kind == AppointmentKind.FIRST else next(others, None)
        if patient is None:
            continue
        try:
            booked.append(
                book_appointment(
                    patient=patient,
                    practitioner=presence.membership,
                    kind=kind,
                    starts_at=start,
                    by=by,
                    at=min(at, start) - timedelta(days=3),
                    note=NOTES[n % len(NOTES)],
                )
            )
        except SlotTaken:
            continue
    for n, one in enumerate(booked):
        _live(one, n, by=by, at=at)
    return len(booked)


def _people() -> tuple[Iterator[Patient], Iterator[Patient]]:
    """Those who get a first appointment, once each; and those who come back, again and again."""
    waiting = list(Patient.objects.filter(step__in=(Step.CALLED, Step.WAITING)).order_by("stepped_at", "pk"))
    known = Patient.objects.filter(step__in=(Step.SEEN, Step.FOLLOWED)).order_by("pk")
    return iter(waiting[:FIRSTS]), cycle(known)


def _hours(cabinet: Cabinet, today: date) -> Iterator[tuple[Presence, datetime, str, int]]:
    first, last = today - timedelta(days=DAYS_BEHIND), today + timedelta(days=DAYS_AHEAD)
    n = 0
    for presence in Presence.objects.sure().between(first, last).with_names():
        cares = presence.membership.role in CAREGIVERS
        for _, half in halves_of(presence, Hours.of(cabinet)):
            for minutes, kind in HABITS if cares else SESSIONS:
                n += 1
                # Days ahead fill as they come near.
                if presence.on <= today or n % 12 > (presence.on - today).days:
                    yield presence, half.starts_at + timedelta(minutes=minutes), kind, n


def _live(one: Appointment, n: int, *, by: Membership, at: datetime) -> None:
    """As far as the clock has come: seen, one absent in eleven, one in consultation, the next one arrived."""
    if one.starts_at > at + timedelta(minutes=20) or one.starts_at.date() > at.date():
        return None
    if one.ends_at <= at and n % 11 == 7:
        return _say(one, ["no_show"], by, one.ends_at)
    if one.ends_at <= at:
        return _say(one, ["arrived", "in_consultation", "done"], by, one.starts_at)
    return _say(one, ["arrived", "in_consultation"] if one.starts_at <= at else ["arrived"], by, at)


def _say(one: Appointment, states: list[str], by: Membership, at: datetime) -> None:
    for state in states:
        say_state(appointment=one, state=state, version=None, by=by, at=at)
