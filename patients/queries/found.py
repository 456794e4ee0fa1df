"""Somebody to give an appointment to, by pieces of a name, a birth date or a telephone number."""

from cabinet.models import Membership
from patients.models import Patient
from patients.permissions import visible_patients
from patients.rules.search_key import terms

#: More letters are typed to see the others.
OFFERED = 8
SHORTEST = 2


def find_patients(by: Membership, typed: str) -> list[Patient]:
    """The first ones among those whom this member sees; nobody for less than two letters."""
    wanted = terms(typed)
    if sum(map(len, wanted)) < SHORTEST:
        return []
    found = visible_patients(by)
    for term in wanted:
        piece = term if term.isdigit() and len(term) > SHORTEST else f" {term}"
        found = found.filter(search_key__contains=piece)
    return list(found.order_by("identity", "birth_on", "pk")[:OFFERED])
