"""PostgreSQL away: a 503 in French wherever the request had got to, and the page after it works."""

import pytest
from django.db import OperationalError

from cabinet import middleware
from cabinet.sessions import SessionAgeMiddleware


def away(*args, **kwargs):
    raise OperationalError("the server is starting up")


@pytest.fixture
def browser(as_member, cast):
    client = as_member(cast.texier)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("where", "name"),
    [(middleware, "memberships_of"), (SessionAgeMiddleware, "__call__")],
    ids=["membership", "session"],
)
def test_outage_before_any_view_is_a_503_that_says_so(browser, monkeypatch, where, name):
    monkeypatch.setattr(where, name, away)
    response = browser.get("/c/nieul/planning/")
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "Le service redémarre" in response.text
    monkeypatch.undo()
    assert browser.get("/c/nieul/planning/").status_code == 200


def test_fault_of_ours_is_a_500_without_its_reason(browser, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("secret")

    monkeypatch.setattr(middleware, "memberships_of", broken)
    response = browser.get("/c/nieul/planning/")
    assert response.status_code == 500
    assert "secret" not in response.text
