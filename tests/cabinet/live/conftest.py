"""The stream as it is served: a process of its own on a database of the test's own."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from tests.journeys.processes import PYTHON, house_environment, running, wait_until


class Served:
    """The port of the stream, and its process, which a test may stop and start again."""

    def __init__(self, environment: dict[str, str], door: socket.socket, log) -> None:
        self.environment, self.door, self.log = environment, door, log
        self.port = door.getsockname()[1]

    @contextmanager
    def process(self) -> Iterator:
        command = [*PYTHON, "cabinet.live", "--fd", str(self.door.fileno())]
        with running(
            command, environment=self.environment, log=self.log, pass_fds=[self.door.fileno()]
        ) as process:
            yield process


@pytest.fixture
def served(living_cast, tmp_path) -> Iterator[Served]:
    """Not started: `with served.process(): …`. Who asks meanwhile waits at the door."""
    with ExitStack() as stack:
        door = stack.enter_context(socket.socket())
        door.bind(("127.0.0.1", 0))
        door.listen(1024)
        from django.db import connections

        environment = house_environment(connections["default"].settings_dict["NAME"])
        yield Served(environment, door, tmp_path / "live.log")


@pytest.fixture
def stream(served) -> Iterator[Served]:
    with served.process() as process:
        yield served
        assert process.poll() is None, served.log.read_text()
    wait_until(lambda: process.poll() is not None)


def signed_in(membership, **session) -> str:
    """The key of a session of that person."""
    store = SessionStore()
    store[SESSION_KEY] = str(membership.person_id)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = membership.person.get_session_auth_hash()
    store.update(session)
    store.create()
    return store.session_key
