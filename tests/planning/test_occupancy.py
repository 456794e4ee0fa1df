"""The figures of a span, read in a constant number of statements, by the roles that may."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from cabinet.clock import in_paris
from cabinet.members import Member
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from planning.actions.load_holidays import load_holidays
from planning.models import Astreinte, CoverCall, Presence, Shift, SpecialPeriod
from planning.queries.occupancy import occupancy_of
from planning.rules.occupancy import Cover, OnCallDays
from planning.rules.spans import Span
from tests.planning.conftest import FRIDAY, MONDAY, NOW, TODAY, TUESDAY, WEDNESDAY, booker

PARIS = ZoneInfo("Europe/Paris")
MARCH = Span(date(2027, 3, 1), date(2027, 3, 31))
AFTER = date(2027, 6, 1)


def stand(cast, membership, on, period="day", room=0, **values) -> Presence:
    """A presence on any day, past ones too, without asking the calendar's rules."""
    cabinet = cast.cabinet
    starts = cabinet.afternoon_starts if period == "afternoon" else cabinet.morning_starts
    ends = cabinet.morning_ends if period == "morning" else cabinet.afternoon_ends
    return Presence.objects.create(
        membership=membership, room=cast.rooms[room], on=on, period=period,
        starts_at=in_paris(on, starts), ends_at=in_paris(on, ends), booked_at=NOW, **values,
    )  # fmt: skip


def on_call(cast, membership, on) -> Astreinte:
    return Astreinte.objects.create(
        membership=membership, on=on, assigned_at=NOW,
        starts_at=in_paris(on, cast.cabinet.astreinte_starts),
        ends_at=in_paris(on, cast.cabinet.astreinte_ends),
    )  # fmt: skip


def at_the_desk(membership, on, opens: str, closes: str) -> Shift:
    start, end = (datetime.fromisoformat(f"{on}T{hour}").replace(tzinfo=PARIS) for hour in (opens, closes))
    return Shift.objects.create(membership=membership, on=on, starts_at=start, ends_at=end, written_at=NOW)


def special(kind: str, first: date, last: date, **values) -> SpecialPeriod:
    return SpecialPeriod.objects.create(
        kind=kind, starts_on=first, ends_on=last, reason="travaux", declared_at=NOW, **values
    )


def test_month_is_counted_in_half_days(nieul):
    stand(nieul, nieul.fradin, MONDAY)
    stand(nieul, nieul.rabiller, MONDAY, room=1)
    stand(nieul, nieul.hervouet, TUESDAY, "morning")
    stand(nieul, nieul.drapeau, WEDNESDAY, room=2)
    stand(nieul, nieul.texier, FRIDAY, "afternoon")
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert found.cover == Cover(full=1, half=2, none=19, intern_only=1, target=36)
    assert (found.cover.held, found.cover.open_halves, found.cover.of_target) == (4, 44, 11)
    assert found.ahead == Cover()
    assert [(part.key, part.half_days, part.percent) for part in found.roles] == [
        ("titulaire", 1, 13),
        ("remplacant", 4, 50),
        ("interne", 1, 12),
        ("infirmiere_asalee", 2, 25),
    ]
    assert [(room.label, room.half_days, room.percent) for room in found.rooms] == [
        ("Bureau 1", 4, 9),
        ("Bureau 2", 2, 5),
        ("Bureau infirmier", 2, 5),
    ]
    assert found.rooms_percent == 6
    assert [(week.week.number, week.state.state) for week in found.weeks] == [
        (9, "nobody"),
        (10, "below_target"),
        (11, "nobody"),
        (12, "nobody"),
    ]


def test_days_to_come_are_counted_apart(nieul):
    stand(nieul, nieul.fradin, TODAY)
    stand(nieul, nieul.fradin, TODAY + timedelta(days=1))
    stand(nieul, nieul.fradin, FRIDAY)
    found = occupancy_of(nieul.cabinet, MARCH, TODAY)
    assert (found.until, found.is_forecast) == (TODAY, False)
    assert found.cover == Cover(full=1, target=1)
    assert found.ahead == Cover(full=2, none=19, target=35)
    assert [week.over for week in found.weeks] == [False] * 4
    assert found.rooms[0].percent == 100


