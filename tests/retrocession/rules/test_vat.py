from datetime import date
from decimal import Decimal

import pytest

from retrocession.rules.vat import Franchise, franchise_state, thresholds

DAY = date(2026, 10, 31)


@pytest.mark.parametrize("on", [date(2025, 1, 1), DAY, date(2030, 1, 1)])
def test_thresholds_are_those_in_force(on):
    assert thresholds(on) == (Decimal("37500"), Decimal("41250"))


def test_thresholds_before_the_first_known_are_the_first_known():
    assert thresholds(date(2024, 12, 31)) == (Decimal("37500"), Decimal("41250"))


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        ("0.00", Franchise.WITHIN),
        ("29999.99", Franchise.WITHIN),
        ("30000.00", Franchise.NEAR),
        ("41250.00", Franchise.NEAR),
        ("41250.01", Franchise.ABOVE),
    ],
)
def test_titulaire_is_warned_from_80_percent_and_taxed_above_the_ceiling(kept, state):
    assert franchise_state(Decimal(kept), DAY) is state
