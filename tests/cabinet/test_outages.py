"""PostgreSQL away or full: a 503 or 507 in French wherever the request had got to; the page after works."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from psycopg.errors import DiskFull

from cabinet import middleware
from cabinet.session_store import SessionStore
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


def test_outage_while_the_session_is_saved_is_no_session_gone(browser, monkeypatch):
    """Met after the view, when what it changed is committed: pressed again, it says so."""
    monkeypatch.setattr(Session, "save", away)
    store = SessionStore(browser.session.session_key)
    store["seen"] = True
    with pytest.raises(OperationalError):
        store.save()


def test_session_deleted_meanwhile_is_not_made_again(browser):
    store = SessionStore(browser.session.session_key)
    store["seen"] = True
    browser.session.delete()
    with pytest.raises(UpdateError):
        store.save()


@pytest.mark.parametrize(
    ("where", "name"),
    [(middleware, "memberships_of"), (SessionAgeMiddleware, "__call__")],
    ids=["membership", "session"],
)
def test_database_without_room_is_a_507_that_says_whom_to_tell(browser, monkeypatch, where, name):
    def full(*args, **kwargs):
        raise OperationalError from DiskFull()

    monkeypatch.setattr(where, name, full)
    response = browser.get("/c/nieul/planning/")
    assert response.status_code == 507
    assert "Prévenez qui tient le serveur" in response.text


def test_fault_of_ours_is_a_500_without_its_reason(browser, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("secret")

    monkeypatch.setattr(middleware, "memberships_of", broken)
    response = browser.get("/c/nieul/planning/")
    assert response.status_code == 500
    assert "secret" not in response.text
