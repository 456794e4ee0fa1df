"""Hours as people write them."""

from datetime import time

import pytest
from django.core.exceptions import ValidationError

from cabinet.fields import ClockField


@pytest.mark.parametrize("written", ["8 h 30", "8h30", "08:30", "8.30", "8\u202fh\u202f30", " 8H30 "])
def test_clock_reads_half_past_eight(written):
    assert ClockField().clean(written) == time(8, 30)


@pytest.mark.parametrize("written", ["14", "14 h", "14h00"])
def test_clock_reads_the_hour_alone(written):
    assert ClockField().clean(written) == time(14)


@pytest.mark.parametrize("written", ["24 h", "8 h 61", "midi", "8 h 3", "-8 h"])
def test_clock_refuses_what_is_no_hour_and_says_how_to_write_one(written):
    with pytest.raises(ValidationError, match="écrivez par exemple 8 h 30"):
        ClockField().clean(written)


def test_clock_shows_an_hour_in_french():
    assert ClockField().prepare_value(time(8, 30)) == "8\u202fh\u202f30"
