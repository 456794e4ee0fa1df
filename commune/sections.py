"""The mairie's pages and the registers: each a tab, for those who may open it."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from cabinet.members import Member
from commune.permissions import sees_registers, sees_territory


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    current: bool


def _report(member: Member) -> bool:
    return member.may("see_occupancy")


def _registers(member: Member) -> bool:
    return sees_registers(member.membership)


def _territory(member: Member) -> bool:
    return sees_territory(member.membership)


#: Route → label and who may open it, in the order shown.
SECTIONS: dict[str, tuple[str, Callable[[Member], bool]]] = {
    "commune:territory": ("Territoire", _territory),
    "commune:costs": ("Coûts", _report),
    "commune:grants": ("Subventions", _report),
    "commune:requests": ("Demandes", _registers),
    "commune:registers": ("Registres", _registers),
    "commune:settling": ("Installation", _report),
    "commune:achievements": ("Bilan", _report),
}


def sections(member: Member, current: str) -> list[Section]:
    """The tabs that `member` may open, the one of the page marked."""
    return [
        Section(label, reverse(route, args=[member.cabinet.slug]), route == current)
        for route, (label, may) in SECTIONS.items()
        if may(member)
    ]
