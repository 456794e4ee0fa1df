"""The ways into the calendar, from each of its pages: what a member may open, in one row of tabs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from cabinet.members import Member
from cabinet.models import Membership, Role
from planning.permissions import HOLDERS, answers_calls, keeps_calendar


@dataclass(frozen=True)
class Section:
    label: str
    url: str
    current: bool
    key: str = ""


#: Route → label, in the order shown; those of `KEEPERS` are for who keeps the calendar.
SECTIONS = {
    "planning:month": "Mois",
    "planning:this-week": "Semaine",
    "planning:calls": "Appels",
    "planning:internship": "Mon stage",
    "planning:astreintes": "Astreintes",
    "planning:swaps": "Échanges",
    "planning:absences": "Absences",
    "planning:confirmations": "À confirmer",
    "planning:series": "Séries",
    "planning:exceptions": "Exceptions",
    "planning:events": "Événements",
    "planning:opening": "Jours d’ouverture",
    "planning:occupancy": "Occupation",
}
#: The keys that open them, from any of them.
KEYS = {"planning:month": "m", "planning:this-week": "s"}
KEEPERS: frozenset[str] = frozenset({"planning:series", "planning:exceptions", "planning:occupancy"})
#: For those who hold days, and those who keep the calendar.
HOLDING = frozenset({"planning:swaps", "planning:absences"})
#: Those that are for some members only.
ONLY: dict[str, Callable[[Membership], bool]] = {
    "planning:calls": lambda by: keeps_calendar(by) or answers_calls(by),
    "planning:internship": lambda by: by.role == Role.INTERNE,
    "planning:confirmations": lambda by: keeps_calendar(by) and by.cabinet.booking_needs_confirmation,
}


def sections(member: Member, current: str) -> list[Section]:
    """The tabs that `member` may open; `current` is the route of the page, or of its section."""
    keeper = keeps_calendar(member.membership)
    return [
        Section(label, reverse(route, args=[member.cabinet.slug]), route == current, KEYS.get(route, ""))
        for route, label in SECTIONS.items()
        if (keeper or (route not in KEEPERS and (member.role in HOLDERS or route not in HOLDING)))
        and ONLY.get(route, anybody)(member.membership)
    ]


def anybody(by: Membership) -> bool:
    return True
