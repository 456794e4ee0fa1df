"""The life of a call for cover, with a frozen clock: opened, carried on, answered, closed."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from cabinet import jobs
from cabinet.clock import in_paris
from cabinet.models import Cabinet, Job, Membership, OutboxMessage, Person
from cabinet.tenancy.scope import scoped
from planning.actions import book_presence, release_presence
from planning.actions.calls import CallRefused, decline, open_call, watch_calls
from planning.actions.special_periods import declare_period
from planning.models import Absence, CallAsk, CoverCall, Presence
from tests.planning.conftest import TODAY, furnish

#: Zone B is on holiday from 20 February to 7 March 2027; that week's Monday is eight weeks after this one.
HOLIDAY_WEEK = date(2027, 2, 22)
EIGHT_WEEKS_BEFORE = date(2026, 12, 28)
ORDINARY_WEEK = date(2027, 3, 15)
FOUR_WEEKS_BEFORE = date(2027, 2, 15)
SEVEN, EIGHT = time(7), time(8)


def at(on: date, hour: time = SEVEN) -> datetime:
    return in_paris(on, hour)


def letters() -> list:
    """Those of the calls of our practice."""
    ours = [message for message in mail.outbox if message.to[0].endswith("@nieul.example")]
    return [message for message in ours if "Pas cette fois" in message.body]


def to(person_key: str) -> list:
    return [message for message in letters() if message.to == [f"{person_key}@nieul.example"]]


@pytest.fixture
def tick(time_machine):
    """`tick(on, hour)`: what the beat and a worker do at that moment."""

    def play(on: date, hour: time = time(8, 1)) -> None:
        now = in_paris(on, hour)
        time_machine.move_to(now, tick=False)
        jobs.expect_jobs(now)
        jobs.run_due(at=now, limit=500)

    return play


@pytest.fixture
def quiet(nieul):
    """The weeks before and around are covered by Dr Sorin, but for the two that are told of."""
    return covered(nieul, except_for={HOLIDAY_WEEK, ORDINARY_WEEK})


def covered(cast, *, except_for: set[date]):
    monday = date(2026, 12, 7)
    while monday < date(2027, 6, 1):
        if monday not in except_for:
            for weekday in range(5):
                book(cast.sorin, monday + timedelta(days=weekday), when=at(date(2026, 11, 2)))
        monday += timedelta(weeks=1)
    Job.objects.all().delete()
    return cast


def book(membership, on, period="day", *, when, by=None, **values):
    by = by or membership
    return book_presence(membership=membership, on=on, period=period, by=by, at=when, **values)


def told(call) -> dict[str, tuple]:
    return {
        ask.membership.person.last_name: (ask.told, ask.last_told_on, ask.answer)
        for ask in CallAsk.objects.filter(call=call).select_related("membership__person")
    }


def test_holiday_week_is_called_for_eight_weeks_ahead_and_an_ordinary_one_four(quiet):
    watch_calls(at=at(EIGHT_WEEKS_BEFORE - timedelta(days=1)))
    assert CoverCall.objects.count() == 0
    watch_calls(at=at(EIGHT_WEEKS_BEFORE))
    assert [(call.monday, call.missing, call.stage) for call in CoverCall.objects.all()] == [
        (HOLIDAY_WEEK, 8, "pool")
    ]
    watch_calls(at=at(FOUR_WEEKS_BEFORE))
    assert {call.monday for call in CoverCall.objects.all()} == {HOLIDAY_WEEK, ORDINARY_WEEK}


def test_pool_is_asked_once_and_looking_twice_changes_nothing(quiet):
    for _ in range(3):
        watch_calls(at=at(EIGHT_WEEKS_BEFORE))
    call = CoverCall.objects.get()
    assert set(told(call)) == {"Fradin", "Rabiller"}
    assert Job.objects.filter(kind="call_digest").count() == 2


def test_month_is_played_until_the_call_closes(quiet, tick):
    """Eight weeks ahead the pool, five days later a titulaire a day, then « je prends », then closed."""
    tick(EIGHT_WEEKS_BEFORE, time(7, 1))
    assert letters() == []
    tick(EIGHT_WEEKS_BEFORE)
    assert sorted(message.to[0] for message in letters()) == [
        "fradin@nieul.example",
        "rabiller@nieul.example",
    ]
    call = CoverCall.objects.get()
    [fradins] = [message.body for message in to("fradin")]
    assert fradins.count("/je-prends/") == 5
    assert "Semaine du lundi 22 février (vacances scolaires)\u202f: il manque 4 jours." in fradins
    for days in range(1, 5):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    assert len(letters()) == 2
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=5))
    call.refresh_from_db()
    assert (call.stage, call.escalated_at) == (
        "titulaires",
        at(EIGHT_WEEKS_BEFORE + timedelta(days=5), time(8, 1)),
    )
    assert set(told(call)) == {"Fradin", "Rabiller", "Sorin"}
    assert (len(to("sorin")), len(to("fradin")), len(to("texier"))) == (1, 2, 0)
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=6))
    assert (len(to("texier")), len(to("sorin"))) == (1, 1)
    day_seven = EIGHT_WEEKS_BEFORE + timedelta(days=7)
    for weekday in range(4):
        who = quiet.fradin if weekday else quiet.texier
        book(who, HOLIDAY_WEEK + timedelta(days=weekday), when=at(day_seven, time(12)))
    tick(day_seven, time(12, 1))
    call.refresh_from_db()
    assert (call.outcome, call.closed_at) == ("met", at(day_seven, time(12, 1)))
    assert {name: answer for name, (_, _, answer) in told(call).items()} == {
        "Fradin": "taken", "Texier": "taken", "Rabiller": "", "Sorin": "",
    }  # fmt: skip
    sent = len(letters())
    for days in range(8, 20):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    assert len(letters()) == sent


def test_message_leaves_at_eight_and_is_said_once(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE, time(7, 30))
    tick(EIGHT_WEEKS_BEFORE, time(7, 59))
    assert letters() == []
    for minute in range(5):
        tick(EIGHT_WEEKS_BEFORE, time(8, minute))
    assert len(to("fradin")) == 1


def test_links_lie_in_no_table(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    assert {message.body for message in OutboxMessage.objects.filter(key__startswith="call_digest")} == {""}
    assert "je-prends" not in str(list(Job.objects.values_list("payload", "key")))


def test_nothing_is_sent_when_nothing_is_needed_any_more(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE, time(7, 1))
    for weekday in range(4):
        book(quiet.fradin, HOLIDAY_WEEK + timedelta(days=weekday), when=at(EIGHT_WEEKS_BEFORE, time(7, 30)))
    tick(EIGHT_WEEKS_BEFORE)
    assert letters() == []
    assert CoverCall.objects.get().outcome == "met"
    assert {count for count, *_ in told(CoverCall.objects.get()).values()} == {0}


def test_taken_between_the_outbox_and_the_sending_is_not_sent(quiet, monkeypatch):
    """The body is made when the message leaves: the second message finds nothing to say."""
    watch_calls(at=at(EIGHT_WEEKS_BEFORE))
    now = at(EIGHT_WEEKS_BEFORE, time(8, 1))
    jobs.run_due(at=now, key_prefix="call_digest")
    assert OutboxMessage.objects.filter(key__startswith="call_digest").count() == 2
    for weekday in range(4):
        book(quiet.texier, HOLIDAY_WEEK + timedelta(days=weekday), when=now)
    jobs.run_due(at=now, key_prefix="send:")
    assert letters() == []
    assert OutboxMessage.objects.filter(key__startswith="call_digest").count() == 0


def test_beat_down_for_days_makes_no_burst(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    for _ in range(3):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=20), time(9, 30))
    assert (len(to("fradin")), len(to("texier")), len(to("sorin"))) == (2, 0, 1)
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=21))
    assert (len(to("fradin")), len(to("texier")), len(to("sorin"))) == (2, 1, 1)


def test_message_of_a_day_without_workers_is_said_next_day_once(quiet, tick):
    """The digests were asked for, then nobody ran until the third day."""
    tick(EIGHT_WEEKS_BEFORE, time(7, 1))
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=2), time(10))
    assert len(to("fradin")) == 1
    assert told(CoverCall.objects.get())["Fradin"] == (1, EIGHT_WEEKS_BEFORE + timedelta(days=2), "")


def test_mail_server_down_over_a_day_does_not_make_two_messages(quiet, tick, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("no mail today")

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", broken)
        tick(EIGHT_WEEKS_BEFORE)
    assert letters() == []
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=6))
    assert len(to("fradin")) == 1


def test_message_found_sending_is_sent_again_the_same(quiet, tick, monkeypatch):
    """Killed between the two: told counts once."""

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.EmailMessage.send", killed)
        with pytest.raises(KeyboardInterrupt):
            tick(EIGHT_WEEKS_BEFORE)
    tick(EIGHT_WEEKS_BEFORE, time(8, 10))
    assert (len(to("fradin")), len(to("rabiller"))) == (1, 1)
    assert {told_times for told_times, *_ in told(CoverCall.objects.get()).values()} == {1}


def test_evening_opening_is_told_next_morning(quiet, tick):
    call = open_call(monday=ORDINARY_WEEK, by=quiet.jaulin, at=at(EIGHT_WEEKS_BEFORE, time(21)))
    tick(EIGHT_WEEKS_BEFORE, time(21, 1))
    assert letters() == []
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=1))
    assert told(call)["Fradin"] == (1, EIGHT_WEEKS_BEFORE + timedelta(days=1), "")
    assert len(to("fradin")) == 1


def test_released_day_opens_a_call_within_the_minute(quiet, tick):
    """A titulaire gives back two days of a near week: the pool is told at once."""
    monday = date(2027, 1, 11)
    tick(date(2027, 1, 4), time(9))
    mail.outbox.clear()
    for weekday in (1, 2):
        presence = Presence.objects.get(
            membership=quiet.sorin, on=monday + timedelta(days=weekday), released_at=None
        )
        release_presence(presence=presence, by=quiet.sorin, at=at(date(2027, 1, 4), time(14)))
    assert Job.objects.filter(key__contains=":soon:", done_at=None).count() == 1
    tick(date(2027, 1, 4), time(14, 1))
    assert CoverCall.objects.filter(monday=monday).exists()
    # One message a day: those told this morning of another week hear of it tomorrow.
    assert letters() == []
    tick(date(2027, 1, 5))
    assert "semaine du lundi 11 janvier" in to("fradin")[0].body.lower()


def test_last_resort_has_a_day_s_head_start(quiet, tick):
    book(quiet.rabiller, HOLIDAY_WEEK, when=at(TODAY - timedelta(days=99)), strength="if_need_be")
    tick(EIGHT_WEEKS_BEFORE)
    call = CoverCall.objects.get()
    assert (call.stage, set(told(call))) == ("last_resort", {"Rabiller"})
    assert "Vous aviez dit « en dernier recours » pour ce jour." in to("rabiller")[0].body
    assert to("rabiller")[0].body.index("Lundi 22 février") < to("rabiller")[0].body.index("Mardi 23")
    tick(EIGHT_WEEKS_BEFORE + timedelta(days=1))
    call.refresh_from_db()
    assert (call.stage, set(told(call))) == ("pool", {"Rabiller", "Fradin"})
    assert (len(to("rabiller")), len(to("fradin"))) == (1, 1)


def test_last_resort_that_declines_lets_the_pool_be_asked_at_once(quiet, tick):
    book(quiet.rabiller, HOLIDAY_WEEK, when=at(TODAY - timedelta(days=99)), strength="if_need_be")
    tick(EIGHT_WEEKS_BEFORE)
    decline(ask=CallAsk.objects.select_related("membership").get(), at=at(EIGHT_WEEKS_BEFORE, time(9)))
    tick(EIGHT_WEEKS_BEFORE, time(9, 1))
    assert CoverCall.objects.get().stage == "pool"
    assert len(to("fradin")) == 1


def test_not_this_time_stops_the_reminders_of_that_week(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    decline(
        ask=CallAsk.objects.select_related("membership").get(membership=quiet.fradin),
        at=at(EIGHT_WEEKS_BEFORE, time(9)),
    )
    for days in range(1, 30):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    assert len(to("fradin")) == 1
    assert len(to("rabiller")) == 6


def test_nobody_is_offered_what_they_cannot_take(quiet, tick):
    """Away on Monday, next door on Tuesday morning: the rest, and the half that is left."""
    Absence.objects.create(
        membership=quiet.fradin,
        person=quiet.fradin.person,
        kind="leave",
        starts_on=HOLIDAY_WEEK,
        ends_on=HOLIDAY_WEEK,
        said_at=at(EIGHT_WEEKS_BEFORE),
    )
    with scoped(quiet.next_door.cabinet.pk):
        other = Membership.objects.create(
            person=quiet.fradin.person, role="interne", starts_on=date(2026, 1, 1)
        )
        other.cabinet = quiet.next_door.cabinet
        book(other, HOLIDAY_WEEK + timedelta(days=1), "morning", when=at(date(2026, 12, 1)))
    tick(EIGHT_WEEKS_BEFORE)
    body = to("fradin")[0].body
    assert "Lundi 22 février" not in body
    assert "Mardi 23 février, l’après-midi" in body
    assert body.count("/je-prends/") == 4


def test_company_is_named_and_comes_first(quiet, tick):
    book(quiet.drapeau, HOLIDAY_WEEK + timedelta(days=3), when=at(date(2026, 12, 1)))
    tick(EIGHT_WEEKS_BEFORE)
    body = to("fradin")[0].body
    assert "Jeudi 25 février, toute la journée, avec Hélène Drapeau (infirmière ASALÉE)" in body
    assert body.index("Jeudi 25") < body.index("Lundi 22 février, toute")


def test_two_practices_make_one_message(quiet, tick):
    with scoped(quiet.next_door.cabinet.pk):
        other = Membership.objects.create(
            person=quiet.fradin.person, role="remplacant", starts_on=date(2026, 1, 1)
        )
        assert other.pk
    tick(EIGHT_WEEKS_BEFORE)
    [message] = to("fradin")
    assert message.body.index("CABINET DE NIEUL") < message.body.index("CABINET VOISIN")
    assert message.subject == "7 semaines où un médecin manque"
    with scoped(quiet.next_door.cabinet.pk):
        asks = CallAsk.objects.filter(membership=other)
        assert {(ask.told, ask.last_told_on) for ask in asks} == {(1, EIGHT_WEEKS_BEFORE)}
    for days in range(1, 5):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    dates = [key.split(":")[-1] for key in Job.objects.filter(
        key__startswith=f"call_digest:{quiet.fradin.person_id}:").values_list("key", flat=True)]  # fmt: skip
    assert len(dates) == len(set(dates))


def test_fewest_rescue_days_is_asked_first(quiet, tick):
    """Dr Sorin came for an earlier call: Dr Texier is asked before, though his name comes later."""
    old = CoverCall.objects.create(
        monday=date(2026, 10, 5), opened_at=at(date(2026, 9, 1)), missing=2, stage="pool",
        closed_at=at(date(2026, 9, 20)), outcome="met",
    )  # fmt: skip
    Presence.objects.filter(pk=book(quiet.sorin, date(2026, 11, 10), when=at(date(2026, 11, 3))).pk).update(
        call=old
    )
    for days in range(6):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    assert (len(to("sorin")), len(to("texier"))) == (0, 1)


def test_titulaire_who_can_take_nothing_is_passed_over(quiet, tick):
    for weekday in range(5):
        on = HOLIDAY_WEEK + timedelta(days=weekday)
        with scoped(quiet.next_door.cabinet.pk):
            if not weekday:
                other = Membership.objects.create(
                    person=quiet.sorin.person, role="interne", starts_on=date(2026, 1, 1)
                )
                other.cabinet = quiet.next_door.cabinet
            book(other, on, when=at(date(2026, 12, 1)))
    for days in range(8):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    assert (len(to("sorin")), len(to("texier"))) == (0, 1)


def test_floor_reached_asks_no_titulaire(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    for weekday in (0, 1):
        book(quiet.fradin, HOLIDAY_WEEK + timedelta(days=weekday), when=at(EIGHT_WEEKS_BEFORE, time(9)))
    for days in range(1, 12):
        tick(EIGHT_WEEKS_BEFORE + timedelta(days=days))
    call = CoverCall.objects.get()
    assert (call.stage, call.closed_at) == ("pool", None)
    assert len(to("fradin")) == 1


def test_call_ends_with_its_week(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    tick(HOLIDAY_WEEK + timedelta(days=4))
    assert CoverCall.objects.get(monday=HOLIDAY_WEEK).closed_at is None
    tick(HOLIDAY_WEEK + timedelta(days=5))
    assert CoverCall.objects.get(monday=HOLIDAY_WEEK).outcome == "over"


def test_closure_ends_the_call(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    declare_period(
        kind="closure", starts_on=HOLIDAY_WEEK, ends_on=HOLIDAY_WEEK + timedelta(days=6), reason="travaux",
        by=quiet.jaulin, at=at(EIGHT_WEEKS_BEFORE, time(10)),
    )  # fmt: skip
    tick(EIGHT_WEEKS_BEFORE, time(10, 1))
    assert CoverCall.objects.get().outcome == "not_needed"


def test_call_that_was_met_opens_again_when_somebody_leaves(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    days = [
        book(quiet.fradin, HOLIDAY_WEEK + timedelta(days=n), when=at(EIGHT_WEEKS_BEFORE, time(9)))
        for n in range(4)
    ]
    tick(EIGHT_WEEKS_BEFORE, time(9, 1))
    release_presence(presence=days[0], by=quiet.fradin, at=at(EIGHT_WEEKS_BEFORE, time(10)))
    tick(EIGHT_WEEKS_BEFORE, time(10, 1))
    assert [call.outcome for call in CoverCall.objects.order_by("opened_at")] == ["met", ""]


def test_booking_sets_the_call_for_who_makes_cover_only(quiet, tick):
    tick(EIGHT_WEEKS_BEFORE)
    call, now = CoverCall.objects.get(), at(EIGHT_WEEKS_BEFORE, time(9))
    assert book(quiet.texier, HOLIDAY_WEEK, when=now).call == call
    assert book(quiet.fradin, HOLIDAY_WEEK, when=now, by=quiet.jaulin).call == call
    assert book(quiet.drapeau, HOLIDAY_WEEK, when=now).call is None
    assert book(quiet.rabiller, HOLIDAY_WEEK, when=now, strength="if_need_be").call is None
    assert book(quiet.sorin, ORDINARY_WEEK, when=now).call is None


def test_asking_by_hand_is_for_keepers_and_for_weeks_that_lack_somebody(quiet):
    now = at(EIGHT_WEEKS_BEFORE, time(9))
    with pytest.raises(PermissionDenied):
        open_call(monday=ORDINARY_WEEK, by=quiet.fradin, at=now)
    with pytest.raises(CallRefused):
        open_call(monday=date(2027, 4, 5), by=quiet.jaulin, at=now)
    with pytest.raises(CallRefused):
        open_call(monday=date(2026, 11, 2), by=quiet.jaulin, at=now)
    call = open_call(monday=ORDINARY_WEEK, by=quiet.jaulin, at=now)
    assert open_call(monday=ORDINARY_WEEK, by=quiet.texier, at=now).pk == call.pk
    watch_calls(at=now + timedelta(days=1))
    call.refresh_from_db()
    assert call.closed_at is None


def test_look_costs_the_same_with_more_people(quiet, django_assert_num_queries):
    now = at(EIGHT_WEEKS_BEFORE)
    watch_calls(at=now)
    with django_assert_num_queries(11):
        watch_calls(at=now + timedelta(hours=1))
    people = Person.objects.bulk_create(
        Person(email=f"l{n}@nieul.example", first_name="L", last_name=f"M{n}", sort_key=f"m{n}")
        for n in range(30)
    )
    Membership.objects.bulk_create(
        Membership(person=person, role="interne", starts_on=date(2026, 1, 1)) for person in people
    )
    with django_assert_num_queries(11):
        watch_calls(at=now + timedelta(hours=2))


def test_two_looks_at_once_open_one_call(living_cast):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connection

    furnish(living_cast)

    def look(_):
        try:
            with scoped(living_cast.cabinet.pk):
                return len(watch_calls(at=at(date(2027, 3, 1))))
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(look, range(6)))
    with scoped(living_cast.cabinet.pk):
        assert set(found) == {CoverCall.objects.count()}
        assert CallAsk.objects.count() == 2 * CoverCall.objects.count()
    assert Job.objects.filter(kind="call_digest").count() == 2
    assert Cabinet.objects.count() == 2
