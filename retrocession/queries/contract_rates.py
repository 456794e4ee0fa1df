"""The rates and the bases that contracts set, for the settlement of their month."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q

from cabinet import text
from retrocession.models import Contract
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.carried import Persons


class Agreed(NamedTuple):
    """What a contract sets for its month: None or empty when it says nothing of it yet."""

    rate: Decimal | None = None
    base: str = ""


def contract_rates(month: date) -> dict[Persons, Agreed]:
    """The rate and the base of each contract of the month, by the persons of its two parties."""
    rows = (
        Contract.objects.filter(Q(rate__isnull=False) | ~Q(base=""), month=month)
        .exclude(state__in=WITHOUT_EFFECT)
        .values_list("titulaire__person_id", "remplacant__person_id", "rate", "base")
    )
    return {(titulaire, remplacant): Agreed(rate, base) for titulaire, remplacant, rate, base in rows}


def contract_references(month: date) -> dict[Persons, str]:
    """« C-2026-10-02, signé le 3 octobre 2026 » for each signed contract of the month, by its two persons."""
    contracts = (
        Contract.objects.filter(month=month, signed_at__isnull=False)
        .exclude(state__in=WITHOUT_EFFECT)
        .select_related("titulaire", "remplacant")
    )
    return {
        (one.titulaire.person_id, one.remplacant.person_id): (
            f"{one.reference}, signé le {text.full_day(one.signed_at).partition(' ')[2]}"
        )
        for one in contracts
        if one.signed_at
    }
