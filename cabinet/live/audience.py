"""Who hears of a change: keys written on the event, and the keys that a member holds.

The audience is decided in the transaction of the change: named people are those of that moment.
"""

from collections.abc import Iterable
from functools import cache

from cabinet import permissions

#: A member hears what bears one of their keys.
Audience = tuple[str, ...]

#: The whole practice, the mairie and the CLS included: never for what concerns a patient.
EVERYBODY: Audience = ("everybody",)


def roles(*names: str) -> Audience:
    """The members of these roles."""
    return tuple(f"role:{name}" for name in names)


def who_may(verb: str) -> Audience:
    """The roles that the matrix gives `verb` without condition: who has « own » or « name » does not hear."""
    return roles(*(role for role in permissions.ROLES if permissions.grant(role, verb) == permissions.YES))


def people(person_ids: Iterable[int]) -> Audience:
    """Named people, whatever their role: those of a thread, of a care team."""
    return tuple(f"person:{person_id}" for person_id in person_ids)


@cache
def ears(role: str, person_id: int) -> frozenset[str]:
    """The keys that a member holds."""
    return frozenset((*EVERYBODY, *roles(role), *people([person_id])))
