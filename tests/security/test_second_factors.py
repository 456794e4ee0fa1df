"""A second factor: sealed, played once, asked after seven days; what is left open then."""

import time
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cabinet.api_tokens import create_api_token
from cabinet.models import Cabinet, Person
from cabinet.second_factors import seals
from cabinet.second_factors.middleware import OPEN
from cabinet.tenancy.scope import scoped
from cabinet.vault.envelope import UnreadableError
from tests.cast import PASSWORD

INDEX = "/compte/2fa/"
SECOND = "/compte/2fa/authenticate/"
TEAM = "/c/nieul/equipe/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    yield
    cache.clear()


def sign_in(client, membership):
    return client.post("/compte/login/", {"login": membership.person.email, "password": PASSWORD})


def with_an_application(membership) -> str:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(membership.person, secret)
    return secret


def code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def entered(membership, *, days: float) -> None:
    Person.objects.filter(pk=membership.person_id).update(
        first_signed_in_at=timezone.now() - timedelta(days=days)
    )


# --- Sealed ----------------------------------------------------------------------------------------


def test_secret_is_not_in_the_table(cast):
    secret = with_an_application(cast.texier)
    RecoveryCodes.activate(cast.texier.person)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, '') FROM mfa_authenticator")
        [[written]] = cursor.fetchall()
    assert secret not in written
    assert '"seed": "1:' in written
    assert '"secret": "1:' in written


def test_seal_opens_again_and_nothing_else_does():
    sealed = seals.seal("JBSWY3DPEHPK3PXP")
    assert seals.unseal(sealed) == "JBSWY3DPEHPK3PXP"
    for altered in (sealed[:-4] + "AAAA", "2" + sealed[1:], "1:", "", "JBSWY3DPEHPK3PXP"):
        with pytest.raises(UnreadableError):
            seals.unseal(altered)


# --- The second step of a sign-in ------------------------------------------------------------------


def test_password_alone_opens_nothing(cast, client):
    with_an_application(cast.texier)
    assert sign_in(client, cast.texier).url == SECOND
    assert client.get(TEAM).status_code == 302
    assert "Code à 6 chiffres" in client.get(SECOND).text


def test_code_ends_the_sign_in(cast, client):
    secret = with_an_application(cast.texier)
    sign_in(client, cast.texier)
    assert client.post(SECOND, {"code": code(secret)}).url == "/"
    assert client.get(TEAM).status_code == 200


def test_code_serves_once(cast):
    secret = with_an_application(cast.texier)
    with time_machine.travel(timezone.now(), tick=False):
        seen = code(secret)
        first, second = Client(), Client()
        sign_in(first, cast.texier)
        sign_in(second, cast.texier)
        assert first.post(SECOND, {"code": seen}).status_code == 302
        page = second.post(SECOND, {"code": seen})
    assert (page.status_code, "il a déjà servi" in page.text) == (200, True)
    assert second.get(TEAM).status_code == 302


def test_codes_are_not_tried_out(cast, client):
    secret = with_an_application(cast.texier)
    sign_in(client, cast.texier)
    for attempt in range(6):
        page = client.post(SECOND, {"code": f"{attempt:06}"})
    assert client.post(SECOND, {"code": code(secret)}).status_code == 200
    assert "Trop de tentatives" in page.text


def test_recovery_code_serves_once(cast):
    with_an_application(cast.texier)
    spare = RecoveryCodes.activate(cast.texier.person).generate_codes()[0]
    answers = []
    for client in (Client(), Client()):
        sign_in(client, cast.texier)
        answers.append(client.post(SECOND, {"code": spare}).status_code)
    assert answers == [302, 200]


def test_sign_in_fails_closed_without_valkey_and_pages_go_on(cast, client, settings):
    client.force_login(cast.texier.person)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }
    assert client.get(TEAM).status_code == 200
    stranger = Client(raise_request_exception=False)
    assert sign_in(stranger, cast.texier).status_code == 503


# --- Adding one ------------------------------------------------------------------------------------


def test_adding_asks_for_the_password_again(cast, client):
    sign_in(client, cast.texier)
    answer = client.get("/compte/2fa/totp/activate/")
    assert answer.url == "/compte/reauthenticate/?next=%2Fcompte%2F2fa%2Ftotp%2Factivate%2F"


