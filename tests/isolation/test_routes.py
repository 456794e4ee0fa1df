"""As each of the nine roles, as a stranger and as nobody, every address answers what the matrix says."""

import pytest

from cabinet.api.endpoints import Endpoint
from tests.isolation.conftest import address, ask, client_of, undone
from tests.isolation.routes import UNSAFE, Route, routes
from tests.isolation.routes_expected import EXPECTED, HOW_TO_DECLARE, OF_ALLAUTH, WHO

#: An unknown method is refused before any role is looked at: these are enough to see it.
ASK_ALL_METHODS = ("titulaire", "stranger")


def ours() -> list[Route]:
    return [route for route in routes() if not route.name.startswith(OF_ALLAUTH)]


def test_every_route_has_a_name():
    assert [route.path for route in routes() if not route.name] == []


def test_every_route_is_declared():
    missing = sorted({route.name for route in ours()} - {route for route, _ in EXPECTED})
    assert missing == [], HOW_TO_DECLARE.format(routes=missing)


def test_every_declaration_has_its_route():
    assert sorted({route for route, _ in EXPECTED} - {route.name for route in ours()}) == []


def test_every_api_route_is_an_endpoint():
    """ETag, Idempotency-Key and problems come with `cabinet.api.endpoints.Endpoint`."""
    plain = [route.name for route in routes() if route.is_api and not issubclass(route.view.cls, Endpoint)]
    assert plain == []


@pytest.mark.parametrize("role", WHO)
def test_role_gets_what_the_matrix_says(scene, role):
    """What writes; what reads is in test_reading.py."""
    client = client_of(scene.player(role))
    wrong = []
    for route in ours():
        for method in ("GET", *UNSAFE):
            line = EXPECTED.get((route.name, method))
            if (method == "GET" and line) or (not line and role not in ASK_ALL_METHODS):
                continue
            with undone():
                got = ask(client, method, route, scene.ours).status_code
            wanted = line.status(role) if line else unknown_method(route, role)
            if got != wanted:
                wrong.append(f"{method} {route.name}: {got} instead of {wanted}")
    assert not wrong, "\n".join(wrong)


def unknown_method(route: Route, role: str) -> int:
    """405, but a stranger to the practice is not even told that there is something."""
    return 404 if role == "stranger" and "slug" in route.parameters else 405


def test_nobody_is_sent_to_the_sign_in(scene):
    client, wrong = client_of(), []
    for route in ours():
        for method in ("GET", *UNSAFE):
            line = EXPECTED.get((route.name, method))
            with undone():
                response = ask(client, method, route, scene.ours)
            if any(EXPECTED[key].asks == "anybody" for key in EXPECTED if key[0] == route.name):
                wanted = line.answers if line else 405
            else:
                wanted = 401 if route.is_api else 302
            if response.status_code != wanted:
                wrong.append(f"{method} {route.name}: {response.status_code} instead of {wanted}")
            elif wanted == 302 and not response["Location"].startswith("/compte/login/?next="):
                wrong.append(f"{method} {route.name}: sent to {response['Location']}")
    assert not wrong, "\n".join(wrong)


def test_unsafe_request_without_csrf_token_is_refused(scene):
    client, wrong = client_of(scene.ours.texier, enforce_csrf_checks=True), []
    for route in routes():
        for method in UNSAFE:
            line = EXPECTED.get((route.name, method))
            if not line and not (route.name.startswith(OF_ALLAUTH) and method == "POST"):
                continue
            where = (
                "/compte/password/reset/key/1-a/" if "key" in route.parameters else address(route, scene.ours)
            )
            got = client.generic(method, where).status_code
            if got != 403:
                wrong.append(f"{method} {route.name}: {got}")
    assert not wrong, "\n".join(wrong)
