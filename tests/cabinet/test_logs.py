"""An address that is a key is in no line of a log."""

import logging
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from cabinet.logs import AccessLogger, WithoutKeys, without_keys

SECRET = "AaIBv2y3cjOhieMA-rQ9kwGjN7EmLSxjGA81lDdGh2yu3ri57kCy0ih4rxrA_Tbm"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"Not Found: /ical/{SECRET}.ics", "Not Found: /ical/[…].ics"),
        (f"GET /ical/{SECRET}.ics?x=1 HTTP/1.1", "GET /ical/[…].ics?x=1 HTTP/1.1"),
        (f'"https://cabinet.example/invitation/{SECRET}/"', '"https://cabinet.example/invitation/[…]/"'),
        ("GET /je-prends/eyJh:1u.Zx_-9/ HTTP/1.1", "GET /je-prends/[…]/ HTTP/1.1"),
        ("/pas-cette-fois/eyJh:1u.Zx", "/pas-cette-fois/[…]"),
        ("/compte/password/reset/key/1-abcdef/", "/compte/password/reset/key/[…]/"),
        ("/c/nieul/planning/2027-03-10/", "/c/nieul/planning/2027-03-10/"),
    ],
)
def test_key_is_taken_out_of_the_line(said, left):
    assert without_keys(said) == left


def test_filter_hides_keys_in_the_message_and_in_its_arguments():
    record = logging.LogRecord(
        "x", logging.WARNING, "", 1, "%s: %s", ("Not Found", f"/ical/{SECRET}.ics"), None
    )
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "Not Found: /ical/[…].ics"


def test_log_of_requests_hides_keys():
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/ical/{SECRET}.ics",
        "PATH_INFO": f"/ical/{SECRET}.ics",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://cabinet.example/invitation/{SECRET}/",
        "wsgi.input": None,
    }
    response = SimpleNamespace(status="200 OK", sent=1, headers=[])
    request = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
    elapsed = SimpleNamespace(seconds=0, microseconds=1)
    atoms = AccessLogger(Config()).atoms(response, request, environ, elapsed)
    assert atoms["r"] == "GET /ical/[…].ics HTTP/1.1"
    assert SECRET not in str(atoms)
