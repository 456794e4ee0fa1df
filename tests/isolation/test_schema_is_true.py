"""What the API answers has the shape that its schema announces, keys and all."""

import json
import re

import jsonschema
import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.isolation.conftest import address, client_of
from tests.isolation.routes import routes

#: Each reads what the others do not: the money, the contacts only, the premises.
ROLES = ("titulaire", "telesecretaire", "mairie")


def as_json_schema(said):
    """OpenAPI 3.0 says « nullable » where JSON Schema says « or null »; what is not announced is wrong."""
    if isinstance(said, list):
        return [as_json_schema(one) for one in said]
    if not isinstance(said, dict):
        return said
    made = {key: as_json_schema(value) for key, value in said.items() if key not in ("nullable", "readOnly")}
    if "properties" in made:
        made.setdefault("additionalProperties", False)
    return {"anyOf": [made, {"type": "null"}]} if said.get("nullable") is True else made


@pytest.fixture(scope="module")
def described() -> dict:
    return as_json_schema(
        json.loads(json.dumps(SchemaGenerator().get_schema(request=None, public=True), default=str))
    )


def answer_of(described: dict, url: str) -> dict | None:
    """The schema of what a GET of that address answers, when it is JSON."""
    exact = sorted(described["paths"], key=lambda path: path.count("{"))
    path = next(path for path in exact if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), url))
    content = described["paths"][path]["get"]["responses"]["200"].get("content", {})
    return content.get("application/json", {}).get("schema")


@pytest.mark.parametrize("role", ROLES)
def test_answer_has_the_shape_that_is_announced(scene, described, role):
    client, wrong, seen = client_of(scene.player(role)), [], 0
    for route in routes():
        if not route.is_api or "v1" not in route.path or not hasattr(route.view.cls, "get"):
            continue
        url = address(route, scene.ours)
        answer = client.get(url)
        if answer.status_code != 200 or answer.headers["Content-Type"] != "application/json":
            continue
        seen += 1
        shape = answer_of(described, url)
        try:
            jsonschema.validate(answer.json(), {**(shape or {}), "components": described["components"]})
        except jsonschema.ValidationError as error:
            wrong.append(f"{url} {list(error.absolute_path)}: {error.message[:200]}")
    assert wrong == []
    assert seen >= 5
