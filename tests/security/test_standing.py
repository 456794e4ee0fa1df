"""The instant from which who has no second factor hears and reads nothing more."""

from datetime import UTC, date, datetime, timedelta

from cabinet.second_factors.standing import Stay, over_at, session_by_card

FIRST = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
DOCTOR = Stay("remplacant", date(2025, 1, 1), ())
TOWN = Stay("mairie", date(2025, 1, 1), ())


def test_over_at_is_a_week_after_the_first_sign_in():
    assert over_at([DOCTOR], first_signed_in_at=FIRST) == FIRST + WEEK


def test_over_at_is_the_soonest_of_the_roles_that_ask():
    later = Stay("titulaire", date(2026, 11, 20), ())
    assert over_at([later, DOCTOR, TOWN], first_signed_in_at=FIRST) == FIRST + WEEK
    assert over_at([later, TOWN], first_signed_in_at=FIRST) == datetime(2026, 11, 26, 23, 0, tzinfo=UTC)


def test_over_at_is_never_where_nothing_is_asked():
    assert over_at([TOWN], first_signed_in_at=FIRST) is None
    assert over_at([DOCTOR], first_signed_in_at=None) is None
    asked = Stay("mairie", date(2025, 1, 1), ("mairie",))
    assert over_at([asked], first_signed_in_at=FIRST) == FIRST + WEEK


def test_session_opened_by_the_card_is_known_without_a_request():
    assert session_by_card({"account_authentication_methods": [{"method": "socialaccount"}]})
    assert not session_by_card({"account_authentication_methods": [{"method": "password"}]})
    assert not session_by_card({})
