"""The way from the list to a doctor."""

from itertools import pairwise

import pytest

from patients.models import Step
from patients.rules.steps import STEP_LABELS, may_step, needs_reason, next_steps

WAY = ("waiting", "called", "booked", "seen", "followed")


@pytest.mark.parametrize(("before", "after"), list(pairwise(WAY)))
def test_the_usual_way_is_allowed(before, after):
    assert may_step(before, after)
    assert after in next_steps(before)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("waiting", "followed"),
        ("given_up", "seen"),
        ("followed", "waiting"),
        ("seen", "waiting"),
        ("oriented", "seen"),
    ],
)
def test_a_step_is_not_skipped(before, after):
    assert not may_step(before, after)


@pytest.mark.parametrize("step", Step.values)
def test_staying_is_allowed_and_asks_nothing(step):
    assert may_step(step, step)
    assert not needs_reason(step, step)
    assert step not in next_steps(step)


@pytest.mark.parametrize("before", ["waiting", "called", "booked", "seen"])
def test_leaving_the_list_asks_for_a_reason(before):
    for after in ("given_up", "oriented"):
        assert may_step(before, after)
        assert needs_reason(before, after)


def test_coming_back_asks_for_a_reason():
    assert next_steps("given_up") == ("waiting",)
    assert needs_reason("given_up", "waiting")


def test_a_cancelled_first_appointment_goes_back_to_the_calls():
    assert may_step("booked", "called")
    assert not needs_reason("booked", "called")


def test_every_step_has_its_name():
    assert {step.value: step.label for step in Step} == STEP_LABELS
