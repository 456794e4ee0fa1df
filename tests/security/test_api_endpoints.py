"""What every address of the API does: problems, ETag, idempotent writes, tokens, throttles."""

import json
from datetime import timedelta
from io import StringIO
from threading import Barrier, Thread

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisAwayError
from rest_framework.throttling import SimpleRateThrottle

from cabinet.api.idempotency import KEPT_FOR
from cabinet.api.tasks import forget_answers
from cabinet.api.throttling import PersonThrottle
from cabinet.api_tokens import create_api_token, revoke_api_token
from cabinet.clock import today_in_paris
from cabinet.models import ApiToken, AuditEntry, IdempotencyRecord, Job
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped

NOTES = "/api/v1/cabinets/nieul/notes/"
PROBLEM = "application/problem+json"

pytestmark = pytest.mark.urls("tests.security.api")


@pytest.fixture(autouse=True)
def _no_throttle_left():
    cache.clear()


@pytest.fixture
def at():
    return timezone.now()


def token_of(membership, at) -> dict:
    key = create_api_token(person=membership.person, label="essai", at=at)
    return {"Authorization": f"Token {key}"}


def post(client, text, key=None, **headers):
    if key:
        headers["Idempotency-Key"] = key
    return client.post(NOTES, {"text": text}, content_type="application/json", headers=headers)


def notes(cabinet) -> int:
    with scoped(cabinet.pk):
        return AuditEntry.objects.filter(verb="note").count()


# --- Refusals ---


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "/api/v1/nulle-part/", 404),
        ("get", "/api/v1/cabinets/voisin/", 404),
        ("get", "/api/v1/cabinets/absent/", 404),
        ("put", "/api/v1/me/", 405),
        ("options", "/api/v1/me/", 405),
        ("delete", NOTES, 405),
        ("post", NOTES, 400),
    ],
)
def test_refusal_is_a_problem(cast, as_member, method, path, status):
    response = getattr(as_member(cast.texier), method)(path)
    assert (response.status_code, response["Content-Type"]) == (status, PROBLEM)
    assert response.json()["status"] == status


def test_anonymous_is_told_how_to_identify(cast, client):
    response = client.get("/api/v1/me/")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Token realm="api"')
    assert response.json()["title"] == "Identification nécessaire"


def test_absent_and_foreign_practice_answer_the_same(cast, as_member):
    client = as_member(cast.texier)
    foreign, absent = client.get("/api/v1/cabinets/voisin/"), client.get("/api/v1/cabinets/absent/")
    assert foreign.content == absent.content


def test_wrong_role_is_told_so(cast, as_member):
    response = post(as_member(cast.fradin), "bonjour")
    assert response.status_code == 403
    assert response.json()["detail"] == "Votre rôle dans ce cabinet ne le permet pas."


def test_unreadable_body_is_a_problem(cast, as_member):
    response = as_member(cast.texier).post(NOTES, "{", content_type="application/json")
    assert (response.status_code, response["Content-Type"]) == (400, PROBLEM)
    assert response.json()["detail"] == "Le corps de la demande n’est pas lisible."


def test_unknown_format_is_a_problem(cast, as_member):
    response = as_member(cast.texier).post(NOTES, "<a/>", content_type="text/xml")
    assert (response.status_code, response["Content-Type"]) == (415, PROBLEM)


def test_fault_of_ours_is_a_problem_without_details(cast, as_member, caplog):
    client = as_member(cast.texier)
    client.raise_request_exception = False
    response = post(client, "broken")
    assert response.json() == {"type": "about:blank", "title": "Erreur de notre côté", "status": 500}
    assert notes(cast.cabinet) == 0


def test_session_without_csrf_token_is_refused(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.texier.person)
    response = post(client, "bonjour")
    assert (response.status_code, response["Content-Type"]) == (403, PROBLEM)
    assert notes(cast.cabinet) == 0


# --- Reads ---


