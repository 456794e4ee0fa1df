from datetime import date, timedelta

import pytest

from patients.rules.renewals import ENDED, KEPT, RUNS_OUT, Renewal, renewal_of

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("ends_in", "first_in", "expected"),
    [
        (-2, None, Renewal(ENDED, "terminé depuis 2 jours")),
        (-1, 3, Renewal(ENDED, "terminé depuis 1 jour")),
        (0, None, Renewal(RUNS_OUT, "aucun rendez-vous avant la fin")),
        (0, 0, Renewal(KEPT, "rendez-vous avant la fin")),
        (10, 11, Renewal(RUNS_OUT, "rendez-vous 1 jour après la fin")),
        (10, 24, Renewal(RUNS_OUT, "rendez-vous 14 jours après la fin")),
        (10, 10, Renewal(KEPT, "rendez-vous avant la fin")),
    ],
)
def test_renewal_against_the_first_appointment(ends_in, first_in, expected):
    first_on = None if first_in is None else TODAY + timedelta(days=first_in)
    assert renewal_of(TODAY + timedelta(days=ends_in), first_on=first_on, today=TODAY) == expected
