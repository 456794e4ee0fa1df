from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabinet.money import ZERO
from retrocession.rules.adjustment import adjustment
from retrocession.rules.received import (
    Base,
    base_of_month,
    can_be_paid,
    left_to_pay,
    taken_back,
    third_party,
)
from retrocession.rules.settlement import Received, Totals, settle

D = Decimal
RATE = D("85.00")


@pytest.mark.parametrize(
    ("amount", "mode", "amo", "amc", "patient", "awaited"),
    [
        ("30.00", "cb", "21.00", "9.00", "0.00", "0.00"),
        ("30.00", "tiers_payant", "21.00", "4.50", "4.50", "25.50"),
        ("30.00", "tiers_payant", None, None, "9.00", "21.00"),
        ("30.00", "tiers_payant", "21.00", "4.50", None, "25.50"),
        ("30.00", "tiers_payant", "21.00", None, None, "30.00"),
        ("30.00", "tiers_payant", None, None, None, "30.00"),
        ("-30.00", "tiers_payant", "-21.00", "-9.00", "0.00", "-30.00"),
    ],
)
def test_line_awaits_what_the_patient_did_not_pay(amount, mode, amo, amc, patient, awaited):
    parts = [None if part is None else D(part) for part in (amo, amc, patient)]
    found = third_party(D(amount), mode=mode, amo=parts[0], amc=parts[1], patient_part=parts[2])
    assert found == D(awaited)


@pytest.mark.parametrize(
    ("amount", "due", "received", "fits"),
    [
        ("21.00", "21.00", "0.00", True),
        ("10.00", "21.00", "11.00", True),
        ("10.01", "21.00", "11.00", False),
        ("21.00", "21.00", "21.00", False),
        ("-1.00", "21.00", "21.00", False),
        ("0.00", "21.00", "0.00", False),
        ("-30.00", "-30.00", "0.00", True),
        ("-30.01", "-30.00", "0.00", False),
        ("1.00", "0.00", "0.00", False),
    ],
)
def test_payment_never_goes_past_what_is_due(amount, due, received, fits):
    assert can_be_paid(D(amount), due=D(due), received=D(received)) is fits
    assert left_to_pay(D(due), D(received)) == D(due) - D(received)


@pytest.mark.parametrize(
    ("refused", "received", "taken"),
    [("21", "0", "0"), ("21", "21", "21"), ("21", "10", "10"), ("5", "21", "5"), ("21", "-3", "0")],
)
def test_refusal_takes_back_only_what_was_received(refused, received, taken):
    assert taken_back(D(refused), received=D(received), due=D("21")) == D(taken)


@pytest.mark.parametrize(
    ("refused", "paid", "taken"),
    [
        ("9.00", ["21.00"], "0.00"),
        ("5.00", ["21.00"], "0.00"),
        ("21.00", ["21.00"], "21.00"),
        ("30.00", ["21.00"], "21.00"),
        ("25.00", ["21.00"], "16.00"),
        ("17.66", ["12.34"], "0.00"),
        ("12.34", ["12.34"], "12.34"),
        ("15.00", ["15.00"], "0.00"),
        ("9.00", ["21.00", "9.00"], "9.00"),
    ],
)
def test_refusal_bears_first_on_what_is_still_awaited(refused, paid, taken):
    """A line of 30.00 that payers owe whole, of which these payments came."""
    payments = [D(one) for one in paid]
    found = taken_back(D(refused), received=sum(payments, ZERO), due=D("30.00"), paid=payments)
    assert found == D(taken)


@given(due=st.integers(0, 100_00), share=st.floats(0, 1), refused=st.integers(1, 100_00))
def test_refusal_leaves_what_was_received_of_what_is_not_refused(due, share, refused):
    received = int(due * share)
    taken = taken_back(D(refused), received=D(received), due=D(due))
    assert received - taken == min(received, max(due - refused, 0))


def test_change_of_base_holds_from_its_month():
    october, november = date(2026, 10, 1), date(2026, 11, 1)
    assert base_of_month(Base.PERCU, since=None, month=october) is Base.PERCU
    assert base_of_month(Base.PERCU, since=november, month=october) is Base.FACTURE
    assert base_of_month(Base.PERCU, since=november, month=november) is Base.PERCU
    assert base_of_month(Base.FACTURE, since=november, month=october) is Base.PERCU


def test_settlement_on_what_is_received():
    totals = Totals(days=1, acts=2, billed=D("63.05"), travel=D("3.05"))
    received = Received(total=D("39.00"), travel=D("3.05"))
    found = settle(totals, RATE, received=received)
    assert (found.retrocession_base, found.billed, found.awaited) == ("percu", D("63.05"), D("24.05"))
    assert (found.base, found.share, found.kept, found.net) == (
        D("35.95"), D("30.56"), D("5.39"), D("33.61"),
    )  # fmt: skip


cents = st.integers(1, 200_00).map(lambda value: D(value) / 100)
lines = st.lists(st.tuples(cents, cents, st.sampled_from(["G", "IK", "CRN"]), st.booleans()), max_size=12)


@given(month=lines, rate=st.decimals(0, 100, places=2), pays=st.randoms(use_true_random=False))
@settings(max_examples=2000, deadline=None)
def test_what_is_shared_is_what_was_received_and_in_the_end_what_was_billed(month, rate, pays):
    """`month`: the parts of the patient and of payers, the act, whether it is paid within the month."""
    own = {D("100.00"): ("CRN",)}
    billed = sum((patient + payer for patient, payer, _, _ in month), ZERO)

    def came(acts):
        return sum((patient + payer * at_once for patient, payer, act, at_once in month if act in acts), ZERO)

    received = Received(
        total=came({"G", "IK", "CRN"}),
        travel=came({"IK"}),
        own={own_rate: came(acts) for own_rate, acts in own.items()},
    )
    found = settle(Totals(days=1, acts=1, billed=billed), rate, received=received)
    assert found.share + found.kept + found.travel == received.total
    assert found.awaited == billed - received.total
    given = kept = ZERO
    for _, payer, act, at_once in month:
        if at_once:
            continue
        first = D(pays.randint(0, int(payer * 100))) / 100
        for part in (first, payer - first):
            share = adjustment(part, rate, act=act, act_rates={"CRN": D("100.00")})
            given, kept = given + share, kept + part - share
    assert found.share + found.travel + given + found.kept + kept == billed
