"""Where one is signed in: listed, and ended from elsewhere, at once."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from cabinet.devices import name_of
from cabinet.second_factors import seals
from cabinet.second_factors.reseal import reseal
from tests.cast import PASSWORD

PAGE = "/compte/appareils/"
TEAM = "/c/nieul/equipe/"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.1 Mobile/15E148 Safari/604.1"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 "
    "Safari/537.36 Edg/142.0.0.0"
)


def device(membership, user_agent: str) -> Client:
    cache.clear()
    client = Client(headers={"User-Agent": user_agent})
    client.post("/compte/login/", {"login": membership.person.email, "password": PASSWORD})
    assert client.get(TEAM).status_code == 200
    return client


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (PHONE, "Safari, iPhone"),
        (DESK, "Firefox, Windows"),
        (EDGE, "Edge, Windows"),
        ("curl/8.5", "Navigateur inconnu"),
    ],
)
def test_browser_has_a_name(user_agent, name):
    assert name_of(user_agent) == name


def test_devices_are_listed_this_one_first(cast):
    device(cast.texier, PHONE)
    desk = device(cast.texier, DESK)
    device(cast.sorin, EDGE)
    found = desk.get(PAGE).context["devices"]
    assert [(one.name, one.is_phone, one.is_this_one) for one in found] == [
        ("Firefox, Windows", False, True),
        ("Safari, iPhone", True, False),
    ]


def test_list_costs_the_same_for_one_and_for_ten(cast, django_assert_num_queries):
    client = device(cast.texier, DESK)
    for number in (12, 12):
        with django_assert_num_queries(number):
            client.get(PAGE)
        for _ in range(9):
            device(cast.texier, PHONE)


def test_session_that_is_over_is_not_listed(cast):
    device(cast.texier, PHONE)
    with time_machine.travel(timezone.now() + timedelta(minutes=21)):
        desk = device(cast.texier, DESK)
        assert len(desk.get(PAGE).context["devices"]) == 1


def test_one_device_is_ended_from_another(cast):
    phone, tablet, desk = (device(cast.texier, agent) for agent in (PHONE, EDGE, DESK))
    one = next(one for one in desk.get(PAGE).context["devices"] if one.is_phone)
    assert desk.post(f"{PAGE}{one.pk}/retrait/").url == PAGE
    assert [client.get(TEAM).status_code for client in (phone, tablet, desk)] == [302, 200, 200]
    assert desk.post(f"{PAGE}{one.pk}/retrait/").status_code == 404


def test_all_others_are_ended(cast):
    phone, desk = device(cast.texier, PHONE), device(cast.texier, DESK)
    theirs = device(cast.sorin, DESK)
    desk.post(f"{PAGE}autres/retrait/")
    assert [client.get(TEAM).status_code for client in (phone, desk, theirs)] == [302, 200, 200]


def test_device_of_another_is_not_found(cast):
    desk = device(cast.texier, DESK)
    device(cast.sorin, PHONE)
    [theirs] = cast.sorin.person.usersession_set.all()
    assert desk.post(f"{PAGE}{theirs.pk}/retrait/").status_code == 404


def test_this_device_is_left_by_signing_out_only(cast):
    desk = device(cast.texier, DESK)
    [mine] = cast.texier.person.usersession_set.all()
    assert desk.post(f"{PAGE}{mine.pk}/retrait/").status_code == 404


def test_operator_reopens_a_lost_door(cast):
    phone = device(cast.texier, PHONE)
    totp.TOTP.activate(cast.texier.person, totp.generate_totp_secret())
    said = StringIO()
    call_command("forget_second_factors", cast.texier.person.email, stdout=said)
    assert (
        said.getvalue() == "Ulysse Texier : 1 retiré(s), 1 session(s) fermée(s). Sept jours recommencent.\n"
    )
    assert not Authenticator.objects.filter(user=cast.texier.person).exists()
    assert phone.get(TEAM).status_code == 302


def test_secrets_follow_the_master_key(cast, settings):
    secret = totp.generate_totp_secret()
    factor = totp.TOTP.activate(cast.texier.person, secret).instance
    former = settings.MASTER_KEYS
    settings.MASTER_KEYS = f"2:{'B' * 43},{former}"
    assert (reseal(), reseal()) == (1, 0)
    settings.MASTER_KEYS = f"2:{'B' * 43}"
    factor.refresh_from_db()
    assert seals.unseal(factor.data["secret"]) == secret
