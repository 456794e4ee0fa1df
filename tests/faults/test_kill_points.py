"""A short run of `bin/bench kill_points`: a month lived through while all that works is killed."""

import random

import pytest

from benchmarks.kills.run import Run

DEATHS = 10


@pytest.mark.slow
def test_deaths_lose_nothing_and_do_nothing_twice(house):
    """The seed is fixed, not what each death interrupts: that is the machine's."""
    house.start_dead()
    run = Run(house, random.Random(8))
    run.play(DEATHS, people=1, pauses=(0.1, 0.6))
    assert run.found == []
    assert sum(run.deaths.values()) == DEATHS
    assert run.answered.states[1] == "paid"
