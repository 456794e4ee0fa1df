"""Counts of a span: tables of examples, and parts that always add up to their whole."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planning.rules.astreintes import Laboratory
from planning.rules.calendar_weeks import week_of
from planning.rules.coverage import DOCTORS, counting_roles, week_state
from planning.rules.half_days import Stay
from planning.rules.occupancy import (
    Cover,
    DeskHours,
    OnCallDays,
    OpenDay,
    WeekCover,
    cover_of,
    desk_of,
    half_days_by_role,
    half_days_by_room,
    in_and_out_of_school_holidays,
    mondays_of,
    months_of,
    on_call_of,
    open_days,
    states_of,
)

MONDAY = date(2027, 3, 8)
WEEK = [MONDAY + timedelta(days=n) for n in range(5)]


def stay(day: int, period: str = "day", role: str = "remplacant", room: str = "A", **values) -> Stay:
    return Stay(on=MONDAY + timedelta(days=day), period=period, role=role, room=room, **values)


def counted(stays, *, intern_counts=True, days=WEEK, target=4, school=None) -> list[OpenDay]:
    return open_days([(days, target)], stays, counting=counting_roles(intern_counts), school=school or {})


@pytest.mark.parametrize(
    ("stays", "full", "half", "none", "held", "intern_only"),
    [
        ([], 0, 0, 5, 0, 0),
        ([stay(0)], 1, 0, 4, 2, 0),
        ([stay(0), stay(0, room="B")], 1, 0, 4, 2, 0),
        ([stay(0, "morning"), stay(1, "afternoon")], 0, 2, 3, 2, 0),
        ([stay(0, "morning"), stay(0, "afternoon", "titulaire")], 1, 0, 4, 2, 0),
        ([stay(0, role="interne")], 1, 0, 4, 2, 2),
        ([stay(0, role="interne"), stay(0, "morning")], 1, 0, 4, 2, 1),
        ([stay(0, role="infirmiere_asalee")], 0, 0, 5, 0, 0),
        ([stay(0, firm=False)], 0, 0, 5, 0, 0),
        ([stay(5)], 0, 0, 5, 0, 0),
    ],
)
def test_open_half_day_counts_once(stays, full, half, none, held, intern_only):
    cover = cover_of(counted(stays))
    assert cover == Cover(full, half, none, intern_only, target=8)
    assert (cover.held, cover.open_halves) == (held, 10)


def test_intern_counts_where_the_practice_says_so():
    days = counted([stay(0, role="interne")], intern_counts=False)
    assert cover_of(days) == Cover(full=0, half=0, none=5, intern_only=2, target=8)


def test_target_may_be_passed_and_is_told_in_per_cent():
    cover = cover_of(counted([stay(day) for day in range(5)]))
    assert (cover.of_target, cover.of_open) == (125, 100)
    assert (Cover().of_target, Cover().of_open) == (None, None)


def test_mean_week_is_rounded_once_to_the_tenth():
    assert Cover(full=3, half=1, none=3).weekly(5) == Decimal("2.5")
    assert Cover(full=1, half=0, none=2).weekly(5) == Decimal("1.7")
    assert Cover().weekly(5) is None


def test_day_off_is_not_an_open_day():
    assert [day.on for day in counted([stay(0)], days=WEEK[1:])] == WEEK[1:]


def test_half_days_by_role_count_everybody():
    stays = [stay(0), stay(0, "morning", "titulaire", "B"), stay(1, role="infirmiere_asalee"), stay(6)]
    assert half_days_by_role(stays, WEEK) == {
        "titulaire": 1,
        "remplacant": 2,
        "interne": 0,
        "infirmiere_asalee": 2,
    }


def test_room_is_used_by_whoever_is_there():
    stays = [stay(0), stay(1, "morning", "infirmiere_asalee", "B"), stay(2, firm=False), stay(6)]
    assert half_days_by_room(stays, WEEK) == {"A": 2, "B": 1}


@pytest.mark.parametrize(
    ("first", "last", "weeks"),
    [
        (date(2026, 12, 1), date(2026, 12, 31), [49, 50, 51, 52, 53]),
        (date(2027, 1, 1), date(2027, 1, 31), [1, 2, 3, 4]),
        (date(2026, 12, 31), date(2026, 12, 31), [53]),
        (date(2027, 3, 8), date(2027, 3, 10), []),
    ],
)
def test_week_is_counted_in_the_span_of_its_thursday(first, last, weeks):
    assert [monday.isocalendar().week for monday in mondays_of(first, last)] == weeks


@given(st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.integers(0, 400))
def test_months_of_a_span_share_out_its_weeks(first, length):
    last = first + timedelta(days=length)
    by_month = [
        monday
        for month in months_of(first, last, [], until=last)
        for monday in mondays_of(
            max(first, month.month),
            min(last, (month.month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)),
        )
    ]
    assert by_month == mondays_of(first, last)


@pytest.mark.parametrize(
    ("first", "last", "sundays_off", "needed", "covered"),
    [
        (date(2027, 3, 8), date(2027, 3, 14), set(), 5, 1),
        (date(2027, 3, 8), date(2027, 3, 14), {date(2027, 3, 13)}, 4, 1),
        (date(2027, 3, 8), date(2027, 3, 8), set(), 0, 0),
    ],
)
def test_astreinte_is_needed_on_a_day_without_any_doctor(first, last, sundays_off, needed, covered):
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    stays = [stay(0, "morning", "interne"), stay(1, role="infirmiere_asalee"), stay(2, firm=False)]
    on_call = on_call_of(
        days,
        laboratory=Laboratory(frozenset(range(6)), time(8), time(20)),
        public_holidays=sundays_off,
        stays=stays,
        on_call={date(2027, 3, 8), date(2027, 3, 9)},
    )
    assert on_call == OnCallDays(needed, covered)


def test_desk_without_hours_is_not_a_desk_left_alone():
    assert desk_of([], WEEK) is None


def test_desk_shares_the_open_days_out():
    shifts = [
        DeskHours(WEEK[0], "secretaire", 240),
        DeskHours(WEEK[0], "telesecretaire", 60),
        DeskHours(WEEK[1], "telesecretaire", 90),
        DeskHours(WEEK[4] + timedelta(days=1), "secretaire", 30),
    ]
    desk = desk_of(shifts, WEEK)
    assert (desk.secretary_minutes, desk.remote_minutes) == (270, 150)
    assert (desk.secretary_days, desk.remote_days, desk.neither_days) == (1, 1, 3)


ROLES = st.sampled_from(["titulaire", "remplacant", "interne", "infirmiere_asalee"])
STAYS = st.lists(
    st.builds(
        Stay,
        on=st.dates(date(2026, 12, 21), date(2027, 1, 24)),
        period=st.sampled_from(["day", "morning", "afternoon"]),
        role=ROLES,
        room=st.sampled_from("AB"),
        firm=st.booleans(),
    ),
    max_size=40,
)
OFF = {date(2026, 12, 25), date(2027, 1, 1)}


def weeks_with_targets(target: int) -> list[tuple[list[date], int]]:
    mondays = [date(2026, 12, 21) + timedelta(weeks=n) for n in range(5)]
    return [([on for on in week_of(monday, range(5)).days if on not in OFF], target) for monday in mondays]


@given(STAYS, st.integers(0, 5), st.booleans(), st.dates(date(2026, 12, 20), date(2027, 1, 25)))
def test_parts_add_up_to_the_whole(stays, target, intern_counts, until):
    school = {date(2026, 12, 21) + timedelta(days=n): "Vacances de Noël" for n in range(14)}
    days = open_days(weeks_with_targets(target), stays, counting=counting_roles(intern_counts), school=school)
    whole = cover_of(days)
    months = months_of(date(2026, 12, 21), date(2027, 1, 24), days, until=until)
    assert [month.month for month in months] == [date(2026, 12, 1), date(2027, 1, 1)]
    assert sum((month.cover for month in months), Cover()) == cover_of(d for d in days if d.on <= until)
    assert sum((month.whole for month in months), Cover()) == whole
    inside, outside = in_and_out_of_school_holidays(days)
    assert inside + outside == whole
    assert whole.days == len(days)
    assert whole.held <= whole.open_halves


@given(STAYS, st.integers(0, 5), st.booleans())
def test_weeks_add_up_to_the_days_and_their_states_to_the_weeks(stays, target, intern_counts):
    weeks = weeks_with_targets(target)
    covers = [
        week_state(days, stays, target=target, floor=min(2, target), intern_counts=intern_counts)
        for days, _ in weeks
    ]
    days = open_days(weeks, stays, counting=counting_roles(intern_counts), school={})
    assert sum(cover.covered for cover in covers) == cover_of(days).held
    assert sum(2 * cover.target for cover in covers) == cover_of(days).target
    told = [
        WeekCover(week_of(days[0], range(5)), cover, over=True)
        for (days, _), cover in zip(weeks, covers, strict=True)
    ]
    assert sum(states_of(told).values()) == len(weeks)


@given(STAYS)
def test_doctors_and_intern_are_at_least_the_half_days_held(stays):
    weeks = weeks_with_targets(4)
    dates = [on for days, _ in weeks for on in days]
    by_role = half_days_by_role(stays, dates)
    by_room = half_days_by_room(stays, dates)
    held = cover_of(open_days(weeks, stays, counting=counting_roles(True), school={})).held
    assert sum(by_role[role] for role in (*DOCTORS, "interne")) >= held
    assert sum(by_room.values()) <= sum(by_role.values())
    assert all(half_days <= 2 * len(dates) for half_days in by_room.values())
