"""What the page of a patient says: their turn, appointments, calls and steps."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership
from patients.models import WAITING_STEPS, Patient, PatientSettings
from patients.permissions import keeps_appointments, sees_files
from patients.queries.call_backs import call_line, open_calls
from patients.rules.points import Score, points_of
from patients.rules.steps import next_steps
from patients.rules.waves import WAVE_LABELS, Facts, Wave, age, wave_of

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


@dataclass(frozen=True)
class Turn:
    """When somebody is called, and why then."""

    wave: Wave
    score: Score

    @property
    def label(self) -> str:
        return WAVE_LABELS[self.wave.number] if self.wave.number else ""


def facts_of(patient: Patient) -> Facts:
    return Facts(
        birth_on=patient.birth_on,
        criteria=frozenset(patient.criteria),
        renewal_until_on=patient.renewal_until_on,
        on_former_list=patient.on_former_list,
        without_doctor=patient.without_doctor,
        commune=patient.commune,
        wave=patient.wave,
        wave_reason=patient.wave_reason,
    )


def turn_of(facts: Facts, member: Member, at: datetime) -> Turn:
    """Computed when it is read: a treatment that ends tomorrow counts tomorrow."""
    settings, today = PatientSettings.current(), at.astimezone(PARIS).date()
    commune = member.cabinet.commune
    wave = wave_of(facts, today=today, commune=commune, wider_communes=settings.wider_communes)
    return Turn(wave, points_of(facts, today=today, own=settings.points))


def read_turn(looked: Looked) -> dict[str, Any] | None:
    """While they wait: their wave and their points; nothing afterwards."""
    if looked.patient.step not in WAITING_STEPS:
        return None
    return {"turn": turn_of(facts_of(looked.patient), looked.member, looked.at)}


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
