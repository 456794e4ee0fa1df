"""Reminders and announcements of astreintes: once each, late once, or not at all, whoever is killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from cabinet import jobs
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Job, OutboxMessage
from cabinet.tenancy.scope import scoped
from cabinet.text import long_day
from planning.actions.astreintes import acknowledge_astreinte, assign_astreinte, give_up_astreinte
from planning.actions.hand_over import write_hand_over
from planning.tasks.astreintes import LOOK, expect_looks
from tests.planning.conftest import NOW, booker

#: A Thursday of the month in which nobody comes, unless a test says so.
THURSDAY = date(2027, 3, 18)
EVE = THURSDAY - timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def house(cast):
    """Nieul, whose laboratory calls on Thursdays only, with Fradin on call; next door nobody calls."""
    from tests.planning.conftest import furnish

    furnish(cast)
    with scoped(cast.cabinet.pk):
        cast.cabinet.astreinte_weekdays = [THURSDAY.weekday()]
        cast.cabinet.save()
        Cabinet.objects.filter(pk=cast.next_door.cabinet.pk).update(astreinte_weekdays=[])
        cast.duty = assign_astreinte(membership=cast.fradin, on=THURSDAY, by=cast.jaulin, at=NOW)
    look(NOW)
    mail.outbox.clear()
    return cast


def look(*moments: datetime) -> list[str]:
    """The ticks of these instants; the subjects of what they sent to doctors on call and to who follows."""
    before = len(mail.outbox)
    for moment in moments:
        expect_looks(moment)
        jobs.run_due(at=moment)
    subjects = [message.subject.partition("\u202f: ")[2] for message in mail.outbox[before:]]
    return [subject for subject in subjects if "astreinte" in subject]


def told(on: date) -> list[str]:
    """Who was told that nobody answers on that day."""
    return sorted(m.to[0] for m in mail.outbox if f"personne pour le laboratoire {long_day(on)}" in m.subject)


TODAY_IT_IS = "d’astreinte aujourd’hui, jeudi 18 mars"
TOMORROW_IT_IS = "d’astreinte demain, jeudi 18 mars"


def test_reminders_go_on_the_eve_and_on_the_day_once_each(house):
    assert look(at(EVE, 17, 59)) == []
    assert look(at(EVE, 18), at(EVE, 18), at(EVE, 18, 1), at(THURSDAY, 7, 29)) == [TOMORROW_IT_IS]
    assert look(at(THURSDAY, 7, 30), at(THURSDAY, 8), at(THURSDAY, 18)) == [TODAY_IT_IS]
    assert {m.to[0] for m in mail.outbox if "d’astreinte" in m.subject} == {house.fradin.person.email}


@pytest.mark.parametrize(
    ("back", "sent"),
    [
        (at(EVE, 23), [TOMORROW_IT_IS]),
        (at(THURSDAY, 7, 29), [TOMORROW_IT_IS]),
        (at(THURSDAY, 7, 31), [TODAY_IT_IS]),
        (at(THURSDAY, 19, 59), [TODAY_IT_IS]),
        (at(THURSDAY, 20), []),
        (at(THURSDAY + timedelta(days=1), 9), []),
    ],
)
def test_beat_that_was_down_sends_late_once_or_not_at_all(house, back, sent):
    assert look(back, back + timedelta(seconds=30)) == sent


def test_reminder_that_was_read_is_short_and_goes_all_the_same(house):
    with scoped(house.cabinet.pk):
        acknowledge_astreinte(astreinte=house.duty, by=house.fradin, at=NOW)
    assert look(at(EVE, 18), at(THURSDAY, 7, 30)) == [TOMORROW_IT_IS, TODAY_IT_IS]
    assert not any("confirmé" in message.body for message in mail.outbox)


def test_reminder_of_what_was_not_read_says_so(house):
    look(at(EVE, 18))
    assert "Vous ne l’avez pas encore confirmé" in mail.outbox[-1].body


def test_astreinte_entrusted_after_its_hour_is_not_reminded_of_that_hour(house):
    with scoped(house.cabinet.pk):
        assign_astreinte(
            membership=house.rabiller, on=THURSDAY + timedelta(weeks=1), by=house.rabiller,
            at=at(EVE + timedelta(weeks=1), 19),
        )  # fmt: skip
    later = THURSDAY + timedelta(weeks=1)
    assert look(at(later - timedelta(days=1), 20)) == []
    assert look(at(later, 7, 30)) == ["d’astreinte aujourd’hui, jeudi 25 mars"]


def test_needless_astreinte_is_said_once_on_the_eve(house):
    with scoped(house.cabinet.pk):
        booker(house)(house.sorin, THURSDAY)
    assert look(at(EVE, 18), at(THURSDAY, 7, 30)) == ["jeudi 18 mars, astreinte sans objet"]


def test_message_that_waits_beyond_its_moment_is_not_sent(house):
    """The reminder was written, and the workers died before they sent it."""
    expect_looks(at(EVE, 18))
    assert jobs.run_due(at=at(EVE, 18), key_prefix=LOOK) == 2
    assert jobs.run_due(at=at(THURSDAY, 7, 30), key_prefix="send:") == 1
    assert mail.outbox == []
    with scoped(house.cabinet.pk):
        assert list(
            OutboxMessage.objects.filter(key__startswith="astreinte_eve").values_list("state", flat=True)
        ) == ["failed"]


@pytest.fixture
def hole(house):
    """The Thursday after has nobody: who mends holes is told."""
    return THURSDAY + timedelta(weeks=1)


def test_hole_is_announced_seven_and_two_days_before(house, hole):
    everybody = sorted(who.person.email for who in (house.texier, house.sorin, house.jaulin))
    for days in (7, 2):
        moment = at(hole - timedelta(days=days), 8)
        mail.outbox.clear()
        look(moment - timedelta(minutes=1))
        assert told(hole) == []
        look(moment, moment + timedelta(minutes=1), moment + timedelta(hours=10))
        assert told(hole) == everybody


@pytest.mark.parametrize(
    ("back", "messages"),
    [
        (timedelta(days=6, hours=-15), 3),
        (timedelta(days=3), 3),
        (timedelta(days=1), 3),
        (timedelta(hours=-8), 0),
        (timedelta(days=-1), 0),
    ],
)
def test_announcement_missed_is_made_once_or_not_at_all(house, hole, back, messages):
    moment = at(hole, 0) - back
    look(moment, moment + timedelta(minutes=1))
    assert len(told(hole)) == messages


def test_hole_that_was_told_at_once_is_not_told_again_in_the_same_days(house, hole):
    """Given up five days before: told at once, then two days before, and not in between."""
    with scoped(house.cabinet.pk):
        duty = assign_astreinte(membership=house.sorin, on=hole, by=house.sorin, at=NOW)
        moment = at(hole - timedelta(days=5), 12)
        give_up_astreinte(astreinte=duty, by=house.sorin, at=moment, reason="grippe")
    look(moment, moment + timedelta(hours=7), moment + timedelta(days=1))
    assert told(hole) == sorted(who.person.email for who in (house.texier, house.jaulin, house.sorin))
    mail.outbox.clear()
    look(at(hole - timedelta(days=2), 8))
    assert len(told(hole)) == 3


def test_hole_that_was_filled_is_not_announced(house, hole):
    with scoped(house.cabinet.pk):
        assign_astreinte(membership=house.sorin, on=hole, by=house.sorin, at=NOW)
    look(at(hole - timedelta(days=7), 8))
    assert told(hole) == []


def test_line_left_is_told_to_who_is_there_without_its_text(house):
    morrow = THURSDAY + timedelta(days=1)
    with scoped(house.cabinet.pk):
        write_hand_over(astreinte=house.duty, text="INR à refaire", by=house.fradin, at=house.duty.starts_at)
        booker(house)(house.rabiller, morrow)
    look(at(THURSDAY, 18))
    mail.outbox.clear()
    sent = look(at(morrow, 7, 30), at(morrow, 8))
    assert sent == ["une consigne d’astreinte vous attend"]
    [message] = [m for m in mail.outbox if "consigne" in m.subject]
    assert message.to == [house.rabiller.person.email]
    assert "INR" not in message.body


def test_tick_asks_in_one_statement_whatever_the_practices(house, django_assert_num_queries):
    with django_assert_num_queries(1):
        expect_looks(at(EVE, 18))


KILLED = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django; django.setup()
from datetime import datetime
from django.db import connections
connections["default"].settings_dict["NAME"] = sys.argv[1]
from cabinet import jobs
from planning.tasks import astreintes
def hang(*args, **values):
    print("here", flush=True); time.sleep(60)
astreintes.tell_holes = hang
jobs.run_due(at=datetime.fromisoformat(sys.argv[2]))
"""


def test_worker_killed_half_way_leaves_nothing_and_the_next_one_sends_once(living_cast, living_db):
    """The reminder is written, then the worker is killed before its transaction ends."""
    from tests.planning.conftest import furnish

    furnish(living_cast)
    with scoped(living_cast.cabinet.pk):
        assign_astreinte(membership=living_cast.fradin, on=THURSDAY, by=living_cast.fradin, at=NOW)
    moment = at(EVE, 18)
    expect_looks(moment)
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, living_db, moment.isoformat()],
        stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": "."}, text=True,
    )  # fmt: skip
    with process.stdout:
        assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    deadline = time.monotonic() + 20
    while not jobs.run_due(at=moment, key_prefix=f"{LOOK}:{living_cast.cabinet.pk}:"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    with scoped(living_cast.cabinet.pk):
        assert OutboxMessage.objects.filter(key__startswith="astreinte_eve:").count() == 1
    assert Job.objects.filter(kind=LOOK, tenant_id=living_cast.cabinet.pk, done_at=None).count() == 0
