from datetime import UTC, datetime

import pytest

from messaging.rules.mail_retention import settled_before


@pytest.mark.parametrize(
    ("at", "before"),
    [((2026, 11, 23), (2021, 11, 23)), ((2028, 2, 29), (2023, 2, 28)), ((2029, 2, 28), (2024, 2, 28))],
)
def test_settled_before_five_years(at, before):
    assert settled_before(datetime(*at, 9, tzinfo=UTC)) == datetime(*before, 9, tzinfo=UTC)
