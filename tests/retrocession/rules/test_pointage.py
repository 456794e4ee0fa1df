from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrocession.rules.pointage import (
    Cell,
    Gap,
    days_without_sheet,
    first_unexplained,
    gap_of,
    gaps,
)

MONDAY, TUESDAY = date(2026, 10, 5), date(2026, 10, 6)
CASH, CARD = Cell("a", MONDAY, "especes"), Cell("a", MONDAY, "cb")
CENTS = st.integers(-500_000, 500_000).map(lambda cents: Decimal(cents) / 100)


def euros(text):
    return Decimal(text)


@pytest.mark.parametrize(
    ("expected", "found", "gap"),
    [
        ("30.00", "30.00", "0.00"),
        ("30.00", "25.00", "-5.00"),
        ("30.00", "35.50", "5.50"),
        ("30.00", None, "-30.00"),
        ("0.00", None, "0.00"),
        ("-30.00", "0.00", "30.00"),
    ],
)
def test_gap_is_what_was_found_less_what_was_billed(expected, found, gap):
    assert gap_of(euros(expected), found and euros(found)) == euros(gap)


@pytest.mark.parametrize(
    ("expected", "found", "explained", "told"),
    [
        ({}, {}, {}, []),
        ({CASH: "30.00"}, {}, {}, []),  # no sheet that day
        ({CASH: "30.00"}, {CASH: "30.00", CARD: None}, {}, []),
        ({CASH: "30.00"}, {CASH: "25.00"}, {}, [(CASH, "-5.00", False)]),
        ({CASH: "30.00"}, {CASH: "25.00"}, {CASH: "-5.00"}, [(CASH, "-5.00", True)]),
        ({CASH: "30.00"}, {CASH: "25.00"}, {CASH: "-4.00"}, [(CASH, "-5.00", False)]),
        ({CASH: "30.00"}, {CASH: None, CARD: "30.00"}, {}, [(CASH, "-30.00", False), (CARD, "30.00", False)]),
    ],
)
def test_gaps_are_told_until_explained_for_their_very_amount(expected, found, explained, told):
    found_gaps = gaps(
        expected={cell: euros(text) for cell, text in expected.items()},
        found={cell: text and euros(text) for cell, text in found.items()},
        explained={cell: euros(text) for cell, text in explained.items()},
    )
    assert [(gap.cell, gap.amount, gap.is_explained) for gap in found_gaps] == [
        (cell, euros(amount), is_explained) for cell, amount, is_explained in told
    ]


@given(st.lists(st.tuples(CENTS, CENTS), max_size=20))
def test_gaps_add_up_to_what_was_found_less_what_was_billed(amounts):
    cells = [Cell(number, MONDAY, "cb") for number in range(len(amounts))]
    told = gaps(
        expected={cell: billed for cell, (billed, _) in zip(cells, amounts, strict=True)},
        found={cell: counted for cell, (_, counted) in zip(cells, amounts, strict=True)},
        explained={},
    )
    assert sum(gap.amount for gap in told) == sum(counted - billed for billed, counted in amounts)
    assert all(gap.amount != 0 for gap in told)


def test_first_unexplained_gap_is_named():
    explained = Gap(CASH, euros("30.00"), euros("25.00"), True)
    open_gap = Gap(CARD, euros("30.00"), euros("25.00"), False)
    assert (
        first_unexplained([explained, open_gap, Gap(CARD, euros("1.00"), euros("0.00"), False)]) is open_gap
    )
    assert first_unexplained([explained]) is None
    assert first_unexplained([]) is None


def test_day_without_sheet_is_said_once_in_the_order_of_days():
    active = [("b", TUESDAY), ("a", TUESDAY), ("a", TUESDAY), ("a", MONDAY)]
    assert days_without_sheet(active=active, sheets=[("b", TUESDAY)]) == [("a", MONDAY), ("a", TUESDAY)]
