from decimal import Decimal

import pytest

from retrocession.rules.acts import (
    DEFAULT_TRAVEL_ACTS,
    counts_as_act,
    is_known,
    is_travel,
)

USUAL = "G GS TCG MEG VG MD MU COE APC RDV DEQP DEQP003 DEQP003+G VG+MD VG+MD+IK K10 AMI4 CRN VRM IK"


def test_default_travel_acts_are_the_travel_allowances():
    assert sorted(DEFAULT_TRAVEL_ACTS) == ["IK", "IKM", "IKS"]


@pytest.mark.parametrize(
    ("act", "travel"),
    [("IK", True), ("IKM", True), ("IKS", True), ("MD", False), ("G", False)],
)
def test_travel_act_is_recognised(act, travel):
    assert is_travel(act) is travel


def test_travel_act_follows_the_list_of_the_practice():
    assert is_travel("MD", {"MD"}) is True
    assert is_travel("IK", {"MD"}) is False


@pytest.mark.parametrize(
    ("act", "amount", "count"),
    [
        ("G", "30.00", 1),
        ("G", "-30.00", -1),
        ("G", "0.00", 1),
        ("IK", "3.05", 0),
        ("IK", "-3.05", 0),
    ],
)
def test_act_counts_once_and_its_cancellation_counts_back(act, amount, count):
    assert counts_as_act(act, Decimal(amount)) == count


@pytest.mark.parametrize(
    "act",
    USUAL.split(),
)
def test_usual_act_is_known(act):
    assert is_known(act)


@pytest.mark.parametrize("act", ["", "+", "ZZZ", "G+ZZZ", "DEQ003", "=1+1", "X12"])
def test_unusual_act_is_unknown(act):
    assert not is_known(act)


def test_act_added_by_the_practice_is_known():
    assert is_known("ZZZ", extra={"ZZZ"})
