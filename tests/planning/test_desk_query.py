"""Who answers the phone over a span, in one statement."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from planning.actions.desk import add_shift
from planning.queries.desk import desk_of
from tests.planning.conftest import MONDAY, NOW, TUESDAY


def add(cast, key, on, opens, closes):
    return add_shift(membership=getattr(cast, key), on=on, opens=opens, closes=closes, by=cast.texier, at=NOW)


def test_each_day_says_who_answers_and_when_nobody_does(nieul):
    add(nieul, "jaulin", MONDAY, time(8, 30), time(13))
    add(nieul, "bossard", MONDAY, time(12), time(17))
    days = desk_of(nieul.cabinet, MONDAY, TUESDAY)
    assert [(span.role, span.who) for span in days[MONDAY].spans] == [
        ("secretaire", "Baptiste Jaulin"),
        ("telesecretaire", "Tiphaine Bossard"),
        ("", ""),
    ]
    assert len(days[MONDAY].unanswered) == len(days[TUESDAY].unanswered) == 1


@pytest.mark.parametrize("days", [1, 30])
def test_desk_is_read_in_one_statement(nieul, days):
    for n in range(days):
        add(nieul, "jaulin", MONDAY + timedelta(days=n), time(9), time(13))
    with CaptureQueriesContext(connection) as queries:
        desk_of(nieul.cabinet, MONDAY, MONDAY + timedelta(days=days))
    assert len(queries) == 1
