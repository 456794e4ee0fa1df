"""The forecast of a practice: who waits, what the calendar takes in, and honest words without an end."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.members import Member
from patients.queries.forecast import WEEKS_SHOWN, coming_weeks, forecast_page
from planning.actions.place import place_presence
from planning.models import Room
from tests.patients.conftest import NOW, TODAY


def there(cast, key, on, period="day"):
    room, _ = Room.objects.get_or_create(name="Bureau 1")
    member = getattr(cast, key)
    return place_presence(
        cabinet=cast.cabinet, membership=member, on=on, period=period, room=room, by=member, at=NOW
    )


def waiting(enter, number, **said):
    for n in range(number):
        enter("NEAU", f"Abel {n}", **said)


def said(page):
    return [(wave.number, wave.waiting, wave.said, wave.gain) for wave in page.waves]


def test_coming_weeks_count_half_days_from_tomorrow_on(nieul):
    for on in (TODAY, TODAY + timedelta(days=1)):
        there(nieul, "fradin", on)
    there(nieul, "texier", TODAY + timedelta(days=8), "morning")
    there(nieul, "drapeau", TODAY + timedelta(days=9))
    weeks = coming_weeks(TODAY)
    assert [(week.halves, week.whole) for week in weeks] == [
        (2, False), (1, True), (0, True), (0, True), (0, True),
    ]  # fmt: skip


def test_waves_come_one_after_the_other(nieul, enter):
    for week in range(1, 5):
        there(nieul, "fradin", TODAY + timedelta(weeks=week))
    waiting(enter, 5, criteria=("ald",))
    waiting_here = {"commune": "Nieul-le-Dolent", "postcode": "85430"}
    for n in range(4):
        enter("ROY", f"Zoé {n}", birth_on=date(1980, 1, 1), **waiting_here)
    page = forecast_page(Member(nieul.jaulin), NOW)
    assert said(page) == [
        (1, 5, "semaine du lun. 7 déc.", "1 semaine plus tôt"),
        (2, 4, "semaine du lun. 14 déc.", "1 semaine plus tôt"),
        (3, 0, "personne n’attend", ""),
    ]
    assert page.pace_said == "4 premières consultations par semaine"
    assert [one.total for one in page.remaining] == [9, 5, 1, 0]
    assert [one.with_more for one in page.remaining] == [9, 1, 0, 0]


def test_no_end_is_in_sight_without_a_day(nieul, enter):
    waiting(enter, 1, criteria=("ald",))
    page = forecast_page(Member(nieul.jaulin), NOW)
    assert said(page)[0] == (1, 1, "aucune fin en vue à ce rythme", "une fin en vue")
    assert (page.endless, len(page.remaining)) == (True, WEEKS_SHOWN)


def test_somebody_of_no_wave_is_counted_apart(nieul, enter):
    waiting(enter, 2, birth_on=date(1980, 1, 1), commune="Paris", postcode="75001")
    page = forecast_page(Member(nieul.jaulin), NOW)
    assert (page.waiting, page.outside, page.remaining) == (0, 2, [])


@pytest.mark.parametrize("number", [1, 30])
def test_forecast_in_five_statements(nieul, enter, number):
    waiting(enter, number, criteria=("ald",))
    there(nieul, "fradin", TODAY + timedelta(days=1))
    with CaptureQueriesContext(connection) as asked:
        forecast_page(Member(nieul.jaulin), NOW)
    assert len(asked) == 5


def test_the_page_has_a_chart_and_its_table(signed_in, as_member, enter):
    from cabinet.tenancy.scope import scoped

    with scoped(signed_in.cabinet.pk):
        waiting(enter, 12, criteria=("ald",))
        there(signed_in, "fradin", TODAY + timedelta(weeks=1))
    page = as_member(signed_in.texier).get(reverse("patients:forecast", args=["nieul"])).content.decode()
    assert page.count('role="img"') == 2
    assert "Avec un jour de plus" in page


@pytest.mark.parametrize("role", ["fradin", "hervouet", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_it_is_for_titulaires_and_the_secretary(signed_in, as_member, role):
    client = as_member(getattr(signed_in, role))
    assert client.get(reverse("patients:forecast", args=["nieul"])).status_code == 403