def test_read_that_did_not_change_is_not_sent_again(cast, as_member):
    client = as_member(cast.texier)
    first = client.get(NOTES)
    again = client.get(NOTES, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    post(client, "bonjour")
    changed = client.get(NOTES, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, changed.json()) == (200, {"notes": 1})


def test_head_has_the_same_etag(cast, as_member):
    client = as_member(cast.texier)
    assert client.head(NOTES)["ETag"] == client.get(NOTES)["ETag"]


def test_answer_of_a_person_is_kept_by_no_proxy(cast, as_member):
    assert as_member(cast.texier).get(NOTES)["Cache-Control"] == "no-store, private"


# --- Writes under a key ---


def test_same_key_does_it_once(cast, as_member):
    client = as_member(cast.texier)
    first, again = post(client, "bonjour", "k1"), post(client, "bonjour", "k1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (again["Location"], again["Idempotency-Replayed"]) == ("/ici/", "true")
    assert "Idempotency-Replayed" not in first
    assert notes(cast.cabinet) == 1


def test_other_key_does_it_again(cast, as_member):
    client = as_member(cast.texier)
    post(client, "bonjour", "k1")
    post(client, "bonjour", "k2")
    assert notes(cast.cabinet) == 2


def test_same_key_for_another_request_is_refused(cast, as_member):
    client = as_member(cast.texier)
    post(client, "bonjour", "k1")
    response = post(client, "bonsoir", "k1")
    assert (response.status_code, response["Content-Type"]) == (422, PROBLEM)
    assert notes(cast.cabinet) == 1


def test_key_belongs_to_its_person(cast, as_member):
    first = post(as_member(cast.texier), "bonjour", "k1")
    other = post(as_member(cast.sorin), "bonjour", "k1")
    assert other.status_code == 201
    assert other.content != first.content
    assert notes(cast.cabinet) == 2


def test_key_too_long_is_refused(cast, as_member):
    response = post(as_member(cast.texier), "bonjour", "k" * 201)
    assert response.json()["errors"] == {"Idempotency-Key": ["200 caractères au plus."]}


def test_refusal_keeps_nothing_and_may_be_tried_again(cast, as_member):
    client = as_member(cast.texier)
    assert post(client, "refused", "k1").status_code == 400
    assert notes(cast.cabinet) == 0
    assert post(client, "bonjour", "k1").status_code == 201


def test_stored_answer_is_not_given_to_who_lost_the_role(cast, as_member):
    client = as_member(cast.texier)
    post(client, "bonjour", "k1")
    with scoped(cast.cabinet.pk):
        type(cast.texier).objects.filter(pk=cast.texier.pk).update(role="mairie")
    assert post(client, "bonjour", "k1").status_code == 403


def test_form_with_a_file_is_told_from_another(cast, as_member):
    client = as_member(cast.texier)

    def send(content):
        data = {"text": "bonjour", "file": SimpleUploadedFile("a.csv", content)}
        return client.post(NOTES, data, headers={"Idempotency-Key": "k1"})

    assert [send(b"a").status_code, send(b"a").status_code, send(b"b").status_code] == [201, 201, 422]
    assert notes(cast.cabinet) == 1


def test_stored_answer_is_read_by_nobody_else(cast, as_member):
    post(as_member(cast.texier), "bonjour", "k1")
    with scoped(cast.cabinet.pk, person_id=cast.texier.person_id):
        assert IdempotencyRecord.objects.count() == 1
    for person_id in (None, cast.sorin.person_id):
        with scoped(cast.cabinet.pk, person_id=person_id):
            assert IdempotencyRecord.objects.count() == 0
    with scoped(cast.cabinet.pk, person_id=cast.guilbaud.person_id, database_role=AGGREGATES_ROLE):
        assert IdempotencyRecord.objects.count() == 0


def age_answers(membership, age) -> None:
    """Answers cannot be changed by the application's code, but tests may put the clock forward."""
    with scoped(membership.cabinet_id, person_id=membership.person_id):
        IdempotencyRecord.objects.update(answered_at=timezone.now() - age)


def test_key_serves_again_after_a_day(cast, as_member):
    client = as_member(cast.texier)
    post(client, "bonjour", "k1")
    age_answers(cast.texier, KEPT_FOR + timedelta(minutes=1))
    assert post(client, "bonsoir", "k1").status_code == 201


def test_answers_of_people_who_do_not_come_back_are_forgotten(cast, as_member, at):
    post(as_member(cast.texier), "bonjour", "k1")
    age_answers(cast.texier, KEPT_FOR + timedelta(minutes=1))
    with scoped(cast.cabinet.pk):
        forget_answers(job=Job(tenant_id=cast.cabinet.pk), at=at)
    with scoped(cast.cabinet.pk, person_id=cast.texier.person_id):
        assert IdempotencyRecord.objects.count() == 0


def test_two_at_once_do_it_once(living_cast):
    together, answers = Barrier(4), []

    def ask():
        client = Client()
        client.force_login(living_cast.texier.person)
        together.wait()
        answers.append(post(client, "bonjour", "k1").content)
        connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert json.loads(answers[0]).keys() == {"id"}
    assert notes(living_cast.cabinet) == 1


# --- Tokens ---


def test_token_opens_what_its_person_may(cast, client, at):
    headers = token_of(cast.texier, at)
    assert client.get("/api/v1/me/", headers=headers).json()["email"] == cast.texier.person.email
    assert client.get(NOTES, headers=headers).status_code == 200
    assert client.get("/api/v1/cabinets/voisin/", headers=headers).status_code == 404
    assert post(client, "bonjour", **token_of(cast.fradin, at)).status_code == 403


def test_token_needs_no_csrf_token(cast, at):
    client = Client(enforce_csrf_checks=True)
    assert post(client, "bonjour", **token_of(cast.texier, at)).status_code == 201


def test_token_opens_no_page(cast, client, at):
    response = client.get("/c/nieul/", headers=token_of(cast.texier, at))
    assert response.status_code == 302
    assert response["Location"].startswith("/compte/login/")


@pytest.mark.parametrize("scheme", ["token", "TOKEN"])
def test_scheme_has_no_case(cast, client, at, scheme):
    key = create_api_token(person=cast.texier.person, label="essai", at=at)
    assert client.get("/api/v1/me/", headers={"Authorization": f"{scheme} {key}"}).status_code == 200


def spoil(token, how, at) -> None:
    if how == "revoked":
        revoke_api_token(token=token, at=at)
    elif how == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=at - timedelta(seconds=1))
    else:
        token.person.is_active = False
        token.person.save()


@pytest.mark.parametrize("how", ["revoked", "expired", "person closed"])
def test_token_that_ended_opens_nothing(cast, client, at, how):
    headers = token_of(cast.texier, at)
    spoil(ApiToken.objects.get(), how, at)
    response = client.get("/api/v1/me/", headers=headers)
    assert (response.status_code, response.json()["detail"]) == (401, "Jeton inconnu, expiré ou révoqué.")


def test_wrong_token_is_refused_even_beside_a_session(cast, as_member):
    response = as_member(cast.texier).get("/api/v1/me/", headers={"Authorization": "Token faux"})
    assert response.status_code == 401


def test_token_is_stored_as_a_digest(cast, at):
    key = create_api_token(person=cast.texier.person, label="essai", at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM cabinet_apitoken t")
        [(row,)] = cursor.fetchall()
    assert key not in row


def test_first_use_of_a_day_is_written_once(cast, client, at):
    headers = token_of(cast.texier, at)

    def updates():
        with CaptureQueriesContext(connection) as queries:
            client.get("/api/v1/me/", headers=headers)
        return [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]

    assert len(updates()) == 1
    assert ApiToken.objects.get().last_used_on == today_in_paris()
    assert updates() == []


# --- Throttles ---


def test_person_who_asks_too_much_waits(cast, as_member, monkeypatch):
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"user": "2/min"})
    client = as_member(cast.texier)
    statuses = [client.get(NOTES).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert client.get(NOTES)["Content-Type"] == PROBLEM
    assert int(client.get(NOTES)["Retry-After"]) <= 60


def test_nobody_waits_without_valkey(cast, as_member, monkeypatch):
    def away(*args, **kwargs):
        raise RedisAwayError

    monkeypatch.setattr(SimpleRateThrottle.cache, "get", away)
    assert as_member(cast.texier).get(NOTES).status_code == 200


# --- Schema and its page ---


def test_schema_is_valid_and_complete(db, client):
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=StringIO())
    schema = client.get("/api/schema/", headers={"Accept": "application/json"}).json()
    assert schema["openapi"] == "3.0.3"
    operations = [
        (method, operation) for path in schema["paths"].values() for method, operation in path.items()
    ]
    for method, operation in operations:
        assert operation["responses"]["default"]["content"].keys() == {PROBLEM}
        keys = [p for p in operation.get("parameters", []) if p["name"] == "Idempotency-Key"]
        assert len(keys) == (0 if method == "get" else 1)


def test_docs_page_runs_no_inline_script(db, client):
    response = client.get("/api/docs/")
    assert response.status_code == 200
    policy = dict(directive.split(" ", 1) for directive in response["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self'"
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert b"<script>" not in response.content
    assert client.get("/api/docs/?script=").headers["Content-Type"].startswith("application/javascript")


@pytest.mark.parametrize(
    "where", ["/api/v1/cabinets/nieul/?x=%00", "/c/nieul/planning/?mois=%00", "/invitation/%00/"]
)
def test_null_byte_is_refused_before_any_query(cast, as_member, where):
    assert as_member(cast.texier).get(where).status_code == 400
