import random
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.money import ZERO
from retrocession.rules.settlement import (
    Settlement,
    Totals,
    carried_forward,
    settle,
    totals_of,
    transferable,
)


@dataclass(frozen=True)
class Line:
    on: date
    act: str
    amount: Decimal


amounts = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
rates = st.decimals(min_value=0, max_value=100, places=2)
lines = st.lists(
    st.builds(
        Line,
        on=st.dates(date(2026, 10, 1), date(2026, 10, 31)),
        act=st.sampled_from(["G", "VG", "MD", "IK", "IKM"]),
        amount=amounts,
    )
)


@pytest.mark.parametrize(
    ("days", "acts", "billed", "travel", "rate", "base", "share", "net"),
    [
        (2, 40, "1083.15", "9.15", "85.00", "1074.00", "912.90", "922.05"),
        (5, 98, "2659.82", "20.74", "80.00", "2639.08", "2111.26", "2132.00"),
        (4, 68, "1801.41", "12.81", "85.00", "1788.60", "1520.31", "1533.12"),
        (2, 45, "1202.33", "12.81", "85.00", "1189.52", "1011.09", "1023.90"),
        (2, 39, "1107.32", "7.32", "85.00", "1100.00", "935.00", "942.32"),
    ],
)
def test_settlement_gives_the_reference_figures(days, acts, billed, travel, rate, base, share, net):
    totals = Totals(days=days, acts=acts, billed=Decimal(billed), travel=Decimal(travel))
    assert settle(totals, Decimal(rate)) == Settlement(
        days=days,
        acts=acts,
        billed=Decimal(billed),
        travel=Decimal(travel),
        base=Decimal(base),
        rate=Decimal(rate),
        share=Decimal(share),
        kept=Decimal(base) - Decimal(share),
        adjustments=ZERO,
        net=Decimal(net),
    )


def test_settlement_of_nothing_carries_adjustments_only():
    settlement = settle(Totals(), Decimal("85.00"), Decimal("-25.50"))
    assert (settlement.base, settlement.share, settlement.net) == (
        ZERO,
        ZERO,
        Decimal("-25.50"),
    )


def test_settlement_of_cancellations_is_negative():
    settlement = settle(Totals(days=1, acts=-1, billed=Decimal("-30.00")), Decimal("85.00"))
    assert (settlement.base, settlement.share, settlement.kept, settlement.net) == (
        Decimal("-30.00"),
        Decimal("-25.50"),
        Decimal("-4.50"),
        Decimal("-25.50"),
    )


def test_totals_count_days_acts_and_travel():
    first, second = date(2026, 10, 1), date(2026, 10, 2)
    month = [
        Line(first, "VG", Decimal("30.00")),
        Line(first, "MD", Decimal("10.00")),
        Line(first, "IK", Decimal("3.05")),
        Line(second, "G", Decimal("30.00")),
        Line(second, "G", Decimal("-30.00")),
    ]
    assert totals_of(month) == Totals(days=2, acts=2, billed=Decimal("43.05"), travel=Decimal("3.05"))
    assert totals_of(month, {"MD"}) == Totals(
        days=2, acts=2, billed=Decimal("43.05"), travel=Decimal("10.00")
    )


def test_totals_of_no_line_are_zero():
    assert totals_of([]) == Totals(days=0, acts=0, billed=ZERO, travel=ZERO)


@given(lines, rates, amounts)
def test_settlement_never_loses_a_cent(month, rate, adjustments):
    settlement = settle(totals_of(month), rate, adjustments)
    assert settlement.billed == sum((line.amount for line in month), ZERO)
    assert settlement.share + settlement.kept + settlement.travel == settlement.billed
    assert settlement.net + settlement.kept - settlement.adjustments == settlement.billed


@given(lines, st.randoms(use_true_random=False))
def test_totals_do_not_depend_on_the_order_of_lines(month, shuffler: random.Random):
    shuffled = list(month)
    shuffler.shuffle(shuffled)
    assert totals_of(shuffled) == totals_of(month)


@given(amounts)
def test_net_is_transferred_or_carried_forward(net):
    assert transferable(net) + carried_forward(net) == net
    assert transferable(net) >= 0 >= carried_forward(net)
