"""An hour of somebody's agenda that nobody holds, found under the lock of its day.

The day of the practice is locked as the calendar locks it, before anything is looked at: desks that book and
doctors who release wait for each other in one order, never in a circle. The constraints are the truth.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership
from cabinet.text import full_day, instant, sentence
from patients.actions.agenda_refusals import (
    AppointmentRefused,
    FirstsAreFull,
    SlotTaken,
    left_that_half,
)
from patients.models import Appointment, AppointmentKind, Patient, PatientSettings
from patients.models.appointment import AppointmentQuerySet
from patients.queries.agenda import halves_of, lengths_of, span_of
from patients.queries.free_slots import sees
from patients.rules.slots import Span, Taken, first_left
from planning.actions.place import lock_days_of
from planning.models import Presence
from planning.rules.half_days import Hours

#: Somebody who stands at the desk is put in the hour that has just begun.
LATE = timedelta(minutes=30)
#: Under that age a booking has « just » been made: the reader's page was still showing the hour as free.
JUST_NOW = timedelta(minutes=15)
MINUTES = 5


@dataclass(frozen=True)
class Place:
    """An hour of somebody's agenda that nobody holds."""

    presence: Presence
    span: Span


def lock_agenda(cabinet: Cabinet, *moments: datetime) -> None:
    """Wait for those who book or release these days in this practice."""
    days = [moment.astimezone(PARIS).date() for moment in moments]
    lock_days_of(cabinet_id=cabinet.pk, people=[], days=days)


def find_place(
    cabinet: Cabinet,
    settings: PatientSettings,
    patient: Patient,
    practitioner: Membership,
    kind: str,
    starts_at: datetime,
    *,
    at: datetime,
    beyond: bool = False,
    leaving: Appointment | None = None,
) -> Place:
    """The presence that holds that hour, which nobody holds; `leaving` frees its own. Raises the refusals."""
    if not sees(practitioner, kind):
        raise AppointmentRefused(
            f"{practitioner.display_name} ne tient pas ce type de rendez-vous.", field="practitioner"
        )
    if starts_at.second or starts_at.microsecond or starts_at.minute % MINUTES:
        raise AppointmentRefused("Un rendez-vous commence de cinq en cinq minutes.", field="starts")
    if starts_at < at - LATE:
        raise AppointmentRefused("Cette heure est passée\u202f: choisissez-en une à venir.", field="starts")
    span = Span(starts_at, starts_at + lengths_of(settings).of(kind))
    touching = _touching(span, leaving)
    presence, half = _presence_of(cabinet, practitioner, span)
    if presence is None or half is None:
        on = starts_at.astimezone(PARIS).date()
        raise SlotTaken(
            f"{practitioner.display_name} n’est pas là à cette heure le {full_day(on)}.",
            left_that_half(cabinet, kind, starts_at, at=at),
        )
    for one in touching:
        if one.practitioner_id == practitioner.pk:
            raise taken(one, cabinet=cabinet, kind=kind, starts_at=starts_at, at=at)
    for one in touching:
        if one.patient_id == patient.pk:
            raise SlotTaken(
                f"{patient.display_name} a déjà rendez-vous à cette heure avec "
                f"{one.practitioner.display_name}.",
                left_that_half(cabinet, kind, starts_at, at=at),
            )
    if kind == AppointmentKind.FIRST and not beyond:
        held = _touching(half, leaving).filter(practitioner=practitioner)
        left = first_left(half, [Taken(span_of(one), one.kind) for one in held], settings.first_per_half_day)
        if not left:
            raise FirstsAreFull(
                f"{practitioner.display_name} a déjà ses premières consultations de cette demi-journée.",
                left_that_half(cabinet, kind, starts_at, at=at),
            )
    return Place(presence, span)


def taken(one: Appointment, *, cabinet: Cabinet, kind: str, starts_at: datetime, at: datetime) -> SlotTaken:
    """Said by who comes second: who gave that hour away, and what is left that half-day."""
    whom = f" par {one.booked_by.display_name}" if one.booked_by else ""
    when = "vient d’être donné" if at - one.booked_at < JUST_NOW else "est déjà donné"
    return SlotTaken(
        f"{sentence(instant(starts_at))} avec {one.practitioner.display_name} {when}{whom}.",
        left_that_half(cabinet, kind, starts_at, at=at),
    )


def _touching(span: Span, leaving: Appointment | None) -> AppointmentQuerySet:
    found = Appointment.objects.holding().filter(starts_at__lt=span.ends_at, ends_at__gt=span.starts_at)
    if leaving is not None:
        found = found.exclude(pk=leaving.pk)
    return found.select_related("practitioner__person", "booked_by__person").order_by("starts_at", "pk")


def _presence_of(
    cabinet: Cabinet, practitioner: Membership, span: Span
) -> tuple[Presence | None, Span | None]:
    """The sure presence whose half-day holds the span, locked until the end of the transaction."""
    on = span.starts_at.astimezone(PARIS).date()
    found = (
        Presence.objects.sure().filter(membership=practitioner, on=on).select_related("membership__person")
    )
    for presence in found.select_for_update(of=("self",), no_key=True).order_by("starts_at", "pk"):
        presence.cabinet = cabinet
        for _, half in halves_of(presence, Hours.of(cabinet)):
            if half.holds(span):
                return presence, half
    return None, None
