"""Which days need an astreinte, when a duty begins and ends, who answers at an instant."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.clock import PARIS
from planning.rules.astreintes import (
    DUTY,
    NOBODY,
    OFF,
    PRESENT,
    Duty,
    Laboratory,
    OnCall,
    answered_by,
    days_to_cover,
    duty_span,
    may_call,
    who_is_on_call,
)
from planning.rules.half_days import Stay

DAY = (time(8), time(20))
WHOLE = (time(8), time(8))
NIGHT = (time(20), time(8))
MON_TO_SAT = frozenset(range(6))
#: The nights from Saturday to Sunday in which clocks change.
SPRING = [date(2026, 3, 29), date(2027, 3, 28), date(2028, 3, 26)]
AUTUMN = [date(2026, 10, 25), date(2027, 10, 31), date(2028, 10, 29)]
EVE = timedelta(days=1)


def laboratory(hours=DAY, weekdays=MON_TO_SAT) -> Laboratory:
    return Laboratory(weekdays, *hours)


def at(day: date, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS, fold=fold)


def hours_of(span) -> float:
    starts_at, ends_at = span
    return (ends_at.timestamp() - starts_at.timestamp()) / 3600


@pytest.mark.parametrize(
    ("on", "hours", "lasts"),
    [
        (date(2026, 10, 22), DAY, 12),
        (date(2026, 10, 22), WHOLE, 24),
        (date(2026, 10, 22), NIGHT, 12),
        *[(on - EVE, hours, n) for on in SPRING for hours, n in ((DAY, 12), (WHOLE, 23), (NIGHT, 11))],
        *[(on - EVE, hours, n) for on in AUTUMN for hours, n in ((DAY, 12), (WHOLE, 25), (NIGHT, 13))],
        *[(sunday, DAY, 12) for sunday in SPRING + AUTUMN],
    ],
)  # fmt: skip
def test_duty_span_lasts_what_the_clocks_make_of_it(on, hours, lasts):
    assert hours_of(duty_span(on, *hours)) == lasts


@pytest.mark.parametrize("on", [date(2026, 10, 24), date(2027, 3, 27), date(2028, 2, 29)])
def test_duty_span_ends_on_the_morrow_when_its_end_is_not_after_its_start(on):
    starts_at, ends_at = duty_span(on, *NIGHT)
    assert starts_at == at(on, 20)
    assert ends_at == at(on + EVE, 8)


@given(
    on=st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    starts=st.times().filter(lambda t: not 2 <= t.hour < 3),
)
def test_duties_of_a_whole_day_follow_each_other_without_a_gap(on, starts):
    hours = (starts.replace(tzinfo=None),) * 2
    assert duty_span(on, *hours)[1].timestamp() == duty_span(on + EVE, *hours)[0].timestamp()


@pytest.mark.parametrize(
    ("stay", "answers"),
    [
        (Stay(date(2027, 3, 8), "day", "remplacant", who="L"), True),
        (Stay(date(2027, 3, 8), "morning", "titulaire", who="T"), True),
        (Stay(date(2027, 3, 8), "afternoon", "interne", who="S"), True),
        (Stay(date(2027, 3, 8), "day", "infirmiere_asalee", who="A"), False),
        (Stay(date(2027, 3, 8), "day", "remplacant", who="L", firm=False), False),
    ],
)
def test_answered_by_doctors_and_interns_who_are_sure(stay, answers):
    assert answered_by([stay]) == ({stay.on: [stay.who]} if answers else {})


def test_days_to_cover_are_those_of_the_laboratory_without_a_doctor():
    monday = date(2027, 3, 29)  # Easter Monday
    week = [monday + timedelta(days=n) for n in range(7)]
    present = {week[1]: ["S"], week[2]: ["L4"]}
    needed = days_to_cover(week, present, laboratory=laboratory(), public_holidays={monday})
    assert needed == [week[3], week[4], week[5]]


@pytest.mark.parametrize(
    ("on", "calls"),
    [
        (date(2027, 3, 27), True),
        (date(2027, 3, 28), False),
        (date(2027, 3, 29), False),
        (date(2028, 2, 29), True),
        (date(2026, 12, 31), True),
        (date(2027, 1, 1), False),
    ],
)
def test_may_call_from_monday_to_saturday_but_on_public_holidays(on, calls):
    public = {date(2027, 3, 29), date(2027, 1, 1)}
    assert may_call(on, laboratory(), public) is calls


def asked(moment, *, hours=DAY, duties=(), present=None, public=(), weekdays=MON_TO_SAT) -> OnCall:
    return who_is_on_call(
        moment,
        laboratory=laboratory(hours, weekdays),
        public_holidays=public,
        present=present or {},
        duties=[Duty(on, who, *duty_span(on, *hours)) for on, who in duties],
    )


THURSDAY = date(2026, 10, 22)


@pytest.mark.parametrize(
    ("moment", "case", "kind", "who"),
    [
        (at(THURSDAY, 8), {"duties": [(THURSDAY, "T2")]}, DUTY, ("T2",)),
        (at(THURSDAY, 19, 59), {"duties": [(THURSDAY, "T2")]}, DUTY, ("T2",)),
        (at(THURSDAY, 20), {"duties": [(THURSDAY, "T2")]}, OFF, ()),
        (at(THURSDAY, 7, 59), {"duties": [(THURSDAY, "T2")]}, OFF, ()),
        (at(THURSDAY, 12), {}, NOBODY, ()),
        (at(THURSDAY, 12), {"public": {THURSDAY}}, OFF, ()),
        (at(THURSDAY, 12), {"weekdays": frozenset({0})}, OFF, ()),
        (at(THURSDAY, 12), {"present": {THURSDAY: ["L1"]}}, PRESENT, ("L1",)),
        (at(THURSDAY, 12), {"present": {THURSDAY: ["L1"]}, "duties": [(THURSDAY, "T2")]}, PRESENT, ("L1",)),
        (at(THURSDAY, 12), {"present": {THURSDAY: ["L1", "S"]}}, PRESENT, ("L1", "S")),
        (at(THURSDAY, 12), {"public": {THURSDAY}, "duties": [(THURSDAY, "T2")]}, DUTY, ("T2",)),
    ],
)  # fmt: skip
def test_on_call_is_who_is_there_then_the_duty_then_nobody(moment, case, kind, who):
    found = asked(moment, **case)
    assert (found.kind, found.who) == (kind, who)


@pytest.mark.parametrize("sunday", SPRING + AUTUMN)
def test_night_duty_of_a_clock_change_answers_until_the_morning(sunday):
    """Saturday's duty, 20:00 to 08:00, over the hour that is missing or comes twice."""
    saturday, twice = sunday - EVE, sunday in AUTUMN
    duties = [(saturday, "T1")]
    for moment in (
        at(saturday, 20),
        at(sunday, 1, 59),
        at(sunday, 2, 30),
        at(sunday, 2, 30, fold=1) if twice else at(sunday, 3),
        at(sunday, 7, 59),
    ):
        assert asked(moment, hours=NIGHT, duties=duties) == OnCall(DUTY, saturday, ("T1",))
    assert asked(at(sunday, 8), hours=NIGHT, duties=duties).kind == OFF
    assert asked(at(saturday, 19, 59), hours=NIGHT, duties=duties).kind == OFF


