"""Who keeps the registers, and who answers what is asked of the mairie. Costs: `cabinet/permissions.py`."""

from cabinet.models import Membership, Role
from commune.models import Entry, EntryFile
from commune.rules.registers import OF_THE_MAIRIE, REQUESTS, next_states, register_of

KEEPERS = frozenset({Role.TITULAIRE, Role.SECRETAIRE})


def keeps_registers(membership: Membership) -> bool:
    """The titulaires and the secretary write in them."""
    return membership.role in KEEPERS


def sees_registers(membership: Membership) -> bool:
    """The mairie too, its own kinds only; the database holds it to them."""
    return keeps_registers(membership) or membership.role == Role.MAIRIE


def sees_entry(membership: Membership, entry: Entry) -> bool:
    return keeps_registers(membership) or (membership.role == Role.MAIRIE and entry.kind in OF_THE_MAIRIE)


def may_move(membership: Membership, entry: Entry) -> bool:
    """The mairie answers what it is asked; whoever keeps the registers settles the rest."""
    if not next_states(entry.kind, entry.state):
        return False
    if register_of(entry.kind) == REQUESTS:
        return membership.role == Role.MAIRIE
    return keeps_registers(membership)


def may_join(membership: Membership, entry: Entry) -> bool:
    """A file to an entry: whoever keeps the registers; the mairie, to what it is asked or what it lends."""
    return sees_entry(membership, entry)


def may_take_back(membership: Membership, file: EntryFile) -> bool:
    """A file: whoever joined it, and whoever keeps the registers."""
    return keeps_registers(membership) or file.uploaded_by_id == membership.pk


def sees_territory(membership: Membership) -> bool:
    """The counts of the practices of a network that agreed to it: those of the CLS alone."""
    return membership.role == Role.COORDINATION_CLS


def dates_settling(membership: Membership) -> bool:
    """The titulaires date the steps of the doctors whom they brought."""
    return membership.role == Role.TITULAIRE
