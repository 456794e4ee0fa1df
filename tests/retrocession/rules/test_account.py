from datetime import UTC, datetime, timedelta

import pytest

from retrocession.rules.account import LastChange, awaits_confirmation

PREPARED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
BEFORE, AFTER = PREPARED - timedelta(hours=1), PREPARED + timedelta(hours=1)


def change(at=AFTER, *, typed_for_them=False, is_first=False, confirmed=False):
    return LastChange(at, typed_for_them, is_first, confirmed)


@pytest.mark.parametrize(
    ("last", "awaits"),
    [
        (None, False),
        (change(), True),
        (change(BEFORE), False),
        (change(PREPARED), False),
        (change(confirmed=True), False),
        (change(is_first=True), False),
        (change(BEFORE, typed_for_them=True), True),
        (change(is_first=True, typed_for_them=True), True),
        (change(typed_for_them=True, confirmed=True), False),
    ],
)
def test_transfer_waits_for_the_payee(last, awaits):
    assert awaits_confirmation(last, prepared_at=PREPARED) == awaits


def test_own_change_waits_for_nothing_while_no_month_is_prepared():
    assert not awaits_confirmation(change(), prepared_at=None)
