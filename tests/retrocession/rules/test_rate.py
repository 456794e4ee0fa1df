from decimal import Decimal

import pytest

from retrocession.rules.rate import applicable_rate

PRACTICE, PERSON, CONTRACT = Decimal("85.00"), Decimal("80.00"), Decimal("82.50")


@pytest.mark.parametrize(
    ("contract", "person", "expected"),
    [
        (None, None, PRACTICE),
        (None, PERSON, PERSON),
        (CONTRACT, None, CONTRACT),
        (CONTRACT, PERSON, CONTRACT),
        (None, Decimal("0.00"), Decimal("0.00")),
    ],
)
def test_rate_is_the_contracts_then_the_persons_then_the_practices(contract, person, expected):
    assert applicable_rate(contract=contract, person=person, practice=PRACTICE) == expected
