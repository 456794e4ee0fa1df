"""What the next page says goes by the browser: readable by nobody on the way, said once, never forged."""

from http.cookies import SimpleCookie

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import RequestFactory

from cabinet.toasts import SealedCookie, Toasts

SAID = "Hérieau Zinaïda\u202f: déplacé au jeu. 22 oct."


def sent(*said: str) -> SimpleCookie:
    """The cookie of an answer after which the next page says that."""
    request, response = RequestFactory().get("/"), HttpResponse()
    request.session = {}
    storage = Toasts(request)
    for one in said:
        storage.add(messages.SUCCESS, one)
    storage.update(response)
    return response.cookies


def read(value: str) -> list[str]:
    request = RequestFactory().get("/")
    request.session = {}
    request.COOKIES[SealedCookie.cookie_name] = value
    return [one.message for one in Toasts(request)]


def test_cookie_says_nothing_to_who_reads_it_and_all_to_the_next_page():
    [cookie] = sent(SAID, "C’est noté.").values()
    assert read(cookie.value) == [SAID, "C’est noté."]
    assert [word for word in ("Hérieau", "Zinaïda", "rieau") if word in cookie.value] == []
    assert len(cookie.value) < 400


@pytest.mark.parametrize("forged", ["", "AAAA", "é", "e30", "[]", "." * 40])
def test_forged_cookie_says_nothing(forged):
    assert read(forged) == []


def test_altered_or_merely_signed_cookie_says_nothing():
    [cookie] = sent(SAID).values()
    assert read(cookie.value[:-4] + "AAAA") == []
    signed = CookieStorage(RequestFactory().get("/"))
    assert read(signed._encode([messages.storage.base.Message(messages.SUCCESS, SAID)])) == []


def test_toast_is_said_once_on_the_next_page(cast, as_member):
    client = as_member(cast.texier)
    client.post("/c/nieul/planning/ouverture/publication/")
    shown = client.post("/compte/appareils/autres/retrait/", follow=True)
    assert "Il n’y avait pas d’autre appareil." in shown.text
    assert client.cookies[SealedCookie.cookie_name].value == ""
    assert "Il n’y avait pas d’autre appareil." not in client.get("/compte/appareils/").text
