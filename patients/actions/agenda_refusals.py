"""Why the agenda refused something, each with its French sentence and what is left."""

from collections.abc import Sequence
from datetime import datetime

from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Cabinet
from cabinet.text import clock, instant
from patients.models import Appointment
from patients.queries.free_slots import FreeHalf, free_between
from patients.rules.appointment_states import STATE_LABELS
from planning.rules.alternatives import joined

#: Enough hours for a person to choose from, on the phone.
NAMED = 4
HALF_WORDS = {"morning": "ce matin-là", "afternoon": "cet après-midi-là"}


class AppointmentRefused(Refused):
    """422: an appointment that makes no sense there."""


class AgendaElsewhere(Refused):
    """409: this practice keeps its appointments in another agenda."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"Les rendez-vous de ce cabinet sont tenus ailleurs\u202f: {name or 'autre agenda'}."
        )


class SlotTaken(Refused):
    """409: somebody was first, or nobody is there. `free`: what is left of that half-day."""

    def __init__(self, why: str, free: Sequence[FreeHalf]) -> None:
        self.free = [half for half in free if half.free]
        super().__init__(f"{why} {what_is_left(self.free)}", field="starts")


class FirstsAreFull(SlotTaken):
    """409: that half-day has its first consultations; asked for all the same, it is booked."""


class AppointmentChanged(Refused):
    """409: another desk changed it since it was read. `now` is what stands, `wanted` what was asked."""

    def __init__(self, now: Appointment, wanted: str = "") -> None:
        who = now.changed_by.display_name if now.changed_by else "Quelqu’un"
        when = f" à {clock(now.changed_at)}" if now.changed_at else ""
        asked = f" Vous demandiez «\u00a0{wanted}\u00a0»." if wanted else ""
        super().__init__(
            f"{who} a changé ce rendez-vous{when}\u202f: il est maintenant "
            f"«\u00a0{STATE_LABELS[now.state]}\u00a0», {instant(now.starts_at)}.{asked}"
        )
        self.now = now


class StateRefused(Refused):
    """409: that does not follow where the appointment is now."""


def what_is_left(free: Sequence[FreeHalf]) -> str:
    """« Encore libre ce matin-là : 10 h 45, 11 h (Dr Fradin) ; 9 h (Dr Sorin). »"""
    if not free:
        return "Plus rien de libre à ce moment-là\u202f: regardez un autre jour."
    said = [
        f"{', '.join(clock(span.starts_at) for span in half.free[:NAMED])} ({half.practitioner.display_name})"
        for half in free
    ]
    return f"Encore libre {HALF_WORDS[free[0].half]}\u202f: {joined(said)}."


def left_that_half(
    cabinet: Cabinet, kind: str, starts_at: datetime, *, at: datetime, quota: bool = True
) -> list[FreeHalf]:
    """What is still free on the half-day of that hour, nearest first."""
    on = starts_at.astimezone(PARIS).date()
    halves = free_between(cabinet, on, on, kind, after=at, quota=quota)
    near = [half for half in halves if half.span.starts_at <= starts_at < half.span.ends_at]
    if not near:
        near = [half for half in halves if half.free][:2]
    one_half = near[0].half if near else ""
    return [
        FreeHalf(
            half.presence,
            half.half,
            half.span,
            sorted(half.free, key=lambda span: abs(span.starts_at - starts_at)),
            half.first_left,
        )
        for half in near
        if half.half == one_half
    ]