def test_span_to_come_is_a_forecast(nieul):
    stand(nieul, nieul.fradin, FRIDAY)
    found = occupancy_of(nieul.cabinet, Span(MONDAY, FRIDAY), TODAY)
    assert (found.is_forecast, found.until) == (True, FRIDAY)
    assert found.cover == Cover(full=1, none=4, target=8)


def test_last_resort_unconfirmed_and_released_days_are_no_cover(nieul):
    stand(nieul, nieul.fradin, MONDAY, strength="if_need_be")
    stand(nieul, nieul.fradin, TUESDAY, to_confirm=True)
    stand(nieul, nieul.fradin, WEDNESDAY, released_at=NOW)
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert (found.cover.held, found.presences, found.room_half_days) == (0, 0, 0)


def test_closure_and_public_holiday_are_not_open_days(nieul):
    special("closure", MONDAY, TUESDAY)
    stand(nieul, nieul.fradin, MONDAY)
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert (found.cover.days, found.cover.held, found.presences) == (20, 0, 0)


def test_other_target_is_asked_of_its_weeks(nieul):
    special("target", MONDAY, FRIDAY, weekly_target=2, weekly_minimum=1)
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert found.cover.target == 36 - 8 + 4
    assert [week.state.target for week in found.weeks] == [4, 2, 4, 4]


def test_school_holidays_are_told_from_the_rest(nieul):
    """Zone B is on holiday until Sunday 7 March 2027."""
    stand(nieul, nieul.fradin, date(2027, 3, 2))
    stand(nieul, nieul.fradin, MONDAY)
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert (found.in_holidays.days, found.out_of_holidays.days) == (5, 17)
    assert found.in_holidays + found.out_of_holidays == found.cover
    assert (found.in_holidays.weekly(5), found.out_of_holidays.weekly(5)) == (Decimal("1.0"), Decimal("0.3"))
    assert [week.school for week in found.weeks] == ["Vacances d’hiver", "", "", ""]


def test_on_call_days_are_those_of_the_laboratory(nieul):
    """Monday to Saturday without a doctor; Easter Monday needs nobody."""
    stand(nieul, nieul.hervouet, MONDAY, "morning")
    on_call(nieul, nieul.fradin, TUESDAY)
    on_call(nieul, nieul.fradin, MONDAY)
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert found.on_call == OnCallDays(needed=27 - 1 - 1, covered=1)


def test_rescue_day_is_a_day_that_a_titulaire_took_for_a_call(nieul):
    call = CoverCall.objects.create(monday=MONDAY, opened_at=NOW, missing=8, stage="titulaires")
    stand(nieul, nieul.texier, MONDAY, "morning", call=call)
    stand(nieul, nieul.texier, MONDAY, "afternoon", call=call)
    stand(nieul, nieul.sorin, MONDAY, room=1, call=call)
    stand(nieul, nieul.fradin, TUESDAY, call=call)
    stand(nieul, nieul.texier, WEDNESDAY)
    stand(nieul, nieul.texier, FRIDAY, call=call, released_at=NOW)
    assert occupancy_of(nieul.cabinet, MARCH, AFTER).rescue_days == 2


def test_desk_is_counted_in_minutes_on_the_clock(nieul):
    assert occupancy_of(nieul.cabinet, MARCH, AFTER).desk is None
    at_the_desk(nieul.jaulin, MONDAY, "08:00", "12:30")
    at_the_desk(nieul.bossard, MONDAY, "14:00", "16:00")
    at_the_desk(nieul.bossard, TUESDAY, "08:00", "09:00")
    desk = occupancy_of(nieul.cabinet, MARCH, AFTER).desk
    assert (desk.secretary_minutes, desk.remote_minutes) == (270, 180)
    assert (desk.secretary_days, desk.remote_days, desk.neither_days) == (1, 1, 20)


@pytest.mark.parametrize(
    ("on", "minutes"), [(date(2027, 3, 28), 120), (date(2027, 10, 31), 240), (date(2027, 3, 27), 180)]
)
def test_desk_open_while_clocks_change_is_counted_as_it_lasted(nieul, on, minutes):
    at_the_desk(nieul.jaulin, on, "01:30", "04:30")
    assert (
        occupancy_of(nieul.cabinet, Span(on, on), AFTER + timedelta(days=365)).desk.secretary_minutes
        == minutes
    )


