"""The sections of a patient's page: to add one is one line in `SECTIONS`, or in `file_sections` of the
`house.py` of an app above.

A section reads what it shows of one patient; it is drawn for those who may see it, and gives None when it has
nothing to say to them. The page's one line of trace covers them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cabinet import house
from cabinet.models import Membership, Role
from patients.permissions import keeps_appointments, sees_files
from patients.queries.care_team import read_care_team
from patients.queries.declarations import read_declaration
from patients.queries.orientations import read_orientations
from patients.queries.patient_file import Looked, read_appointments, read_calls, read_steps, read_turn
from patients.queries.records import read_record
from patients.queries.referrals import read_referrals


class Place(StrEnum):
    """Beside each other at a desk: what is done about them, and what is known."""

    MAIN = "main"
    SIDE = "side"


@dataclass(frozen=True)
class FileSection:
    """`read` gives the context of the template, or None. `sees`: the members for whom it is drawn."""

    key: str
    place: Place
    template: str
    read: Callable[[Looked], dict[str, Any] | None]
    sees: Callable[[Membership], bool] = sees_files


def sees_referrals(membership: Membership) -> bool:
    return sees_files(membership) or membership.role == Role.INFIRMIERE_ASALEE


SECTIONS: tuple[FileSection, ...] = (
    FileSection("turn", Place.MAIN, "patients/file/turn.html", read_turn),
    FileSection(
        "appointments", Place.MAIN, "patients/file/appointments.html", read_appointments, keeps_appointments
    ),
    FileSection("calls", Place.MAIN, "patients/file/calls.html", read_calls, keeps_appointments),
    FileSection("declaration", Place.MAIN, "patients/file/declaration.html", read_declaration),
    FileSection("referrals", Place.MAIN, "patients/file/referrals.html", read_referrals, sees_referrals),
    FileSection("care-team", Place.SIDE, "patients/file/care_team.html", read_care_team),
    FileSection("record", Place.SIDE, "patients/file/record.html", read_record),
    FileSection("orientations", Place.SIDE, "patients/file/orientations.html", read_orientations),
    FileSection("steps", Place.SIDE, "patients/file/steps.html", read_steps),
)


def sections_of(looked: Looked) -> list[tuple[FileSection, dict[str, Any]]]:
    """Those that have something to say to this member, each with what its template needs."""
    asked = [
        (section, section.read(looked))
        for section in (*SECTIONS, *house.file_sections())
        if section.sees(looked.by)
    ]
    return [(section, context) for section, context in asked if context is not None]
