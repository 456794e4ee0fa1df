"""Somebody reads the logs: names, searches, codes and keys are in none of its lines, nor in the queue."""

import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone
from gunicorn.config import Config

from cabinet import jobs
from cabinet.api_tokens import create_api_token
from cabinet.logs import AccessLogger
from cabinet.models import Job
from cabinet.tenancy.scope import scoped
from patients.actions.enter import enter_patient
from patients.rules.entry import Entry

NAME, TYPED = "Zinoviev", "zinovi"
SECRETS = {
    "card": "/compte/pro-sante-connect/retour/?code=le-code-de-la-carte&state=l-etat-de-la-carte",
    "search": f"/c/nieul/patients/recherche/?q={TYPED}",
    "invitation": "/invitation/une-invitation-secrete/",
    "opening": "/ouvrir/une-ouverture-secrete/",
    "feed": "/ical/un-calendrier-secret.ics",
    "reset": "/compte/password/reset/key/1-une-cle-secrete/",
    "call": "/je-prends/une-reponse-secrete/",
    "next": f"/compte/login/?next=/c/nieul/patients/recherche/%3Fq%3D{TYPED}",
}
WORDS = (
    *(NAME.lower(), TYPED, "le-code-de-la-carte", "l-etat-de-la-carte", "une-invitation-secrete"),
    *("une-ouverture-secrete", "un-calendrier-secret", "une-cle-secrete", "une-reponse-secrete"),
    *("un-mot-de-passe-faux", "0612345678"),
)


def found_in(lines) -> list[str]:
    text = "\n".join(lines).lower()
    return [word for word in WORDS if word in text]


@pytest.fixture
def patient(cast):
    entry = Entry(last_name=NAME, first_name="Ada", birth_on=date(1950, 1, 1))
    with scoped(cast.cabinet.pk):
        return enter_patient(entry=entry, by=cast.jaulin, at=timezone.now(), kept_apart=True)


@pytest.fixture
def browser(cast):
    client = Client(raise_request_exception=False)
    client.force_login(cast.jaulin.person)
    return client


def test_pages_leave_no_name_search_code_nor_key(cast, patient, browser, log):
    stranger = Client(raise_request_exception=False)
    for address in SECRETS.values():
        browser.get(address)
        stranger.get(address)
    stranger.post("/compte/login/", {"login": "fradin@nieul.example", "password": "un-mot-de-passe-faux"})
    browser.get(f"/c/nieul/patients/{patient.pk}/")
    browser.post("/c/nieul/patients/recherche/", {"q": NAME}, follow=True)
    browser.post("/c/nieul/patients/nouveau/", {"last_name": NAME, "phone": "0612345678"})
    browser.get(f"/nulle-part/?nom={NAME}")
    token = create_api_token(person=cast.jaulin.person, label="x", at=timezone.now())
    browser.get("/api/v1/nulle-part/", headers={"Authorization": f"Token {token}"})
    assert len(log.lines) > 4
    assert found_in(log.lines) == []
    assert token not in "\n".join(log.lines)


def test_fault_that_holds_a_name_says_its_kind_and_its_place(patient, browser, log, monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError(f"cannot show {patient.last_name}")

    monkeypatch.setattr("patients.views.search.trace", broken)
    response = browser.post("/c/nieul/patients/recherche/", {"q": NAME}, follow=True)
    assert (response.status_code, NAME in response.text) == (500, False)
    [line] = [said for line in log.lines if "fault" in (said := json.loads(line))]
    assert line["fault"]["kind"] == "ValueError"
    assert line["request_id"] == response["X-Request-ID"]
    assert found_in(log.lines) == []


def test_server_of_pages_writes_paths_only(log):
    for address in SECRETS.values():
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "RAW_URI": address,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_REFERER": f"https://cabinet.example{address}",
        }
        request = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
        response = SimpleNamespace(status="200 OK", sent=1, headers=[("X-Request-ID", "1")])
        elapsed = SimpleNamespace(seconds=0, microseconds=1, total_seconds=lambda: 0.0)
        logger = AccessLogger(Config())
        logger._access_log_enabled = True
        logger.access_log.addHandler(log)
        logger.access(response, request, environ, elapsed)
        logger.access_log.removeHandler(log)
    assert len(log.lines) == len(SECRETS)
    assert found_in(log.lines) == []


def test_queue_keeps_no_word_of_a_fault(cast, log, monkeypatch):
    def broken(**kwargs):
        raise ValueError(f"cannot tell {NAME}")

    monkeypatch.setitem(jobs._handlers, "attack", broken)
    with scoped(cast.cabinet.pk):
        jobs.enqueue("attack", key="attack:1", due_at=timezone.now())
    jobs.run_due(key_prefix="attack")
    kept = Job.objects.get(key="attack:1").last_error
    assert kept.startswith("ValueError at tests/attacks/test_logs.py:")
    assert found_in([*log.lines, kept]) == []
