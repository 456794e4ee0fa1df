"""The national calendar comes from its package, and a hand may put it right."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from cabinet import jobs
from cabinet.models import Job
from planning.actions.load_holidays import load_holidays
from planning.models import Holiday
from planning.rules.holidays import Span, spans, without_overlapped
from planning.tasks.holidays import expect_holidays

TODAY = date(2026, 11, 22)
WINTER_B = (date(2027, 2, 20), date(2027, 3, 7))


def test_spans_join_days_of_one_name():
    names = {
        date(2027, 3, 1): "Vacances d'hiver",
        date(2027, 3, 2): "Vacances d'hiver",
        date(2027, 3, 4): "X",
    }
    assert spans("school", "B", names) == [
        Span("school", "B", "Vacances d’hiver", date(2027, 3, 1), date(2027, 3, 2)),
        Span("school", "B", "X", date(2027, 3, 4), date(2027, 3, 4)),
    ]


def test_span_by_hand_hides_those_of_its_zone_only():
    by_hand = Span("school", "B", "Hiver", date(2027, 2, 13), date(2027, 2, 28))
    zone_a = Span("school", "A", "Hiver", *WINTER_B)
    assert without_overlapped([Span("school", "B", "Hiver", *WINTER_B), zone_a], [by_hand]) == [zone_a]


@pytest.mark.parametrize(
    ("kind", "zone", "starts_on", "ends_on", "name"),
    [
        ("school", "B", *WINTER_B, "Vacances d’hiver"),
        ("school", "A", date(2027, 2, 13), date(2027, 2, 28), "Vacances d’hiver"),
        ("school", "B", date(2026, 12, 19), date(2027, 1, 3), "Vacances de Noël"),
        ("public", "", date(2027, 3, 29), date(2027, 3, 29), "Lundi de Pâques"),
        ("public", "", date(2028, 5, 1), date(2028, 5, 1), "Fête du Travail"),
        ("school", "C", date(2029, 12, 22), date(2030, 1, 6), "Vacances de Noël"),
    ],
)
def test_loaded_calendar_holds_the_official_dates(db, kind, zone, starts_on, ends_on, name):
    load_holidays(today=TODAY)
    holiday = Holiday.objects.get(kind=kind, zone=zone, starts_on=starts_on)
    assert (holiday.ends_on, holiday.name) == (ends_on, name)


def test_loading_twice_changes_nothing(db):
    assert load_holidays(today=TODAY) == Holiday.objects.count()
    assert load_holidays(today=TODAY) == 0


def test_loading_again_puts_old_rows_right(db):
    load_holidays(today=TODAY)
    Holiday.objects.filter(zone="B", starts_on=WINTER_B[0]).update(ends_on=date(2027, 3, 1))
    assert load_holidays(today=TODAY) == 2
    assert Holiday.objects.get(zone="B", starts_on=WINTER_B[0]).ends_on == WINTER_B[1]


def test_row_by_hand_stays_and_hides_the_package_s(db):
    Holiday.objects.create(
        kind="school",
        zone="B",
        name="Hiver",
        starts_on=date(2027, 2, 18),
        ends_on=date(2027, 3, 7),
        manual=True,
    )
    load_holidays(today=TODAY)
    found = Holiday.objects.filter(zone="B").between(date(2027, 2, 10), date(2027, 3, 10))
    assert [(holiday.starts_on, holiday.manual) for holiday in found] == [(date(2027, 2, 18), True)]


def test_calendar_is_loaded_once_a_month_by_the_workers(cast):
    at = datetime(2026, 11, 22, 8, tzinfo=UTC)
    expect_holidays(at)
    expect_holidays(at)
    assert Job.objects.filter(kind="load_holidays").count() == 1
    assert jobs.run_due(at=at, key_prefix="load_holidays") == 1
    assert Holiday.objects.filter(starts_on__year=2028).exists()


def test_command_says_what_it_did(db, capsys):
    call_command("load_holidays", "--json")
    call_command("load_holidays")
    assert capsys.readouterr().out.endswith("rien à changer.\n")
