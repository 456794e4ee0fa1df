"""The two ways into the closing: what is to be done, and the list of the months."""

from dataclasses import dataclass

from django.urls import reverse

from cabinet.members import Member

SECTIONS = {"board": "À faire", "months": "Les mois"}


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    current: bool
    count: int = 0


def sections(member: Member, current: str, *, waiting: int = 0) -> list[Section]:
    """`waiting`: how many things wait on the board, where it is known."""
    return [
        Section(
            label,
            reverse(f"retrocession:{name}", args=[member.cabinet.slug]),
            name == current,
            waiting if name == "board" else 0,
        )
        for name, label in SECTIONS.items()
    ]
