"""Nothing of the practice next door is read or changed: each role, each address, their ids in each place."""

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import scoped
from tests.isolation.conftest import FORM, address, client_of, undone
from tests.isolation.digests import Watch
from tests.isolation.payloads import identifiers, spoiled
from tests.isolation.routes import METHODS, UNSAFE, Route, routes
from tests.isolation.routes_expected import EXPECTED, KNOWN_PARAMETERS, OF_ALLAUTH, PARAMETERS, WITH_A_FILE
from tests.isolation.scene import MARK, PLAYERS, values

ROLES = tuple(PLAYERS)
MARKED = MARK.lower().encode()
#: Columns that hold no words of anybody (choices, digests, official numbers) or are compressed, and those
#: that are free to stay empty.
WITHOUT_WORDS = {
    "email", "role", "state", "kind", "period", "mode", "sha256", "fingerprint", "token_digest", "rpps",
    "siret", "iban", "bic", "content", "verb", "subject", "licence_number", "content_type", "profession",
    "release_reason", "sent_back_reason", "account_holder", "address", "strength", "own_rates", "word",
    "stage", "outcome", "answer", "phone", "proposed_kind", "base", "alerted", "days", "party", "recipient",
    "postcode", "second_phone", "step", "before", "after", "motive", "ending", "form", "CallBack.reason",
    "wrapped", "iban_before", "body", "audience", "specialty", "media_type",
    "Attachment.name", "Attachment.file_key", "EntryFile.name", "EntryFile.file_key", "EntryEvent.what",
    "Mail.about", "Mail.note", "Mail.became", "retrocession_base", "Grant.purpose",
}  # fmt: skip


def played() -> list[Route]:
    return [route for route in routes() if not route.name.startswith(OF_ALLAUTH)]


def methods_of(route: Route, role: str) -> list[str]:
    """Those that it has; what it has not is refused before anything is looked for (test_routes.py)."""
    besides = ("HEAD", "OPTIONS") if role == "titulaire" else ()
    return [method for method in METHODS if (route.name, method) in EXPECTED or method in besides]


def send(client, method: str, route: Route, where: str, data: dict):
    """The same values in the query and in the body, as JSON for the API and as a form for a page."""
    if method in ("GET", "HEAD", "OPTIONS"):
        return client.generic(method, where, QUERY_STRING=encoded(data))
    if route.name in WITH_A_FILE:
        return client.post(where, data | {"file": SimpleUploadedFile("recettes.csv", b"medecin;date")})
    if route.is_api:
        return client.generic(method, where, as_json(data), content_type="application/json")
    return client.generic(method, where, encoded(data), content_type=FORM)


def encoded(data: dict) -> str:
    return urlencode(data)


def as_json(data: dict) -> str:
    return json.dumps(data)


