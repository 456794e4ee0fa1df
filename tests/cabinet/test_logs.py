"""A line of the log says what happened and where; no key, nothing typed, no row."""

import json
import logging
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from gunicorn.config import Config

from cabinet.logs import AccessLogger, WithoutKeys, fault_of, formatter, short_fault, without_keys

SECRET = "AaIBv2y3cjOhieMA-rQ9kwGjN7EmLSxjGA81lDdGh2yu3ri57kCy0ih4rxrA_Tbm"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        (f"Not Found: /ical/{SECRET}.ics", "Not Found: /ical/[…].ics"),
        (f"GET /ical/{SECRET}.ics?x=1 HTTP/1.1", "GET /ical/[…].ics?[…] HTTP/1.1"),
        (
            "GET /c/nieul/patients/recherche/?q=B%C3%A9raud&x=1 HTTP/1.1",
            "GET /c/nieul/patients/recherche/?[…] HTTP/1.1",
        ),
        ("/compte/pro-sante-connect/retour/?code=abc&state=def", "/compte/pro-sante-connect/retour/?[…]"),
        ("What is it? A page", "What is it? A page"),
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


def test_request_is_one_line_of_json_with_its_number():
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": "/?q=nom", "PATH_INFO": "/", "SERVER_PROTOCOL": "HTTP/1.1"}
    response = SimpleNamespace(status="200 OK", sent=12, headers=[("X-Request-ID", "0192")])
    log, lines = AccessLogger(Config()), []
    log._access_log_enabled = True
    log.access_log.addHandler(handler := Kept(lines))
    elapsed = SimpleNamespace(seconds=0, microseconds=1500, total_seconds=lambda: 0.0015)
    log.access(response, SimpleNamespace(headers=[]), environ, elapsed)
    log.access_log.removeHandler(handler)
    [line] = [json.loads(formatter(as_json=True).format(line)) for line in lines]
    known = {name: line[name] for name in ("event", "method", "path", "status", "request_id")}
    assert known == {"event": "request", "method": "GET", "path": "/", "status": 200, "request_id": "0192"}
    assert "nom" not in str(line)


class Kept(logging.Handler):
    def __init__(self, lines: list) -> None:
        super().__init__()
        self.emit = lines.append


def refused_row() -> Exception:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE who (name text CONSTRAINT nobody_is_called_so CHECK (false))")
        with pytest.raises(IntegrityError) as refused, transaction.atomic():
            cursor.execute("INSERT INTO who VALUES ('Béraud Ginette')")
    return refused.value


def test_fault_says_where_and_which_rule_and_not_with_which_words(db):
    error = refused_row()
    assert "Béraud" in str(error)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Broken", (), (type(error), error, None))
    line = json.loads(formatter(as_json=True).format(record))
    assert line["fault"]["kind"] == "IntegrityError < CheckViolation"
    assert line["fault"]["constraint"] == "nobody_is_called_so"
    assert "Béraud" not in str(line)


def test_fault_of_ours_is_placed_in_the_checkout():
    with pytest.raises(ValueError, match="Béraud") as broken:
        int("Béraud")
    assert fault_of(broken.value)["kind"] == "ValueError"
    assert short_fault(broken.value).startswith("ValueError at tests/cabinet/test_logs.py:")
    assert "Béraud" not in short_fault(broken.value)


def test_filter_says_the_kind_of_an_exception_only():
    record = logging.LogRecord("x", logging.WARNING, "", 1, "No: %s", (ValueError("Béraud"),), None)
    assert WithoutKeys().filter(record)
    assert record.getMessage() == "No: ValueError"
