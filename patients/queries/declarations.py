"""Whom to declare as médecin traitant, who is declared with whom, and what is left to do about it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from cabinet.clock import PARIS
from cabinet.models import Membership, Role
from cabinet.text import count, of_month
from patients.models import Appointment, AppointmentState, Declaration, Patient, PatientStep, Step
from patients.permissions import sees_files
from patients.queries.patient_file import Looked
from patients.rules.declared_doctor import (
    Proposal,
    Share,
    balance_of,
    declaration_month,
    propose_doctor,
)
from retrocession.queries.remplace import remplace_of


@dataclass(frozen=True)
class FirstConsultation:
    """The day on which the patient was seen first, and by whom when the agenda knows it."""

    on: date
    by: Membership | None


@dataclass(frozen=True)
class Proposed:
    """What the screen of a declaration proposes."""

    consultation: FirstConsultation | None
    proposal: Proposal
    titulaires: Sequence[Membership]

    @property
    def doctor(self) -> Membership | None:
        return next((one for one in self.titulaires if one.pk == self.proposal.doctor), None)


def titulaires_on(on: date) -> list[Membership]:
    return list(Membership.objects.filter(role=Role.TITULAIRE).on(on).with_person())


def first_consultation(patient: Patient) -> FirstConsultation | None:
    """The first appointment that took place, or the first step « vu » when the agenda is elsewhere."""
    done = (
        Appointment.objects.filter(patient=patient, state=AppointmentState.DONE)
        .select_related("practitioner__person")
        .order_by("starts_at")
        .first()
    )
    seen = PatientStep.objects.filter(patient=patient, after=Step.SEEN).order_by("at").first()
    days = []
    if done:
        days.append(FirstConsultation(done.starts_at.astimezone(PARIS).date(), done.practitioner))
    if seen:
        days.append(FirstConsultation(seen.at.astimezone(PARIS).date(), None))
    # Of the same day, the appointment, which says by whom.
    return min(days, key=lambda one: (one.on, one.by is None), default=None)


def proposed_for(patient: Patient, today: date) -> Proposed:
    """Four statements: the consultation, the titulaires of today, the médecin remplacé of its month."""
    consultation = first_consultation(patient)
    month = declaration_month(consultation.on if consultation else None, today)
    remplace, titulaires = remplace_of(month), titulaires_on(today)
    seeing = consultation.by if consultation else None
    proposal = propose_doctor(
        remplace=remplace.pk if remplace else None,
        seeing=seeing.pk if seeing else None,
        titulaires=[one.pk for one in titulaires],
        month_said=of_month(month),
    )
    return Proposed(consultation, proposal, titulaires)


def standing() -> QuerySet[Declaration]:
    return Declaration.objects.filter(ended_on=None)


@dataclass(frozen=True)
class Line:
    """A declaration of the register; `again`: why it is to be made again, empty when it stands."""

    declaration: Declaration
    again: str

    @property
    def said(self) -> str:
        return "terminée" if self.declaration.ended_on else "en cours"


@dataclass(frozen=True)
class Register:
    """`shares`: what each titulaire of today carries. `again`: those whose titulaire left or leaves soon."""

    shares: list[tuple[Membership, Share]]
    again: list[Line]
    untold: int
    lines: list[Line]
    undeclared: int

    @property
    def patients(self) -> list[Patient]:
        return list({line.declaration.patient_id: line.declaration.patient for line in self.lines}.values())


def declarations() -> QuerySet[Declaration]:
    """All of them with their names, the patients in order."""
    named = Declaration.objects.select_related(
        "patient", "doctor__person", "proposed__person", "informed_by__person", "ended_by__person"
    )
    return named.order_by("patient__identity", "patient__birth_on", "-declared_on", "-pk")


def register(today: date, *, doctor: str = "", state: str = "") -> Register:
    """Three statements. `doctor`: an id, or all; `state`: again, untold, ended, all, or those that stand."""
    titulaires = titulaires_on(today)
    lines = [Line(row, again_of(row, today)) for row in declarations()]
    current = [line for line in lines if line.declaration.ended_on is None]
    declared = Counter(line.declaration.doctor_id for line in current)
    shares = balance_of(declared, [one.pk for one in titulaires])
    seen = Patient.objects.filter(step__in=(Step.SEEN, Step.FOLLOWED))
    shown = {
        "again": [line for line in current if line.again],
        "untold": [line for line in current if line.declaration.informed_at is None],
        "ended": [line for line in lines if line.declaration.ended_on],
        "all": lines,
    }.get(state, current)
    return Register(
        shares=list(zip(titulaires, shares, strict=True)),
        again=[line for line in current if line.again],
        untold=sum(line.declaration.informed_at is None for line in current),
        lines=[line for line in shown if not doctor or str(line.declaration.doctor_id) == doctor],
        undeclared=seen.exclude(declarations__in=standing()).count(),
    )


def again_of(row: Declaration, today: date) -> str:
    """Why a standing declaration is to be made again: its titulaire left, or has said when they leave."""
    left = row.doctor.ends_on
    if row.ended_on is not None or left is None:
        return ""
    if not row.doctor.is_open_on(today):
        return "a quitté le cabinet"
    days = (left - today).days
    return f"part dans {count(days, 'jour', 'jours')}" if days else "part aujourd’hui"


def read_declaration(looked: Looked) -> dict[str, Any] | None:
    """The section of a patient's page: what stands, what is proposed, what was."""
    if not sees_files(looked.by):
        return None
    today = looked.at.astimezone(PARIS).date()
    rows = list(declarations().filter(patient=looked.patient))
    current = next((row for row in rows if row.ended_on is None), None)
    seen = looked.patient.step in (Step.SEEN, Step.FOLLOWED)
    return {
        "current": current,
        "again": again_of(current, today) if current else "",
        "ended": [row for row in rows if row.ended_on],
        "proposed": proposed_for(looked.patient, today) if seen and current is None else None,
        "seen": seen,
    }
