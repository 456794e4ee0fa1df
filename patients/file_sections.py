"""The sections of a patient's page: to add one is one line in `SECTIONS`.

A section reads what it shows of one patient; it is drawn for those who may see it, and gives None when it has
nothing to say to them. The page's one line of trace covers them all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cabinet.models import Membership
from patients.permissions import keeps_appointments, sees_files
from patients.queries.patient_file import Looked, read_appointments, read_calls, read_steps, read_turn


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


SECTIONS: tuple[FileSection, ...] = (
    FileSection("turn", Place.MAIN, "patients/file/turn.html", read_turn),
    FileSection(
        "appointments", Place.MAIN, "patients/file/appointments.html", read_appointments, keeps_appointments
    ),
    FileSection("calls", Place.MAIN, "patients/file/calls.html", read_calls, keeps_appointments),
    FileSection("steps", Place.SIDE, "patients/file/steps.html", read_steps),
)


def sections_of(looked: Looked) -> list[tuple[FileSection, dict[str, Any]]]:
    """Those that have something to say to this member, each with what its template needs."""
    asked = [(section, section.read(looked)) for section in SECTIONS if section.sees(looked.by)]
    return [(section, context) for section, context in asked if context is not None]
