"""What was received of a line: the patient's part on its day, tiers payant when it is reported paid."""

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


def taken_back(refused: Decimal, *, received: Decimal) -> Decimal:
    """A refusal takes back of a line what was received of it, and nothing of what was not.

    Source: base « perçu »: what was never received was never shared.
    """
    return min(refused, max(received, ZERO))


def base_of_month(now: Base, *, since: date | None, month: date) -> Base:
    """A change of base holds from its month on; the months before keep the other one.

    Source: the contract says which base it is (MACSF), and a month under way keeps what was agreed for it.
    """
    if since is None or month >= since:
        return now
    return Base.PERCU if now is Base.FACTURE else Base.FACTURE
