"""What follows a patient once they are taken in: each list a tab, for those who may open it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from cabinet.members import Member
from cabinet.models import Role
from patients.permissions import sees_files


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    current: bool


def _files(member: Member) -> bool:
    return sees_files(member.membership)


def _titulaire(member: Member) -> bool:
    return member.role == Role.TITULAIRE


#: Route → label and who may open it, in the order shown.
SECTIONS: dict[str, tuple[str, Callable[[Member], bool]]] = {
    "patients:renewals": ("Renouvellements", _files),
    "patients:records": ("Anciens dossiers", _files),
    "patients:register": ("Médecin traitant", _files),
    "patients:orientations": ("Orientations", _files),
    "patients:referrals": ("ASALÉE", _files),
    "patients:accesses": ("Accès", _titulaire),
    "patients:retention": ("Conservation", _titulaire),
}


def sections(member: Member, current: str) -> list[Section]:
    """The tabs that `member` may open, the one of the page marked; none for who has one page only."""
    return [
        Section(label, reverse(route, args=[member.cabinet.slug]), route == current)
        for route, (label, may) in SECTIONS.items()
        if may(member)
    ]