@pytest.mark.parametrize("sunday", SPRING + AUTUMN)
def test_whole_day_duties_hand_over_at_eight_on_the_days_of_a_clock_change(sunday):
    days = [sunday - EVE, sunday, sunday + EVE]
    duties = list(zip(days, ["A", "B", "C"], strict=True))
    every_day = {"hours": WHOLE, "duties": duties, "weekdays": frozenset(range(7))}
    assert asked(at(sunday, 7, 59), **every_day).who == ("A",)
    assert asked(at(sunday, 8), **every_day).who == ("B",)
    assert asked(at(sunday + EVE, 7, 59), **every_day).who == ("B",)
    assert asked(at(sunday + EVE, 8), **every_day).who == ("C",)


@pytest.mark.parametrize("sunday", SPRING + AUTUMN)
def test_sunday_of_a_clock_change_is_off_and_its_monday_begins_at_eight(sunday):
    monday = sunday + EVE
    assert asked(at(sunday, 12)).kind == OFF
    assert asked(at(monday, 7, 59)).kind == OFF
    assert asked(at(monday, 8)) == OnCall(NOBODY, monday)


def test_night_belongs_to_the_day_on_which_it_began():
    """At 02:00 on Friday it is Thursday's duty that answers, even when a doctor comes on Friday."""
    friday = THURSDAY + EVE
    case = {"hours": NIGHT, "duties": [(THURSDAY, "T2")], "present": {friday: ["L1"]}}
    assert asked(at(friday, 2), **case) == OnCall(DUTY, THURSDAY, ("T2",))
    assert asked(at(friday, 21), **case) == OnCall(PRESENT, friday, ("L1",))


def test_duty_keeps_its_hours_when_the_settings_change():
    duty = Duty(THURSDAY, "T2", *duty_span(THURSDAY, *NIGHT))
    found = who_is_on_call(
        at(THURSDAY, 23), laboratory=laboratory(DAY), public_holidays=(), present={}, duties=[duty]
    )
    assert found == OnCall(DUTY, THURSDAY, ("T2",))


@given(
    moment=st.integers(0, 3 * 366 * 24).map(lambda n: at(date(2026, 1, 1), 0) + timedelta(hours=n)),
    hours=st.sampled_from([DAY, WHOLE, NIGHT]),
)
def test_every_instant_has_one_answer_and_a_duty_fills_every_hole(moment, hours):
    found = asked(moment, hours=hours)
    assert found.kind in (NOBODY, OFF)
    if found.on:
        filled = asked(moment, hours=hours, duties=[(found.on, "T1")])
        assert filled == OnCall(DUTY, found.on, ("T1",))
