"""What becomes of the appointments of a day that its practitioner gives back: none is ever dropped.

Called by the calendar in the transaction of the release, whose day it has locked (`cabinet.house`). Moved to
another practitioner there where there is room, if that was asked; else « à déplacer », and somebody calls.
"""

from collections.abc import Sequence
from datetime import date, datetime

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership
from cabinet.text import instant
from patients.actions.appointment_places import Place, lock_agenda
from patients.actions.appointments import carry_over, stamp
from patients.actions.live import appointment_changed
from patients.models import COMING, Appointment, AppointmentState, CallBack, CallReason, PatientSettings
from patients.queries.agenda import appointments_between, halves_of, lengths_of, span_of, taken_of
from patients.queries.free_slots import sees
from patients.rules.released import is_near, nearest
from patients.rules.slots import Span, free_slots
from planning.models import Presence
from planning.rules.half_days import Hours

WHY = "jour libéré au planning"


def day_released(
    presences: Sequence[Presence], *, by: Membership | None, at: datetime, to: Membership | None = None
) -> list[Appointment]:
    """Those that stood there, moved or to be moved. A second time, there is nothing left to do."""
    found = Appointment.objects.filter(presence__in=[one.pk for one in presences], state__in=COMING)
    standing = list(found.with_names().select_for_update(of=("self",)))
    if not standing:
        return []
    cabinet, settings = Cabinet.current(), PatientSettings.current()
    lock_agenda(cabinet, *(one.starts_at for one in standing))
    for one in standing:
        place = find_other(one, to, cabinet=cabinet, settings=settings) if to else None
        if place is None:
            put_on_the_list(one, by=by, at=at)
        else:
            new = carry_over(one, place, by=by, at=at, reason=WHY)
            if new.starts_at != one.starts_at:
                ask_to_call(
                    new, by=by, at=at, note=f"à prévenir\u202f: {said_of(new)}, et non {said_of(one)}"
                )
    return standing


def day_taken(presence: Presence, *, by: Membership | None, at: datetime) -> list[Appointment]:
    """A practitioner who is there again takes back what waits to be moved, unless its patient was called.

    A day whose room or period changes is released and made again: what still fits stays where it was.
    """
    waiting = (
        Appointment.objects.filter(
            practitioner=presence.membership_id,
            state=AppointmentState.TO_MOVE,
            starts_at__gte=max(presence.starts_at, at),
            ends_at__lte=presence.ends_at,
        )
        .exclude(call_backs__attempts__isnull=False)
        .with_names()
    )
    back = [one for one in waiting if _fits(one, presence)]
    for one in back:
        one.state, one.presence, one.reason = AppointmentState.BOOKED, presence, ""
        stamp(one, by=by, at=at)
        one.save()
        appointment_changed(one)
        CallBack.objects.filter(appointment=one, done_at=None).update(
            done_at=at, done_by=by, result="le praticien revient\u202f: rendez-vous maintenu"
        )
        audit.record("restore_appointment", one, by=by, at=at, presence=str(presence.pk))
    return back


def put_on_the_list(one: Appointment, *, by: Membership | None, at: datetime) -> None:
    """It holds no hour any more, and its patient is to be called."""
    before = one.state
    one.state, one.reason = AppointmentState.TO_MOVE, WHY
    stamp(one, by=by, at=at)
    one.save()
    appointment_changed(one)
    audit.record("release_appointment", one, by=by, at=at, before=before)
    ask_to_call(one, by=by, at=at, note=f"{said_of(one)} ne tient plus")


def ask_to_call(one: Appointment, *, by: Membership | None, at: datetime, note: str) -> None:
    """Once for an appointment; first of all when its day is near."""
    on, today = one.starts_at.astimezone(PARIS).date(), at.astimezone(PARIS).date()
    urgent = is_near(on, today=today)
    CallBack.objects.get_or_create(
        appointment=one, done_at=None,
        defaults={
            "patient": one.patient, "reason": CallReason.MOVE_APPOINTMENT, "note": note[:160],
            "urgent": urgent, "asked_at": at, "asked_by": by,
        },
    )  # fmt: skip


def find_other(
    one: Appointment, to: Membership, *, cabinet: Cabinet, settings: PatientSettings
) -> Place | None:
    """With `to`, that day: the same hour when it is free, else the nearest one as long."""
    if not sees(to, one.kind):
        return None
    on = one.starts_at.astimezone(PARIS).date()
    there = Presence.objects.sure().filter(membership=to, on=on).select_related("membership__person")
    held = _held_that_day(on, one)
    spans: list[tuple[Span, Presence]] = []
    for presence in there.order_by("starts_at", "pk"):
        presence.cabinet = cabinet
        own = taken_of(
            other for other in held if other.practitioner_id == to.pk or other.patient_id == one.patient_id
        )
        for _, half in halves_of(presence, Hours.of(cabinet)):
            spans += [(span, presence) for span in free_slots(half, own, one.kind, lengths_of(settings))]
    chosen = nearest([span for span, _ in spans], one.starts_at)
    return next((Place(presence, span) for span, presence in spans if span == chosen), None)


def said_of(one: Appointment) -> str:
    """« jeu. 26 nov., 9 h 30, Dr Fradin »"""
    return f"{instant(one.starts_at)}, {one.practitioner.display_name}"


def _held_that_day(on: date, but: Appointment) -> list[Appointment]:
    return list(appointments_between(on, on).holding().exclude(pk=but.pk))


def _fits(one: Appointment, presence: Presence) -> bool:
    """Whether its hour is still nobody's, its practitioner's nor its patient's."""
    touching = Appointment.objects.holding().filter(starts_at__lt=one.ends_at, ends_at__gt=one.starts_at)
    return not any(
        other.practitioner_id == one.practitioner_id or other.patient_id == one.patient_id
        for other in touching.only("practitioner_id", "patient_id")
    ) and span_of(presence).holds(span_of(one))
