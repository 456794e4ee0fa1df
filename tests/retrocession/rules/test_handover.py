"""When a month changes hands freely, when by correction, and what goes with it."""

import pytest

from retrocession.rules.closing import State
from retrocession.rules.handover import (
    Agreement,
    Handover,
    Standing,
    Way,
    handover,
    verified_again,
    way_to_change,
)

SIGNED = Agreement("C-1", "texier", "fradin", is_signed=True)
DRAFTED = Agreement("C-2", "texier", "rabiller", is_signed=False)


@pytest.mark.parametrize(
    ("state", "free"),
    [
        (State.OPEN, True),
        (State.PREPARED, True),
        (State.VERIFIED, True),
        (State.APPROVED, False),
        (State.ISSUED, False),
        (State.TRANSFERRED, False),
        (State.PAID, False),
    ],
)
def test_month_changes_hands_freely_until_signed_or_approved(state, free):
    assert way_to_change(state, has_signed=False) is (Way.FREE if free else Way.CORRECTION)
    assert way_to_change(state, has_signed=True) is Way.CORRECTION


def test_month_with_nothing_in_it_changes_nothing():
    assert handover(Standing(), successor="sorin") == Handover(Way.FREE)


def test_unsigned_contracts_are_given_up_and_made_again_in_the_new_name():
    standing = Standing(agreements=(DRAFTED,), present=("fradin", "rabiller"))
    assert handover(standing, successor="sorin") == Handover(
        Way.FREE, to_draft=("fradin", "rabiller"), given_up=(DRAFTED,)
    )


def test_signed_contracts_stay_and_another_is_proposed():
    standing = Standing(agreements=(SIGNED, DRAFTED), present=("fradin", "rabiller"))
    assert handover(standing, successor="sorin") == Handover(
        Way.CORRECTION, to_draft=("fradin", "rabiller"), given_up=(DRAFTED,), kept=(SIGNED,)
    )


def test_month_given_back_finds_its_signed_contract_again():
    assert handover(Standing(agreements=(SIGNED,), present=("fradin",)), successor="texier") == Handover(
        Way.CORRECTION
    )


@pytest.mark.parametrize(
    ("state", "signed", "drafts", "again", "stay"),
    [
        (State.OPEN, False, False, False, False),
        (State.PREPARED, False, True, False, False),
        (State.VERIFIED, False, True, False, False),
        (State.VERIFIED, True, True, True, False),
        (State.APPROVED, False, True, True, False),
        (State.ISSUED, False, False, False, True),
        (State.PAID, True, False, False, True),
    ],
)
def test_drafts_change_hands_and_issued_statements_stay(state, signed, drafts, again, stay):
    found = handover(Standing(state, (SIGNED,) if signed else ()), successor="sorin")
    assert (found.drafts_change_hands, found.verified_again, found.statements_stay) == (drafts, again, stay)


def test_free_change_keeps_the_verification():
    assert verified_again(State.VERIFIED, Way.FREE) is False
    assert verified_again(State.VERIFIED, Way.CORRECTION) is True
    assert verified_again(State.PREPARED, Way.CORRECTION) is False
