"""What goes on a pair's next statement: the adjustments that wait for it, and what the last one left owed.

A pair is a titulaire and a locum, by person: whoever is remplacé in between, under whatever membership.
"""

from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from cabinet.models import Membership
from retrocession.models import Adjustment, Draft, Statement
from retrocession.rules.settlement import carried_forward

#: The persons of a titulaire and of a locum.
Persons = tuple[int, int]


class Pair(NamedTuple):
    """The two parties of a statement: who pays, and who is paid."""

    titulaire: Membership
    remplacant: Membership

    @property
    def persons(self) -> Persons:
        return self.titulaire.person_id, self.remplacant.person_id


def owed_by_pair(titulaires: Collection[int]) -> dict[Persons, Statement]:
    """The last statement that each of these persons issued to a locum, when its net is negative.

    The debt stays between the two: each statement takes over what the one before left, so that the last one
    alone says what is owed.
    """
    last = (
        Statement.objects.filter(titulaire__person__in=titulaires)
        .select_related("titulaire", "remplacant")
        .defer("detail", "signatures", "payer", "payee")
        .order_by("titulaire__person_id", "remplacant__person_id", "-year", "-rank")
        .distinct("titulaire__person_id", "remplacant__person_id")
    )
    return {pair_of(statement).persons: statement for statement in last if carried_forward(statement.net)}


def awaiting(month: date) -> QuerySet[Adjustment]:
    """The adjustments that the statements of `month` are to carry: neither carried yet nor withdrawn."""
    return Adjustment.objects.filter(month=month, outcomes__isnull=True)


def awaiting_sums(month: date) -> dict[Pair, Decimal]:
    """The sum of what waits for `month`, by pair; one statement when nothing waits, else two."""
    sums = list(
        awaiting(month)
        .order_by("titulaire", "remplacant")
        .values_list("titulaire", "remplacant")
        .annotate(total=Sum("share"))
    )
    if not sums:
        return {}
    ids = {pk for row in sums for pk in row[:2]}
    members = Membership.objects.filter(pk__in=ids).select_related("person", "supervisor__person").in_bulk()
    return {Pair(members[payer], members[payee]): total for payer, payee, total in sums}


def pair_of(row: Draft | Statement | Adjustment) -> Pair:
    return Pair(row.titulaire, row.remplacant)


def by_persons(rows: Iterable[Adjustment]) -> dict[Persons, list[Adjustment]]:
    """Adjustments read with their titulaire and locum, by pair."""
    found: dict[Persons, list[Adjustment]] = {}
    for row in rows:
        found.setdefault(pair_of(row).persons, []).append(row)
    return found