def says(response) -> bytes:
    """All that leaves: headers and body, without regard to case."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return (headers.encode() + response.getvalue()).lower()


# --- The oracle itself can see ---


def test_each_table_of_theirs_holds_something(scene):
    with scoped(scene.theirs.cabinet.pk, person_id=scene.theirs.texier.person_id):
        empty = [model._meta.label for model in tenant_models() if not model._base_manager.exists()]
    assert empty == [], f"furnish them in tests/isolation/scene.py: {empty}"


def test_each_text_of_theirs_is_marked(scene):
    """Also says what to furnish when a model gets a new text."""
    bare = []
    with scoped(scene.theirs.cabinet.pk, person_id=scene.theirs.texier.person_id):
        for model in tenant_models():
            for field in model._meta.local_concrete_fields:
                if field.get_internal_type() not in ("CharField", "TextField", "JSONField", "BinaryField"):
                    continue
                if {field.name, f"{model.__name__}.{field.name}"} & WITHOUT_WORDS:
                    continue
                if not holds_mark(model._meta.db_table, field.column):
                    bare.append(f"{model._meta.label}.{field.name}")
    assert bare == [], f"mark them in tests/isolation/scene.py: {bare}"


def holds_mark(table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT string_agg(t."{column}"::text, \' \') FROM "{table}" t')
        [(text,)] = cursor.fetchall()
    return MARK.encode().hex() in (text or "") or MARK.lower() in (text or "").lower()


def test_their_own_titulaire_sees_the_mark(scene):
    client = client_of(scene.theirs.texier)
    for route in ("api-presences", "planning:month", "retrocession:month-closing"):
        line = next(route_ for route_ in played() if route_.name == route)
        assert MARKED in says(client.get(address(line, scene.theirs))), route


# --- Their ids in the address ---

#: Numbers and dates, which belong to nobody.
PLAIN = {"line", "on", "rank", "what", "key", "wave", "register"}


def own_address(route: Route, scene, *, absent: bool = False) -> str | None:
    """Our slug, and their objects behind it; None for an address without objects. `absent`: of nobody."""
    wanted = {name: source for name, source in PARAMETERS.get(route.name, {}).items() if name not in PLAIN}
    if not wanted:
        return None
    theirs = values(scene.theirs, wanted)
    if absent:
        theirs = {name: nobodys(value) for name, value in theirs.items()}
    known = {name: KNOWN_PARAMETERS[name] for name in route.parameters if name in KNOWN_PARAMETERS}
    rest = values(scene.ours, {k: v for k, v in PARAMETERS[route.name].items() if k in PLAIN})
    return reverse(route.name, kwargs=values(scene.ours, known) | theirs | rest)


def nobodys(value):
    """An identifier of the same kind, that nothing has."""
    if isinstance(value, int):
        return 10**8
    return value if isinstance(value, date) else type(value)(str(uuid4()))


@pytest.mark.parametrize("role", ROLES)
def test_object_of_theirs_is_not_there(scene, role):
    """Under our slug their id answers as an id that never was: same status, same words."""
    client = client_of(scene.player(role))
    watch, wrong = Watch(scene.theirs.texier), []
    for route in played():
        theirs, absent = own_address(route, scene), own_address(route, scene, absent=True)
        if theirs is None:
            continue
        for method in methods_of(route, role):
            with undone():
                got = send(client, method, route, theirs, {})
                if method in UNSAFE and watch.changed():
                    wrong.append(f"{method} {route.name} changes theirs")
            with undone():
                nothing = send(client, method, route, absent, {})
            if MARKED in says(got):
                wrong.append(f"{method} {route.name} shows theirs")
            if (got.status_code, len(got.content)) != (nothing.status_code, len(nothing.content)):
                wrong.append(f"{method} {route.name}: {got.status_code}, {nothing.status_code} for nothing")
            if got.status_code not in (403, 404, 405):
                wrong.append(f"{method} {route.name}: {got.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("role", ROLES)
def test_practice_of_theirs_is_not_there(scene, role):
    """Their slug, their ids: 404, whatever the method."""
    client, wrong = client_of(scene.player(role)), []
    for route in played():
        if "slug" not in route.parameters:
            continue
        for method in methods_of(route, role):
            got = send(client, method, route, address(route, scene.theirs), {})
            if got.status_code != 404 or MARKED in says(got):
                wrong.append(f"{method} {route.name}: {got.status_code}")
    assert not wrong, "\n".join(wrong)


# --- Their ids in the query and in the body ---


@pytest.mark.parametrize("role", ROLES)
def test_ids_of_theirs_in_a_request_reach_nothing(scene, role):
    client, theirs = client_of(scene.player(role)), identifiers(scene.theirs)
    watch, wrong = Watch(scene.theirs.texier), []
    for route in played():
        for method in methods_of(route, role):
            line = EXPECTED.get((route.name, method))
            let_in = line is not None and line.status(role) == line.answers
            for data in spoiled(route.name, method, scene, theirs, let_in=let_in):
                with undone():
                    got = send(client, method, route, address(route, scene.ours), data)
                    if method in UNSAFE and watch.changed():
                        wrong.append(f"{method} {route.name} changes theirs")
                typed = {word.lower().encode() for word in words_of(data)}
                if MARKED in without(says(got), {word for word in typed if MARKED in word}):
                    wrong.append(f"{method} {route.name} shows theirs")
                if got.status_code >= 500:
                    wrong.append(f"{method} {route.name}: {got.status_code}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def words_of(value) -> Iterator[str]:
    """All that is said in a body, however deep."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from words_of(inner)


def without(said: bytes, typed: set[bytes]) -> bytes:
    """What a person typed may be said to them again, as it is or escaped."""
    for text in sorted(typed, key=len, reverse=True):
        said = said.replace(text, b"")
    return said
