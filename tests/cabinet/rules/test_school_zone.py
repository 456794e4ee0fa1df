"""The zone of the school holidays, from the postcode."""

import pytest

from cabinet.rules.school_zone import DEPARTMENTS, zone_of_postcode


@pytest.mark.parametrize(
    ("postcode", "zone"),
    [
        ("85430", "B"),  # Nieul-le-Dolent, Nantes
        ("79100", "A"),  # Thouars, Poitiers
        ("17000", "A"),
        ("44000", "B"),
        ("75011", "C"),
        ("31000", "C"),
        ("67000", "B"),
        ("69001", "A"),
        ("20000", None),  # Corsica has its own calendar
        ("97400", None),
        ("98000", None),
        ("", None),
    ],
)
def test_zone_of_postcode_is_that_of_the_department(postcode, zone):
    assert zone_of_postcode(postcode) == zone


def test_every_department_of_the_mainland_has_one_zone():
    listed = [department for zone in DEPARTMENTS.values() for department in zone.split()]
    mainland = [f"{number:02}" for number in range(1, 96) if number != 20]
    assert sorted(listed) == mainland
