"""How the practice works, behind one door: what a member may open, in one row of tabs."""

from collections.abc import Callable

from django.urls import reverse

from cabinet.members import Member
from cabinet.models import Membership
from patients.permissions import keeps_appointments, keeps_intake, reads_house_rules, ticks_lists
from planning.sections import Section

#: Route → label and who may open it, in the order shown; the first one is where the door leads.
SECTIONS: dict[str, tuple[str, Callable[[Membership], bool]]] = {
    "patients:checklists": ("Listes", ticks_lists),
    "patients:without-doctor": ("Jour sans médecin", keeps_appointments),
    "patients:protocols": ("Protocoles", keeps_appointments),
    "patients:directory": ("Annuaire", keeps_appointments),
    "patients:forecast": ("Prévision", keeps_intake),
    "patients:house-rules": ("Règlement", reads_house_rules),
}


def practice_sections(member: Member, current: str) -> list[Section]:
    """The tabs that `member` may open; `current` is the route of the page, or of its section."""
    return [
        Section(label, reverse(route, args=[member.cabinet.slug]), route == current)
        for route, (label, may) in SECTIONS.items()
        if may(member.membership)
    ]
