"""Pro Santé Connect, with a real provider on loopback: the card opens the account of its RPPS number."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal import auth as totp
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cabinet.models import Person, PractitionerProfile
from cabinet.tenancy.scope import scoped
from tests import oidc

BEGIN = "/compte/pro-sante-connect/"
TEAM = "/c/nieul/equipe/"


@pytest.fixture(scope="module")
def server():
    with oidc.provider() as server:
        yield server


@pytest.fixture
def card(server, settings):
    """The card of Dr Fradin, as it leaves its pocket."""
    settings.PSC_CLIENT_ID = oidc.CLIENT_ID
    settings.SOCIALACCOUNT_PROVIDERS = server.settings()
    server.subject, server.sub, server.email = "810104344394", "f:550e8400:899", ""
    server.lies, server.without = {}, ()
    server.sign_with = {"key": server.key, "algorithm": "RS256"}
    cache.clear()
    return server


def come_back(client: Client, address: str = BEGIN):
    """There and back, as a browser."""
    there = client.get(address)
    assert there.status_code == 302
    back = requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"]
    return client.get(urlsplit(back)._replace(scheme="", netloc="").geturl())


def test_door_is_absent_when_not_configured(cast, client):
    assert "Pro Santé Connect" not in client.get("/compte/login/").text
    assert client.get(BEGIN).status_code == 404
    assert client.get(f"{BEGIN}retour/?code=1&state=2").status_code == 404


@pytest.mark.parametrize("written", ["810104344394", "10104344394"])
def test_card_opens_the_account_of_its_number(cast, client, card, written):
    card.subject = written
    assert "Pro Santé Connect" in client.get("/compte/login/").text
    assert come_back(client).url == "/"
    assert client.get(TEAM).context["user"] == cast.fradin.person
    asked = card.asked[-1]
    assert sorted(asked["scope"].split()) == ["openid", "scope_all"]
    assert asked["acr_values"] == "eidas1"
    assert len(asked["nonce"]) >= 32
    assert len(asked["state"]) >= 16


def test_next_time_is_the_same_person_and_nothing_else_is_kept(cast, card):
    come_back(Client())
    come_back(Client())
    [account] = SocialAccount.objects.all()
    assert (account.user, account.extra_data, account.uid) == (cast.fradin.person, {}, card.sub)


def test_card_leads_where_one_was_going(cast, client, card):
    assert come_back(client, f"{BEGIN}?next=%2Fmes-jours%2F").url == "/mes-jours/"
    assert come_back(Client(), f"{BEGIN}?next=https%3A%2F%2Fevil.example%2F").url == "/"


def test_card_is_two_factors(cast, client, card):
    Person.objects.update(first_signed_in_at=timezone.now() - timedelta(days=30))
    totp.TOTP.activate(cast.fradin.person, totp.generate_totp_secret())
    assert come_back(client).url == "/"
    assert client.get(TEAM).status_code == 200


def test_card_is_enough_without_another_factor(cast, client, card):
    Person.objects.update(first_signed_in_at=timezone.now() - timedelta(days=30))
    come_back(client)
    assert client.get(TEAM).status_code == 200


def said_no(client: Client, answer, words: str) -> None:
    assert answer.status_code == 403
    assert words in answer.text
    assert client.get(TEAM).status_code == 302
    assert not SocialAccount.objects.exists()


def test_unknown_number_is_said(cast, client, card):
    card.subject = "810003380218"
    said_no(client, come_back(client), "Aucun compte d’ici ne porte le numéro RPPS 10003380218")


def test_address_matches_nobody(cast, client, card):
    card.subject, card.email = "810003380218", cast.texier.person.email
    said_no(client, come_back(client), "Aucun compte d’ici")


def test_number_of_two_people_is_said(cast, client, card):
    with scoped(cast.next_door.cabinet.pk):
        PractitionerProfile.objects.create(membership=cast.stranger, rpps="10104344394")
    said_no(client, come_back(client), "Deux comptes portent le numéro RPPS")


def test_number_that_was_corrected_opens_nothing_more(cast, client, card):
    come_back(Client())
    with scoped(cast.cabinet.pk):
        PractitionerProfile.objects.filter(rpps="10104344394").update(rpps="")
    assert come_back(client).status_code == 403
    assert client.get(TEAM).status_code == 302


def test_no_number_is_said(cast, client, card):
    card.subject = "3850000000/CPE00001"
    said_no(client, come_back(client), "n’a pas donné de numéro RPPS")


def test_closed_account_stays_closed(cast, client, card):
    Person.objects.filter(pk=cast.fradin.person_id).update(is_active=False)
    come_back(client)
    assert client.get(TEAM).status_code == 302


def test_cancelling_is_no_fault(cast, client, card):
    card.subject = None
    said_no(client, come_back(client), "Vous avez annulé")


LIES = {
    "audience": {"aud": "un-autre-service"},
    "issuer": {"iss": "https://ailleurs.example"},
    "nonce": {"nonce": "un-autre"},
    "expired": {"exp": 1},
    "subject": {"sub": "un-autre"},
}


@pytest.mark.parametrize("lie", LIES)
def test_token_that_lies_opens_nothing(cast, client, card, lie):
    card.lies = LIES[lie]
    said_no(client, come_back(client), "n’a pas confirmé qui vous êtes")


@pytest.mark.parametrize("missing", ["nonce", "exp", "aud", "iss", "id_token"])
def test_token_that_says_less_opens_nothing(cast, client, card, missing):
    card.without = (missing,)
    said_no(client, come_back(client), "n’a pas confirmé qui vous êtes")


@pytest.mark.parametrize("level", [{"acr": "0"}, {"acr": None}])
def test_level_is_checked(cast, client, card, level):
    card.lies = level
    said_no(client, come_back(client), "carte CPS ou l’application e-CPS")


def test_signature_is_verified(cast, client, card):
    from cryptography.hazmat.primitives.asymmetric import rsa

    card.sign_with = {
        "key": rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "algorithm": "RS256",
    }
    said_no(client, come_back(client), "n’a pas confirmé qui vous êtes")


@pytest.mark.parametrize(
    "sign_with", [{"key": None, "algorithm": "none"}, {"key": "x" * 64, "algorithm": "HS256"}]
)
def test_token_without_a_signature_opens_nothing(cast, client, card, sign_with):
    card.sign_with = sign_with
    said_no(client, come_back(client), "n’a pas confirmé qui vous êtes")


def test_answer_to_another_browser_opens_nothing(cast, client, card):
    there = Client().get(BEGIN)
    back = urlsplit(requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"])
    said_no(client, client.get(f"{back.path}?{back.query}"), "n’a pas confirmé qui vous êtes")


def test_answer_serves_once(cast, client, card):
    there = client.get(BEGIN)
    back = urlsplit(requests.get(there.url, allow_redirects=False, timeout=5).headers["Location"])
    assert client.get(f"{back.path}?{back.query}").status_code == 302
    assert client.get(f"{back.path}?{back.query}").status_code == 403


def test_card_is_not_tied_to_the_account_that_is_open(cast, client, card):
    """A link that would tie one's card to somebody else's open session ties nothing."""
    client.force_login(cast.texier.person)
    assert come_back(client, f"{BEGIN}?process=connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_page_asks_nothing_that_the_address_says(cast, client, card):
    client.get(f"{BEGIN}?scope=admin&auth_params=acr_values%3D0")
    there = client.get(f"{BEGIN}?scope=admin&auth_params=acr_values%3D0").url
    assert "admin" not in there
    assert "acr_values=eidas1" in there


def test_provider_away_is_said(cast, client, card, settings):
    app = card.settings()
    app["openid_connect"]["APPS"][0]["settings"]["server_url"] = "http://127.0.0.1:9/.well-known/x"
    settings.SOCIALACCOUNT_PROVIDERS = app
    answer = client.get(BEGIN)
    assert (answer.status_code, "ne répond pas" in answer.text) == (503, True)


def test_leaving_says_that_the_card_s_own_session_goes_on_and_ends_it(cast, client, card):
    come_back(client)
    left = client.post("/compte/logout/")
    assert left["Clear-Site-Data"] == '"cache", "storage"'
    end = urlsplit(left.context["end"])
    said = parse_qs(end.query)
    assert f"{end.scheme}://{end.netloc}{end.path}" == f"{card.issuer}/logout"
    assert said["client_id"] == [oidc.CLIENT_ID]
    assert said["post_logout_redirect_uri"][0].endswith("/compte/login/")
    assert jwt.decode(said["id_token_hint"][0], options={"verify_signature": False})["sub"] == card.sub
    assert client.get(TEAM).status_code == 302


def test_what_ends_the_card_s_session_is_sealed_in_ours(cast, client, card):
    come_back(client)
    kept = client.session["pro_sante_connect_hint"]
    assert (kept.startswith("1:"), "eyJ" in kept) == (True, False)


def test_leaving_waits_for_nobody(cast, client, card, settings):
    come_back(client)
    away = "http://127.0.0.1:9/.well-known/openid-configuration"
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = away
    assert client.post("/compte/logout/").url == "/compte/login/"


def test_who_came_by_password_leaves_at_once(cast, as_member, card):
    assert as_member(cast.fradin).post("/compte/logout/").url == "/compte/login/"
