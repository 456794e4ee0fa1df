"""What the workers do by themselves, from the calendar: once, caught up with, never too far."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cabinet.jobs import run_due
from cabinet.models import Cabinet, Job, OutboxMessage
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.models import MonthClosing
from retrocession.tasks import expect_drafts, expect_reminders
from tests.retrocession.closing.conftest import OCTOBER, close

PARIS = ZoneInfo("Europe/Paris")


def paris(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def work(at):
    """What ticks do at that instant, but for the e-mails themselves."""
    for expected in (expect_drafts, expect_reminders):
        expected(at)
    for kind in ("prepare_month", "remind_verification", "remind_approval"):
        run_due(at=at, key_prefix=kind, limit=1000)


def told(practice):
    with scoped(practice.pk):
        return sorted(
            (message.recipient.split("@")[0], message.subject.rpartition(", ")[2])
            for message in OutboxMessage.objects.all()
        )


def state(practice):
    with scoped(practice.pk):
        closing = MonthClosing.objects.filter(month=OCTOBER, drafts__isnull=False).first()
        return closing.state if closing else None


def test_drafts_are_prepared_on_the_first_at_six_in_paris(october):
    work(paris(11, 1, 5, 59))
    assert state(october) is None
    work(paris(11, 1, 6, 0))
    assert state(october) == "prepared"
    work(paris(11, 1, 6, 1))
    assert Job.objects.filter(key=f"prepare_month:{october.pk}:2026-10").count() == 1
    assert told(october) == []


def test_missed_months_are_caught_up_with_but_no_further_than_three(october):
    work(datetime(2027, 1, 20, 12, 0, tzinfo=UTC))
    assert state(october) == "prepared"
    periods = Job.objects.filter(kind="prepare_month").values_list("payload__month", flat=True)
    assert sorted(periods) == ["2026-10", "2026-11", "2026-12"]


def test_month_already_verified_is_left_alone(october):
    close(october, "verified")
    with scoped(october.pk):
        before = MonthClosing.objects.get()
    work(paris(11, 2, 12))
    with scoped(october.pk):
        after = MonthClosing.objects.get()
    assert (after.state, after.prepared_at) == ("verified", before.prepared_at)


def test_secretary_is_told_once_of_a_month_without_receipts(october):
    with scoped(october.pk):
        from retrocession.models import ReceiptLine

        ReceiptLine.objects.all().delete()
    for hour in (6, 7, 8):
        work(paris(11, 1, hour))
    assert told(october) == [("baptiste.jaulin", "à préparer")]
    assert Job.objects.get(kind="prepare_month", payload__month="2026-10").done_at is not None


def test_practice_that_expects_nothing_is_told_nothing(october):
    quiet = Cabinet.objects.create(
        slug="calme", name="Calme", commune="Calme", postcode="85000", insee="85191"
    )
    work(paris(11, 6, 12))
    assert told(quiet) == []
    assert Job.objects.filter(tenant=quiet, done_at=None).count() == 0


def test_secretary_is_reminded_on_the_second_and_the_fifth(october):
    for day in range(1, 9):
        for hour in (7, 8, 20):
            work(paris(11, day, hour))
    assert told(october) == [("baptiste.jaulin", "à vérifier")] * 2


def test_verified_month_is_no_longer_reminded_of(october):
    for hour in (7, 8):
        work(paris(11, 2, hour))
    with scoped(october.pk):
        verify_month(month=OCTOBER, by=None, at=paris(11, 3, 9))
    work(paris(11, 5, 9))
    assert told(october).count(("baptiste.jaulin", "à vérifier")) == 1


def test_reminder_missed_is_not_sent_beside_the_next(october):
    work(paris(11, 5, 9))
    assert told(october) == [("baptiste.jaulin", "à vérifier")]


@pytest.mark.parametrize(("approved_after", "reminders"), [(None, 2), (3, 1), (1, 0)])
def test_medecin_remplace_is_reminded_until_approval(october, approved_after, reminders):
    start = paris(11, 2, 11)
    with scoped(october.pk):
        prepare_month(month=OCTOBER, by=None, at=start)
        verify_month(month=OCTOBER, by=None, at=start)
    for days in range(8):
        if days == approved_after:
            with scoped(october.pk):
                approve_month(month=OCTOBER, by=None, at=start + timedelta(days=days))
        work(start + timedelta(days=days, minutes=1))
    assert told(october) == [("ulysse.texier", "relevés à approuver")] * reminders


def test_reminders_of_approval_missed_together_are_sent_once(october):
    start = paris(11, 2, 11)
    with scoped(october.pk):
        prepare_month(month=OCTOBER, by=None, at=start)
        verify_month(month=OCTOBER, by=None, at=start)
    work(start + timedelta(days=20))
    assert told(october) == [("ulysse.texier", "relevés à approuver")]


def test_reminders_bear_no_amount(october):
    work(paris(11, 2, 9))
    with scoped(october.pk):
        for message in OutboxMessage.objects.all():
            assert "€" not in message.body
            assert "/c/nieul-le-dolent/retrocession/2026-10/" in message.body


def test_change_of_hour_does_not_move_the_first(october):
    from retrocession.tasks import _last_months

    assert _last_months(datetime(2026, 10, 31, 23, 30, tzinfo=UTC))[0] == date(2026, 10, 1)
    assert _last_months(datetime(2026, 10, 31, 22, 30, tzinfo=UTC))[0] == date(2026, 9, 1)
