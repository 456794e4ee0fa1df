"""What the database refused, in French, on the field that it concerns.

An app keeps `{constraint name: Explained(…)}` beside its models; the constraint's name is the only link.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError


@dataclass(frozen=True)
class Explained:
    """A sentence for a person, and the field that it stands beside; None for the whole form."""

    sentence: str
    field: str | None = None


def constraint_of(error: DatabaseError) -> str:
    """The name of the constraint that PostgreSQL refused by; empty when it names none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def explain(error: IntegrityError, sentences: Mapping[str, Explained]) -> Explained:
    """The sentence of that constraint. A constraint that nobody explains is a fault of ours: raised again."""
    name = constraint_of(error)
    if name not in sentences:
        raise error
    return sentences[name]