@pytest.mark.parametrize(
    ("span", "days", "weeks"),
    [
        (Span(date(2026, 12, 1), date(2027, 1, 31)), 23 - 1 + 21 - 1, [49, 50, 51, 52, 53, 1, 2, 3, 4]),
        (Span(date(2026, 12, 31), date(2027, 1, 1)), 1, [53]),
        (Span(date(2028, 2, 28), date(2028, 3, 1)), 3, []),
        (Span(date(2028, 2, 1), date(2028, 2, 29)), 21, [5, 6, 7, 8]),
        (Span(date(2027, 3, 26), date(2027, 3, 30)), 2, []),
    ],
)
def test_span_over_an_edge_of_the_calendar(nieul, span, days, weeks):
    load_holidays(today=date(2026, 12, 1))
    found = occupancy_of(nieul.cabinet, span, date(2029, 1, 1))
    assert (found.cover.days, [week.week.number for week in found.weeks]) == (days, weeks)


def test_months_of_three_years_add_up(nieul):
    first = date(2026, 2, 1)
    for week in range(0, 156, 3):
        stand(nieul, nieul.fradin, first + timedelta(days=1, weeks=week))
        stand(nieul, nieul.sorin, first + timedelta(days=4, weeks=week), "morning")
    found = occupancy_of(nieul.cabinet, Span(first, date(2029, 1, 31)), date(2027, 9, 15))
    assert len(found.months) == 36
    assert sum((month.cover for month in found.months), Cover()) == found.cover
    assert sum((month.ahead for month in found.months), Cover()) == found.ahead
    assert found.whole.held > 0


def test_calendar_says_when_it_starts(nieul):
    assert occupancy_of(nieul.cabinet, MARCH, AFTER).starts_before_calendar is False
    stand(nieul, nieul.fradin, WEDNESDAY)
    found = occupancy_of(nieul.cabinet, MARCH, AFTER)
    assert (found.calendar_starts_on, found.starts_before_calendar) == (WEDNESDAY, True)
    week = occupancy_of(nieul.cabinet, Span(MONDAY, FRIDAY), AFTER)
    assert week.starts_before_calendar is False


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize("role", ["texier", "guilbaud"])
def test_span_is_read_in_eleven_statements(nieul, django_assert_num_queries, role, how_many):
    for n in range(how_many):
        on = TUESDAY + timedelta(weeks=n)
        stand(nieul, nieul.fradin, on)
        on_call(nieul, nieul.fradin, on + timedelta(days=1))
        at_the_desk(nieul.jaulin, on, "08:00", "12:00")
        special("closure", on + timedelta(days=5), on + timedelta(days=5))
    member = Member(getattr(nieul, role))
    span = Span(date(2026, 9, 1), date(2029, 8, 31))
    with (
        scoped(nieul.cabinet.pk, person_id=member.person.pk, database_role=member.scope.database_role),
        django_assert_num_queries(11),  # seven, the counts of patients, and three for what it costs
    ):
        found = occupancy_of(nieul.cabinet, span, AFTER)
    assert (found.whole.held, found.desk.secretary_days > 0) == (2 * how_many, True)


def test_mairie_reads_it_as_its_own_database_role(nieul):
    stand(nieul, nieul.fradin, MONDAY)
    member = Member(nieul.guilbaud)
    assert member.scope.database_role == AGGREGATES_ROLE
    with scoped(nieul.cabinet.pk, person_id=member.person.pk, database_role=AGGREGATES_ROLE):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (AGGREGATES_ROLE,)
        assert occupancy_of(nieul.cabinet, MARCH, AFTER).cover.held == 2


def test_neighbour_is_not_counted(nieul):
    stand(nieul, nieul.fradin, MONDAY)
    with scoped(nieul.next_door.cabinet.pk):
        found = occupancy_of(nieul.next_door.cabinet, MARCH, AFTER)
    assert (found.cover.held, found.presences, [room.label for room in found.rooms]) == (0, 0, ["Bureau A"])


def test_booked_days_are_read(nieul):
    booker(nieul)(nieul.fradin, MONDAY)
    assert occupancy_of(nieul.cabinet, MARCH, AFTER).cover.held == 2
