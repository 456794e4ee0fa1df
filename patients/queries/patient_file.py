"""What the page of a patient says: their turn, appointments, calls and steps."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from patients.models import WAITING_STEPS, Patient
from patients.permissions import keeps_appointments, sees_files
from patients.queries.call_backs import call_line, open_calls
from patients.queries.turns import Turns
from patients.rules.steps import next_steps
from patients.rules.waves import age

APPOINTMENTS_SHOWN = 8


@dataclass(frozen=True)
class Looked:
    """A patient's page as it is asked for: who asks, of whom, when."""

    member: Member
    patient: Patient
    at: datetime

    @property
    def by(self) -> Membership:
        return self.member.membership

    @cached_property
    def whole(self) -> bool:
        return sees_files(self.by)

    @property
    def keeps(self) -> bool:
        """The phone and the agenda are theirs."""
        return keeps_appointments(self.by)

    @cached_property
    def age(self) -> int:
        return age(self.patient.birth_on, self.at.astimezone(PARIS).date())


def read_turn(looked: Looked) -> dict[str, Any] | None:
    """While they wait: their wave and their points; nothing afterwards."""
    if looked.patient.step not in WAITING_STEPS:
        return None
    turns = Turns.on(looked.at.astimezone(PARIS).date(), cabinet=looked.member.cabinet)
    return {"turn": turns.of(looked.patient)}


def read_appointments(looked: Looked) -> dict[str, Any]:
    rows = looked.patient.appointments.select_related("practitioner__person").order_by("-starts_at", "-pk")
    shown = list(rows[:APPOINTMENTS_SHOWN])
    return {
        "coming": [row for row in reversed(shown) if row.ends_at > looked.at],
        "past": [row for row in shown if row.ends_at <= looked.at],
    }


def read_calls(looked: Looked) -> dict[str, Any]:
    waiting = open_calls().filter(patient=looked.patient)
    attempts = looked.patient.attempts.select_related("by__person")
    return {
        "waiting": [call_line(row, looked.by, looked.at) for row in waiting],
        "attempts": list(attempts[:APPOINTMENTS_SHOWN]),
    }


def read_steps(looked: Looked) -> dict[str, Any]:
    return {
        "steps": list(looked.patient.steps.select_related("by__person")),
        "next": next_steps(looked.patient.step),
    }
