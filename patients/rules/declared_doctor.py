"""The declared médecin traitant is the médecin remplacé of the month of the first consultation.

Source: intake of the practice; unless the titulaire who sees the patient is chosen. A declaration is
administrative: a team follows the patient.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cabinet.clock import first_of_month


@dataclass(frozen=True)
class Proposal:
    """Whom the screen proposes, and why in words; `doctor` None: nobody can be proposed."""

    doctor: UUID | None
    reason: str


def declaration_month(consulted_on: date | None, today: date) -> date:
    """The month whose médecin remplacé is declared: that of the first consultation, today's before it.

    Source: intake of the practice: seen on 30 November and declared on 2 December counts for November.
    """
    return first_of_month(consulted_on or today)


def propose_doctor(
    *, remplace: UUID | None, seeing: UUID | None, titulaires: Iterable[UUID], month_said: str
) -> Proposal:
    """The médecin remplacé of that month while they are here, else the titulaire who sees the patient.

    Source: intake of the practice. `month_said`: « de novembre 2026 », as the reason says it.
    """
    here = set(titulaires)
    if remplace in here:
        return Proposal(remplace, f"médecin remplacé {month_said}")
    if seeing in here:
        return Proposal(seeing, "a vu le patient")
    if remplace is None:
        return Proposal(None, f"aucun médecin remplacé n’est désigné pour le mois {month_said}")
    return Proposal(None, f"le médecin remplacé {month_said} a quitté le cabinet")


@dataclass(frozen=True)
class Share:
    """How many patients are declared with a titulaire, and how far that is from an equal share."""

    doctor: UUID
    patients: int
    apart: int


def balance_of(declared: Mapping[UUID, int], titulaires: Iterable[UUID]) -> list[Share]:
    """What each titulaire carries against an equal share, rounded down; those who left are not in it.

    Source: register of médecins traitants: balance between titulaires.
    """
    here = list(titulaires)
    if not here:
        return []
    equal = sum(declared.get(doctor, 0) for doctor in here) // len(here)
    return [Share(doctor, declared.get(doctor, 0), declared.get(doctor, 0) - equal) for doctor in here]
