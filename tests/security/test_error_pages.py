"""Each refusal has its page in French, for a person; the API has its own words."""

import pytest
from django.test import Client

from cabinet.views.errors import render_alone

PAGES = ["400", "403", "404", "405", "413", "429", "500", "503"]


@pytest.mark.parametrize("number", PAGES)
def test_page_needs_no_session_nor_database_and_runs_nothing(number):
    """No fixture of the database: a query would fail here."""
    page = render_alone(f"{number}.html")
    assert '<html lang="fr"' in page
    assert page.count("<h1") == 1
    assert (" style=" in page, " onclick=" in page, "<style" in page) == (False, False, False)


def test_method_that_is_not_answered_is_said_in_french(cast, as_member):
    client = as_member(cast.texier)
    for method, path in (("GET", "/c/nieul/flux/nouveautes/"), ("GET", "/compte/appareils/autres/retrait/")):
        response = client.generic("TRACE" if "flux" in path else method, path)
        assert response.status_code == 405
        assert response["Allow"]
        assert response["Content-Length"] == str(len(response.content))
        assert "Cette adresse ne s’ouvre pas ainsi" in response.text


def test_too_heavy_is_413_in_french(cast, as_member):
    heavy = {"last_name": "a" * 2_200_000}
    response = as_member(cast.jaulin).post(
        "/c/nieul/patients/nouveau/", heavy, "application/x-www-form-urlencoded"
    )
    assert response.status_code in (413, 400)
    heavy = f"last_name={'a' * 2_200_000}"
    response = as_member(cast.jaulin).post(
        "/c/nieul/patients/nouveau/", heavy, content_type="application/x-www-form-urlencoded"
    )
    assert (response.status_code, "C’est trop lourd" in response.text) == (413, True)


def test_unreadable_and_forged_are_said_in_french(cast):
    client = Client(enforce_csrf_checks=True)
    assert "Cette page a trop attendu" in client.post("/compte/login/", {}).text
    assert "Demande illisible" in client.get("/compte/login/", headers={"host": "evil.example"}).text
    assert "Page introuvable" in client.get("/nulle-part/").text


def test_program_is_answered_in_its_own_words(cast, as_member):
    response = as_member(cast.texier).generic("TRACE", "/api/v1/me/")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert (
        as_member(cast.texier).post("/c/nieul/flux/nouveautes/", headers={"HX-Request": "true"}).content
        == b""
    )
