"""The furnished scene, and people who ask."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from tests.cast import confirmed
from tests.databases import undone
from tests.isolation.printing import printed_once
from tests.isolation.routes import Route
from tests.isolation.routes_expected import KNOWN_PARAMETERS, PARAMETERS, WITH_A_FILE
from tests.isolation.scene import Scene, make_scene, values

HERE = Path(__file__).parent
FORM = "application/x-www-form-urlencoded"


def pytest_collection_modifyitems(items):
    """Thousands of requests that are refused say nothing of what was tested of a rule: none is counted."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.no_cover)


@pytest.fixture(autouse=True)
def _quiet():
    """Thousands of refusals are asked for on purpose."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module", autouse=True)
def _printed_once():
    with printed_once():
        yield


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    """Made once for a module, in a transaction that is never committed."""
    with django_db_blocker.unblock(), undone():
        yield make_scene()


@pytest.fixture
def scene(furnished, django_db_blocker) -> Iterator[Scene]:
    """The scene as it was made: what a test does to it is undone."""
    with django_db_blocker.unblock(), undone():
        cache.clear()
        yield furnished


def client_of(membership=None, **options) -> Client:
    """A browser signed in as that member, or as nobody; a fault of ours is a status 500, not an exception."""
    client = Client(raise_request_exception=False, **options)
    if membership is not None:
        client.force_login(membership.person)
    return client


def address(route: Route, objects) -> str:
    """The address of `route` with the objects of one of the practices."""
    wanted = {name: KNOWN_PARAMETERS.get(name) for name in route.parameters}
    wanted |= PARAMETERS.get(route.name, {})
    unknown = [name for name, source in wanted.items() if source is None]
    assert not unknown, f"{route.name}: name the object of {unknown} in PARAMETERS (routes_expected.py)"
    return reverse(route.name, kwargs=values(objects, wanted))


#: Files that leave, for who has just said who they are.
LEAVING = {
    "patients:accesses-file",
    "patients:intake-file",
    "patients:register-file",
    "retrocession:transfer-file",
}


def read(client: Client, route: Route, objects, *arguments, **options):
    """The page, or the file that leaves, whose person is asked nothing; what is posted later, they are."""
    if route.name not in LEAVING or "_auth_user_id" not in client.session:
        return client.get(address(route, objects), *arguments, **options)
    confirmed(client)
    response = client.get(address(route, objects), *arguments, **options)
    session = client.session
    session.pop("account_authentication_methods", None)
    session.save()
    return response


def ask(client: Client, method: str, route: Route, objects):
    """The request with something in its body, as a browser or a program would send it, and nothing useful."""
    if method == "GET":
        return read(client, route, objects)
    if route.name in WITH_A_FILE:
        kind, body = MULTIPART_CONTENT, encode_multipart(BOUNDARY, {"vide": "1"})
    elif route.is_api:
        kind, body = "application/json", "{}"
    else:
        kind, body = FORM, "vide=1"
    return client.generic(method, address(route, objects), body, content_type=kind)
