"""Acts that go at a rate of their own: each rate rounded once, and everything still adds up."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.money import euros
from retrocession.rules.adjustment import adjusted_rate, adjustment
from retrocession.rules.own_rate import (
    OwnRate,
    acts_by_rate,
    own_rate,
    own_totals,
    rates_read,
    shares_at_own_rates,
)
from retrocession.rules.settlement import settle, totals_of

D = Decimal
RATES = {"CRN": D("100.00"), "VRN": D("100.00"), "CRM": D("92.50")}


class Line(NamedTuple):
    act: str
    amount: Decimal
    on: date = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("act", "expected"), [("CRN", D("100.00")), ("CRM", D("92.50")), ("G", None), ("IK", None)]
)
def test_own_rate_is_that_of_the_list(act, expected):
    assert own_rate(act, RATES) == expected


def test_own_rate_of_a_travel_allowance_is_never_asked():
    assert own_rate("IK", {"IK": D(50)}) is None
    assert acts_by_rate({"IK": D(50), **RATES}) == {D(100): ["CRN", "VRN"], D("92.50"): ["CRM"]}


def test_rates_are_read_exactly():
    assert rates_read({"CRN": "100.00", "CRM": "92.50"}) == {"CRN": D("100.00"), "CRM": D("92.50")}


def test_shares_are_rounded_once_for_each_rate():
    parts = shares_at_own_rates({D("92.50"): D("0.10"), D(100): D("26.50"), D(85): D(30)}, rate=D(85))
    assert parts == [OwnRate(D(100), D("26.50"), D("26.50")), OwnRate(D("92.50"), D("0.10"), D("0.09"))]
    assert own_totals(parts) == (D("26.60"), D("26.59"))
    assert parts[0].as_data() == {"rate": "100.00", "base": "26.50", "share": "26.50"}


def test_settlement_with_acts_at_their_own_rate():
    lines = [Line("G", D("30.00")), Line("CRN", D("42.50")), Line("CRM", D("26.33")), Line("IK", D("3.05"))]
    settled = settle(totals_of(lines, act_rates=RATES), D("85.00"))
    assert (settled.billed, settled.travel, settled.base) == (D("101.88"), D("3.05"), D("98.83"))
    assert (settled.own_base, settled.own_share) == (D("68.83"), D("66.86"))  # 42.50 + 24.36
    assert (settled.share, settled.kept) == (D("92.36"), D("6.47"))
    assert settled.net == D("95.41")


def test_act_listed_at_the_rate_of_the_statement_is_summed_with_the_rest():
    """0.10 twice at 85 % are 0.17, not 0.09 + 0.09."""
    settled = settle(
        totals_of([Line("G", D("0.10")), Line("CRN", D("0.10"))], act_rates={"CRN": D(85)}), D(85)
    )
    assert (settled.share, settled.own_rates) == (D("0.17"), ())


LINES = st.lists(
    st.builds(
        Line,
        st.sampled_from(["G", "CRN", "VRN", "CRM", "IK"]),
        st.decimals(min_value="-99.99", max_value="99.99", places=2),
    ),
    max_size=30,
)
RATE = st.decimals(min_value=0, max_value=100, places=2)


@given(lines=LINES, rate=RATE, rates=st.dictionaries(st.sampled_from(["CRN", "VRN", "CRM"]), RATE))
def test_every_rate_has_its_own_rounding_and_all_adds_up(lines, rate, rates):
    settled = settle(totals_of(lines, act_rates=rates), rate)
    bases: dict[Decimal, Decimal] = {}
    for line in lines:
        if line.act != "IK":
            own = rates.get(line.act, rate)
            bases[own] = bases.get(own, D(0)) + line.amount
    assert settled.share == sum((euros(base * own / 100) for own, base in bases.items()), D(0))
    assert settled.share + settled.kept + settled.travel == sum((line.amount for line in lines), D(0))
    assert settled.share - settled.own_share == euros((settled.base - settled.own_base) * rate / 100)


@given(lines=LINES, rate=RATE)
def test_empty_list_changes_nothing(lines, rate):
    assert settle(totals_of(lines, act_rates={}), rate) == settle(totals_of(lines), rate)


def test_refusal_of_such_an_act_carries_its_rate():
    assert adjusted_rate(D(85), act="CRN", act_rates=RATES) == D(100)
    assert adjusted_rate(D(85), act="G", act_rates=RATES) == D(85)
    assert adjusted_rate(D(85), act="IK", act_rates=RATES | {"IK": D(0)}) == D(100)
    assert adjustment(D("-42.50"), D(85), act="CRN", act_rates=RATES) == D("-42.50")
    assert adjustment(D("-26.33"), D(85), act="CRM", act_rates=RATES) == D("-24.36")
