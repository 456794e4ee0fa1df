from datetime import date
from decimal import Decimal

import pytest

from retrocession.rules.vat import KEPT_MENTIONS, Franchise, franchise_state, thresholds

ON = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("kept", "state"),
    [
        ("0", Franchise.WITHIN),
        ("29999.99", Franchise.WITHIN),
        ("30000.00", Franchise.NEAR),
        ("37500.01", Franchise.NEAR),
        ("41250.00", Franchise.NEAR),
        ("41250.01", Franchise.ABOVE),
    ],
)
def test_what_is_kept_is_warned_of_then_taxed(kept, state):
    assert franchise_state(Decimal(kept), ON) is state


def test_thresholds_are_those_of_the_day():
    assert thresholds(ON) == (Decimal("37500"), Decimal("41250"))
    assert thresholds(date(2024, 12, 31)) == (Decimal("37500"), Decimal("41250"))


@pytest.mark.parametrize("state", Franchise)
def test_every_state_has_its_mention(state):
    assert "293\u00a0B" in KEPT_MENTIONS[state]