def test_application_is_added_and_its_codes_shown_once(cast, client, mailoutbox):
    sign_in(client, cast.texier)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    page = client.get("/compte/2fa/totp/activate/")
    assert page.context["form"].secret in page.text
    with time_machine.travel(timezone.now(), tick=False):
        answer = client.post("/compte/2fa/totp/activate/", {"code": code(page.context["form"].secret)})
    assert answer.url == "/compte/2fa/recovery-codes/"
    assert "10 sur 10" in client.get(answer.url).text
    shown = client.post(answer.url)
    assert len(shown.context["codes"]) == 10
    assert client.post(answer.url).context["codes"] == []
    assert "ont déjà été affichés" in client.get(answer.url).text


def test_recovery_codes_of_nobody_do_not_exist(cast, client):
    client.force_login(cast.texier.person)
    assert client.get("/compte/2fa/recovery-codes/").status_code == 404


def test_keys_of_others_are_not_found(cast, client):
    theirs = Authenticator.objects.create(
        user=cast.sorin.person, type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    sign_in(client, cast.texier)
    client.post("/compte/reauthenticate/", {"password": PASSWORD})
    for step in ("edit", "remove"):
        assert client.post(f"/compte/2fa/keys/{theirs.pk}/{step}/", {"name": "à moi"}).status_code == 404


# --- Asked after seven days ------------------------------------------------------------------------


def test_days_begin_with_the_first_sign_in(cast, client):
    sign_in(client, cast.texier)
    cast.texier.person.refresh_from_db()
    first = cast.texier.person.first_signed_in_at
    assert timezone.now() - first < timedelta(minutes=1)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        sign_in(Client(), cast.texier)
    cast.texier.person.refresh_from_db()
    assert cast.texier.person.first_signed_in_at == first


def test_days_left_are_said_on_each_page(cast, client):
    client.force_login(cast.texier.person)
    entered(cast.texier, days=2.5)
    assert "Ajoutez un second facteur\u202f: encore 5 jours" in client.get(TEAM).text


def test_nothing_is_said_to_who_has_one(cast, client):
    client.force_login(cast.texier.person)
    entered(cast.texier, days=30)
    with_an_application(cast.texier)
    page = client.get(TEAM)
    assert (page.status_code, "second facteur" in page.text) == (200, False)


def test_recovery_codes_alone_are_no_factor(cast, client):
    client.force_login(cast.texier.person)
    entered(cast.texier, days=8)
    RecoveryCodes.activate(cast.texier.person)
    assert client.get(TEAM).status_code == 302


def test_after_seven_days_one_adds_it_or_leaves(cast, client):
    client.force_login(cast.texier.person)
    entered(cast.texier, days=7.01)
    for path in ("/", TEAM, "/composants/", "/compte/cles/", "/mes-jours/"):
        answer = client.get(path)
        assert (answer.status_code, answer.url) == (302, INDEX)
    assert "les sept jours sont passés" in client.get(INDEX).text
    assert client.get("/compte/appareils/").status_code == 200
    assert client.post("/compte/logout/").status_code == 302


def test_fragment_leads_there_too(cast, client):
    client.force_login(cast.texier.person)
    entered(cast.texier, days=8)
    answer = client.get(TEAM, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (403, INDEX)


def test_key_of_the_api_stops_too(cast, client):
    key = create_api_token(person=cast.texier.person, label="Tableur", at=timezone.now())
    bearer = {"Authorization": f"Token {key}"}
    assert client.get("/api/v1/me/", headers=bearer).status_code == 200
    entered(cast.texier, days=8)
    answer = client.get("/api/v1/me/", headers=bearer)
    assert (answer.status_code, answer.json()["title"]) == (403, "Votre rôle ne le permet pas")
    assert "second facteur" in answer.json()["detail"]


def test_mairie_is_asked_when_the_practice_says_so(cast, client):
    client.force_login(cast.guilbaud.person)
    entered(cast.guilbaud, days=8)
    assert client.get(TEAM).status_code == 200
    with scoped(cast.cabinet.pk):
        Cabinet.objects.filter(pk=cast.cabinet.pk).update(second_factor_also=["mairie"])
    assert client.get(TEAM).status_code == 302


def test_role_that_came_later_has_its_own_days(cast, client):
    client.force_login(cast.texier.person)
    entered(cast.texier, days=300)
    with scoped(cast.cabinet.pk):
        type(cast.texier).objects.filter(pk=cast.texier.pk).update(starts_on=timezone.localdate())
    assert client.get(TEAM).status_code == 200


def test_what_is_left_open_exists():
    for name in OPEN:
        args = [1] if name == "device_end" else []
        assert reverse(name, args=args).startswith("/compte/")
