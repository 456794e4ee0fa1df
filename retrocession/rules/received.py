"""What was received of a line: the patient's part on its day, tiers payant when it is reported paid."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cabinet.money import ZERO

THIRD_PARTY = "tiers_payant"


class Base(StrEnum):
    FACTURE = "facture"
    PERCU = "percu"


def third_party(
    amount: Decimal,
    *,
    mode: str,
    amo: Decimal | None = None,
    amc: Decimal | None = None,
    patient_part: Decimal | None = None,
) -> Decimal:
    """A line settled by tiers payant awaits all but the patient's part; any other was received whole.

    Source: the base « perçu »: patient part on its date, tiers payant when reported paid.

    Euros, negative for a cancellation. Parts that the export does not give are taken as awaited.
    """
    if mode != THIRD_PARTY:
        return ZERO
    if patient_part is not None:
        return amount - patient_part
    return amount if amo is None or amc is None else amo + amc


def left_to_pay(due: Decimal, received: Decimal) -> Decimal:
    """What is still awaited of a due: what was received of it is never asked twice.

    Source: the base « perçu »; a refusal that takes back what was paid makes it awaited again.
    """
    return due - received


def can_be_paid(amount: Decimal, *, due: Decimal, received: Decimal) -> bool:
    """A payment brings what was received nearer to the due and never past it; a cancellation goes downwards.

    Source: an amount above what is awaited is a mistake, or belongs to another act.
    """
    left = left_to_pay(due, received)
    return ZERO < amount <= left or left <= amount < ZERO


def taken_back(
    refused: Decimal, *, received: Decimal, due: Decimal, paid: Collection[Decimal] = ()
) -> Decimal:
    """A refusal bears first on what is still awaited of a line, and takes back what it refuses beyond that.

    Source: base « perçu »: what was never received was never shared; an insurer that refuses its part does
    not touch what the caisse paid of its own.

    `paid` are the payments of the line: to refuse the very amount of one is to take it back, unless that is
    also what is awaited.
    """
    received = max(received, ZERO)
    awaited = max(left_to_pay(due, received), ZERO)
    if refused != awaited and refused in paid:
        return min(refused, received)
    return min(max(refused - awaited, ZERO), received)


def base_of_month(now: Base, *, since: date | None, month: date) -> Base:
    """A change of base holds from its month on; the months before keep the other one.

    Source: the contract says which base it is (MACSF), and a month under way keeps what was agreed for it.
    """
    if since is None or month >= since:
        return now
    return Base.PERCU if now is Base.FACTURE else Base.FACTURE
