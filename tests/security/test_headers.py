"""What every page tells a browser: nothing from elsewhere, no frame, no trace left behind."""

import pytest

PAGES = ["/compte/login/", "/", "/c/nieul/", "/c/nieul/equipe/", "/compte/cles/", "/nulle-part/"]
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
}


def policy_of(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split(";")
    return {name: rest for name, _, rest in (part.strip().partition(" ") for part in parts)}


@pytest.mark.parametrize("path", PAGES)
def test_page_is_closed_to_the_outside(cast, as_member, path):
    response = as_member(cast.texier).get(path, follow=path == "/")
    assert {name: response.get(name) for name in EXPECTED} == EXPECTED
    policy = policy_of(response)
    script = policy.pop("script-src")
    assert policy == POLICY
    assert script.startswith("'self'")
    assert "unsafe" not in script
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", ["/c/nieul/", "/c/nieul/equipe/", "/compte/cles/", "/nulle-part/"])
def test_page_of_a_person_is_never_kept(cast, as_member, path):
    assert "no-store" in as_member(cast.texier).get(path)["Cache-Control"]


def test_page_has_no_inline_script_nor_style(cast, as_member):
    page = as_member(cast.texier).get("/c/nieul/equipe/").text
    assert " onclick=" not in page
    assert " style=" not in page
    assert "<style" not in page


@pytest.mark.parametrize(
    "path",
    ["/compte/login/", "/compte/logout/", "/c/nieul/reglages/", "/c/nieul/equipe/inviter/", "/compte/cles/"],
)
def test_form_without_its_token_is_refused(cast, path):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.texier.person)
    assert client.post(path, {}).status_code == 403


def test_unknown_host_is_refused(db, client):
    assert client.get("/compte/login/", headers={"host": "evil.example"}).status_code == 400


def test_no_cookie_is_read_by_a_script(client, db):
    cookies = client.get("/compte/login/").cookies
    assert {name: cookie["httponly"] for name, cookie in cookies.items()} == {"csrf": True}
