"""Sign-in: throttled, silent on who has an account, and sessions that end."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.models import Person
from tests.cast import PASSWORD
from tests.security.timing import is_alike, ratio

LOGIN = "/compte/login/"
TEAM = "/c/nieul/equipe/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password, **extra})


def text_of(response, email) -> str:
    """The page without what changes at each request: tokens, nonces, what was typed."""
    page = re.sub(
        r'(csrfmiddlewaretoken" value|X-CSRFToken&quot;|"X-CSRFToken"|nonce)\S+\s*"[^"]*"', "", response.text
    )
    return re.sub(r"[A-Za-z0-9]{32,}", "", page).replace(email, "")


def test_member_signs_in(cast, client):
    response = sign_in(client, cast.texier.person.email)
    assert (response.status_code, response.url) == (302, "/")
    assert client.get(TEAM).status_code == 200


def test_address_may_be_typed_in_capitals(cast, client):
    assert sign_in(client, cast.texier.person.email.upper()).status_code == 302


def test_unknown_address_answers_as_a_wrong_password(cast, client):
    wrong = sign_in(client, cast.texier.person.email, "pas le bon mot de passe")
    unknown = sign_in(Client(), "personne@nieul.example", "pas le bon mot de passe")
    assert wrong.status_code == unknown.status_code
    assert text_of(wrong, cast.texier.person.email) == text_of(unknown, "personne@nieul.example")


def test_unknown_address_takes_as_long_as_a_wrong_password(cast, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    cast.texier.person.set_password(PASSWORD)
    cast.texier.person.save()

    def ask(email: str) -> None:
        cache.clear()
        sign_in(Client(), email, "pas le bon mot de passe")

    known, unknown = cast.texier.person.email, "personne@nieul.example"
    for email in (known, unknown):
        ask(email)
    found = ratio(lambda: ask(known), lambda: ask(unknown), pairs=5)
    assert is_alike(found), found


def test_password_is_not_tried_out(cast):
    answers = [
        sign_in(Client(), cast.texier.person.email, f"essai {attempt}").status_code for attempt in range(6)
    ]
    assert answers[0] == 200
    page = sign_in(Client(), cast.texier.person.email)
    assert page.status_code in (200, 429)
    assert "_auth_user_id" not in page.wsgi_request.session


def test_address_is_not_sprayed(cast):
    answers = [sign_in(Client(), f"p{n}@nieul.example", "x").status_code for n in range(31)]
    assert answers[-1] == 429


def test_too_many_tries_are_said_in_french(cast):
    for n in range(30):
        sign_in(Client(), f"p{n}@nieul.example", "x")
    page = sign_in(Client(), "p@nieul.example", "x")
    assert page.status_code == 429
    assert "Cabinet collaboratif" in page.text


def test_session_key_changes_at_sign_in(cast, client):
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["session"] = planted = session.session_key
    sign_in(client, cast.texier.person.email)
    assert client.cookies["session"].value != planted


def test_cookie_of_a_closed_session_opens_nothing(cast, client):
    sign_in(client, cast.texier.person.email)
    stolen = client.cookies["session"].value
    response = client.post("/compte/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies["session"] = stolen
    assert thief.get(TEAM).status_code == 302


def test_cookie_of_before_a_new_password_opens_nothing(cast, client):
    sign_in(client, cast.texier.person.email)
    cast.texier.person.set_password("un-autre-mot-de-passe-long")
    cast.texier.person.save()
    assert client.get(TEAM).status_code == 302


def test_session_ends_after_twenty_minutes_away(cast, client):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sign_in(client, cast.texier.person.email)
        client.get(TEAM)
    with time_machine.travel(now + timedelta(minutes=19), tick=False):
        assert client.get(TEAM).status_code == 200
    with time_machine.travel(now + timedelta(minutes=38), tick=False):
        assert client.get(TEAM).status_code == 200
    with time_machine.travel(now + timedelta(minutes=59), tick=False):
        response = client.get(TEAM)
    assert response.url == "/compte/login/?terminee=1&next=%2Fc%2Fnieul%2Fequipe%2F"
    assert "Votre session s’est terminée" in client.get(response.url).text


def test_session_ends_after_twelve_hours_of_work(cast, client):
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        sign_in(client, cast.texier.person.email)
    for minutes in range(0, 12 * 60, 15):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            assert client.get(TEAM).status_code == 200
    with time_machine.travel(now + timedelta(hours=12, minutes=2), tick=False):
        assert client.get(TEAM).status_code == 302


def test_session_is_written_once_a_minute(cast, client):
    sign_in(client, cast.texier.person.email)
    client.get(TEAM)
    with CaptureQueriesContext(connection) as queries:
        client.get(TEAM)
    written = [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT", "DELETE"))]
    assert written == []


def test_partial_request_without_session_answers_401(cast, client):
    assert client.get(TEAM, headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
    ],
)
def test_next_page_stays_here(cast, client, target):
    response = sign_in(client, cast.texier.person.email, next=target)
    assert (response.status_code, response.url) == (302, "/")


def test_closed_doors_do_not_exist(cast, client):
    client.force_login(cast.texier.person)
    for path in (
        "email/",
        "confirm-email/",
        "login/code/",
        "phone/change/",
        "sessions/",
        "2fa/trust/",
        "2fa/recovery-codes/download/",
    ):
        assert client.get(f"/compte/{path}").status_code == 404


def test_nobody_signs_up_alone(db, client):
    page = client.post("/compte/signup/", {"email": "moi@nieul.example", "password1": PASSWORD})
    assert "sur invitation" in page.text


def test_reset_mail_holds_our_own_address(cast, client, mailoutbox, settings):
    settings.SITE_URL = "https://cabinet.example"
    client.post("/compte/password/reset/", {"email": cast.texier.person.email})
    [letter] = mailoutbox
    assert letter.to == [cast.texier.person.email]
    assert "https://cabinet.example/compte/password/reset/key/" in letter.body


def test_reset_says_the_same_for_an_unknown_address(cast, mailoutbox):
    known = Client().post("/compte/password/reset/", {"email": cast.texier.person.email}, follow=True)
    unknown = Client().post("/compte/password/reset/", {"email": "personne@nieul.example"}, follow=True)
    assert known.status_code == unknown.status_code
    assert text_of(known, cast.texier.person.email) == text_of(unknown, "personne@nieul.example")
    assert [letter.to for letter in mailoutbox] == [[cast.texier.person.email], ["personne@nieul.example"]]


def test_password_is_reset_by_the_link_once(cast, client, mailoutbox):
    client.post("/compte/password/reset/", {"email": cast.texier.person.email})
    [link] = re.findall(r"http\S+/compte/password/reset/key/\S+", mailoutbox[0].body)
    path = link.partition("8000")[2]
    form = client.get(path, follow=True)
    new = {"password1": "la-haie-d-aubepine", "password2": "la-haie-d-aubepine"}
    client.post(form.redirect_chain[-1][0], new)
    assert sign_in(Client(), cast.texier.person.email, "la-haie-d-aubepine").status_code == 302
    again = Client().get(path, follow=True)
    assert 'name="password1"' not in again.text


def test_account_of_a_kit_enters_by_a_reset(db, client, mailoutbox):
    Person.objects.create_user("sans@nieul.example", first_name="Ève", last_name="Sans")
    client.post("/compte/password/reset/", {"email": "sans@nieul.example"})
    assert "/compte/password/reset/key/" in mailoutbox[0].body


def test_mail_server_away_is_said(cast, client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    client.raise_request_exception = False
    assert client.post("/compte/password/reset/", {"email": cast.texier.person.email}).status_code == 503


def test_sign_in_waits_for_valkey_and_pages_do_not(cast, client, settings):
    client.force_login(cast.texier.person)
    dead = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9"}
    settings.CACHES = {"default": dead}
    client.raise_request_exception = False
    assert client.get(TEAM).status_code == 200
    page = sign_in(Client(raise_request_exception=False), cast.texier.person.email)
    assert page.status_code == 503
    assert page["Retry-After"] == "5"
