"""Whatever is sent to the API, it answers with one of the statuses it announces: never a fault of ours."""

import json
from urllib.parse import quote, urlencode

import pytest
from django.core.cache import cache
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.isolation.conftest import client_of, undone

OPERATIONS = [
    (method.upper(), path, operation)
    for path, operations in SchemaGenerator().get_schema(request=None, public=True)["paths"].items()
    for method, operation in operations.items()
]
#: Odd on purpose: empty, huge, null bytes, dates that are none or far, numbers that overflow.
ODD = [
    "0",
    "-1",
    "NaN",
    "null",
    "true",
    "{}",
    "%",
    "'; --",
    "../..",
    "2026-02-30",
    "0000-00-00",
    "0001-01-01",
]
ODD += ["9999-12-31", "2026-W01-1", "2026-13", "2026-10", "10000-01", "", "\x00", "é" * 300, "9" * 40]
WORDS = st.one_of(st.text(max_size=20), st.sampled_from(ODD))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)


@st.composite
def requests(draw):
    method, path, operation = draw(st.sampled_from(OPERATIONS))
    query, named = {}, {"slug": "nieul"}
    for parameter in operation.get("parameters", []):
        name = parameter["name"]
        if parameter["in"] == "query":
            query[name] = draw(st.one_of(WORDS, st.just("2026-10-01"), st.just("2026-10")))
        elif parameter["in"] == "path" and name != "slug":
            named[name] = draw(st.one_of(st.uuids().map(str), WORDS.filter(bool)))
    where = path.format(**{name: quote(value, safe="") for name, value in named.items()})
    return method, f"{where}?{urlencode(query)}", draw(body_of(operation))


def body_of(operation):
    """JSON that has the announced fields with any value, or JSON that is anything at all, or no JSON."""
    fields = st.sampled_from(["email", "date", "period", "room", "reason", "month", "titulaire", "file"])
    return st.one_of(
        st.dictionaries(fields, ANYTHING).map(json.dumps),
        ANYTHING.map(json.dumps),
        st.binary(max_size=30),
    )


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "9" * 40, "9999-12-31", "0001-01-01", ""])
@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o[0] == "GET"], ids=lambda o: o[1])
def test_each_filter_takes_an_odd_value(scene, operation, odd):
    _, path, described = operation
    client = client_of(scene.ours.texier)
    some = scene.ours.presence.pk
    where = path.format(slug="nieul", id=some, file=some, rank=0, message_id="x")
    for parameter in described.get("parameters", []):
        if parameter["in"] == "query":
            query = urlencode({parameter["name"]: odd}, errors="surrogatepass")
            assert client.get(f"{where}?{query}").status_code < 500, f"{where}?{query}"


@settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(request=requests())
def test_api_never_breaks(scene, request):
    method, where, body = request
    cache.clear()
    with undone():
        response = client_of(scene.ours.texier).generic(method, where, body, content_type="application/json")
    assert response.status_code < 500, f"{method} {where} {body!r}"
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json"
