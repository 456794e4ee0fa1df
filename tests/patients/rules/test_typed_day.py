"""A birth date as it is said on the phone."""

from datetime import date

import pytest

from patients.rules.typed_day import read_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12/03/1948", date(1948, 3, 12)),
        ("12031948", date(1948, 3, 12)),
        (" 12 3 1948 ", date(1948, 3, 12)),
        ("12.3.48", date(1948, 3, 12)),
        ("120348", date(1948, 3, 12)),
        ("1948-03-12", date(1948, 3, 12)),
        ("01/02/26", date(2026, 2, 1)),
        ("24/11/26", date(1926, 11, 24)),
        ("29/02/00", date(2000, 2, 29)),
        ("24/11/2026", date(2026, 11, 24)),
    ],
)
def test_read_day_reads_every_usual_writing(typed, expected):
    assert read_day(typed, latest=TODAY) == expected


@pytest.mark.parametrize("typed", ["", "12", "1948", "douze mars", "12/1948", "1203194", "12-03-194"])
def test_read_day_says_how_to_write_it(typed):
    with pytest.raises(ValueError, match="par exemple 12/03/1948"):
        read_day(typed, latest=TODAY)


@pytest.mark.parametrize("typed", ["31/02/1948", "12/13/1948", "00/01/1950", "32011950"])
def test_read_day_refuses_a_day_that_is_not(typed):
    with pytest.raises(ValueError, match="n’existe pas"):
        read_day(typed, latest=TODAY)
