"""Where an appointment may stand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.slots import (
    Lengths,
    Room,
    Span,
    Taken,
    first_left,
    free_first,
    free_slots,
    half_days,
    next_first_slots,
    openings,
    starts,
)
from planning.rules.half_days import Hours, instants

HOURS = Hours(time(8, 30), time(12, 30), time(14), time(18, 30))
LENGTHS = Lengths()
ON = date(2026, 11, 24)


def hour(text: str, on: date = ON) -> datetime:
    from cabinet.clock import in_paris

    return in_paris(on, time.fromisoformat(text))


def span(first: str, last: str) -> Span:
    return Span(hour(first), hour(last))


MORNING = span("08:30", "12:30")


def texts(spans) -> list[str]:
    from cabinet.clock import PARIS

    return [f"{one.starts_at.astimezone(PARIS):%H:%M}" for one in spans]


def whole(period: str, on: date = ON) -> Span:
    return Span(*instants(on, period, HOURS))


def test_day_is_two_half_days_without_lunch():
    assert half_days(ON, "day", HOURS, whole("day")) == [
        ("morning", MORNING),
        ("afternoon", span("14:00", "18:30")),
    ]


def test_half_day_is_cut_at_the_presence():
    within = span("09:00", "13:00")
    assert half_days(ON, "day", HOURS, within) == [("morning", span("09:00", "12:30"))]


@pytest.mark.parametrize(
    ("kind", "number", "last"),
    [("follow_up", 16, "12:15"), ("first", 15, "12:00"), ("visit", 15, "12:00"), ("asalee", 14, "11:45")],
)
def test_each_kind_has_its_length(kind, number, last):
    found = free_slots(MORNING, [], kind, LENGTHS)
    assert (len(found), texts(found)[-1]) == (number, last)


def test_taken_hours_are_not_free():
    taken = [Taken(span("09:00", "09:30"), "first"), Taken(span("10:00", "10:15"), "follow_up")]
    assert texts(free_slots(span("08:30", "11:00"), taken, "first", LENGTHS)) == [
        "08:30", "09:30", "10:15", "10:30",
    ]  # fmt: skip


def test_hours_that_are_over_are_not_offered():
    found = free_slots(MORNING, [], "follow_up", LENGTHS, after=hour("12:01"))
    assert texts(found) == ["12:15"]


@pytest.mark.parametrize(("taken", "left"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_half_day_takes_so_many_firsts(taken, left):
    held = [Taken(span(f"{9 + n:02d}:00", f"{9 + n:02d}:30"), "first") for n in range(taken)]
    follow_up = Taken(span("08:30", "08:45"), "follow_up")
    elsewhere = Taken(span("14:00", "14:30"), "first")
    assert first_left(MORNING, [*held, follow_up, elsewhere], quota=2) == left


def test_firsts_offered_touch_no_other():
    assert texts(free_first(MORNING, [], LENGTHS, quota=3)) == ["08:30", "09:00", "09:30"]
    held = [Taken(span("08:45", "09:15"), "first")]
    assert texts(free_first(MORNING, held, LENGTHS, quota=3)) == ["09:15", "09:45"]


def test_free_time_is_cut_for_the_eye():
    taken = [Taken(span("09:00", "09:15"), "follow_up")]
    assert openings(span("08:30", "10:00"), taken, LENGTHS) == [
        span("08:30", "09:00"),
        span("09:15", "09:45"),
        span("09:45", "10:00"),
    ]


def room(who: str, on: date, *, doctor: bool = True, taken=(), half: str = "morning") -> Room:
    return Room(who, doctor, on, half, Span(*instants(on, half, HOURS)), taken)


def test_next_firsts_are_the_soonest_day_then_a_doctor_then_the_soonest_hour():
    full = [Taken(span("08:30", "09:00"), "first"), Taken(span("09:00", "09:30"), "first")]
    later = ON + timedelta(days=1)
    rooms = [
        room("later", later),
        room("intern", ON, doctor=False),
        room("full", ON, taken=full),
        room("afternoon", ON, half="afternoon"),
    ]
    found = next_first_slots(rooms, LENGTHS, quota=2, after=hour("08:00"), limit=5)
    assert [(slot.who, texts([slot.span])[0]) for slot in found] == [
        ("afternoon", "14:00"),
        ("afternoon", "14:30"),
        ("intern", "08:30"),
        ("intern", "09:00"),
        ("later", "08:30"),
    ]


@pytest.mark.parametrize("on", [date(2027, 3, 28), date(2026, 10, 25), ON])
def test_clocks_change_and_a_half_day_keeps_its_hours(on):
    [(_, morning), _] = half_days(on, "day", HOURS, whole("day", on))
    found = list(starts(morning, timedelta(minutes=15), timedelta(minutes=15)))
    assert (len(found), morning.starts_at.hour) == (16, 8)


def test_night_of_the_change_lasts_its_real_hours():
    """Between midnight and four there are three hours on 28 March, five on 25 October."""
    for on, number in ((date(2027, 3, 28), 6), (date(2026, 10, 25), 10)):
        night = Span(hour("00:00", on), hour("04:00", on))
        assert len(list(starts(night, timedelta(minutes=30), timedelta(minutes=30)))) == number
        assert night.lasts == timedelta(minutes=30 * number)


@st.composite
def bookings(draw) -> list[Taken]:
    """What people may have booked in a morning, one after the other in the free slots."""
    held: list[Taken] = []
    for kind in draw(st.lists(st.sampled_from(["first", "follow_up", "visit"]), max_size=12)):
        free = free_slots(MORNING, held, kind, LENGTHS)
        if free:
            held.append(Taken(draw(st.sampled_from(free)), kind))
    return held


@given(bookings())
def test_free_and_taken_time_make_the_half_day(held):
    """Nothing overlaps, nothing is lost: every step of the morning is free or taken."""
    free = openings(MORNING, held, LENGTHS)
    everything = [*free, *(one.span for one in held)]
    total = sum((one.lasts for one in everything), timedelta())
    assert total == MORNING.lasts
    assert not any(a.touches(b) for n, a in enumerate(everything) for b in everything[:n])
    assert all(MORNING.holds(one) for one in everything)


@given(bookings(), st.integers(0, 4))
def test_firsts_offered_may_all_be_booked(held, quota):
    offered = free_first(MORNING, held, LENGTHS, quota=quota)
    both = [*held, *(Taken(one, "first") for one in offered)]
    assert sum(one.kind == "first" for one in both) <= max(quota, sum(one.kind == "first" for one in held))
    assert not any(a.touches(b.span) for a in offered for b in held)


def test_span_lasts_whatever_its_zone():
    assert Span(hour("09:00"), hour("09:30").astimezone(UTC)).lasts == timedelta(minutes=30)
