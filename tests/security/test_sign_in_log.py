"""Who came in, how and from where, and who was refused, are lines of the log; what was typed is not."""

from django.test import Client

from tests.attacks.conftest import log
from tests.cast import PASSWORD

__all__ = ["log"]


def test_sign_in_and_refusal_are_lines(cast, log):
    client = Client()
    client.post("/compte/login/", {"login": "jaulin@nieul.example", "password": "pas-celui-ci-du-tout"})
    client.post("/compte/login/", {"login": "jaulin@nieul.example", "password": PASSWORD})
    client.get("/c/nulle-part/")
    lines = [line for line in log.lines if "Sign" in line or "Not Found" in line]
    assert [("Sign-in refused" in line, "Signed in" in line) for line in lines] == [
        (True, False), (False, True), (False, False),
    ]  # fmt: skip
    assert f'"person": {cast.jaulin.person_id}' in lines[1]
    assert '"with": "password"' in lines[1]
    assert '"address": "127.0.0.1"' in lines[0]
    assert f'"person": {cast.jaulin.person_id}' in lines[2]
    text = "".join(log.lines)
    for word in (PASSWORD, "pas-celui-ci", "jaulin@nieul.example"):
        assert word not in text
