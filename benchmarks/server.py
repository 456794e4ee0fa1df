"""The application server, and a browser reduced to a kept-open connection and a cookie."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from benchmarks.house import address_of
from cabinet.services.places import CHECKOUT

PORT = 8750
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@contextmanager
def served(database: str, *, port: int = PORT, workers: int = 1, threads: int = 4) -> Iterator[int]:
    """gunicorn as the house starts it, on `database`; one worker, so that there is one cache to warm."""
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "cabinet.wsgi", "--bind", f"127.0.0.1:{port}"),
            *("--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)),
            "--no-control-socket",
            *("--keep-alive", "60", "--log-level", "warning"),
        ],
        cwd=CHECKOUT,
        env=os.environ | {"DATABASE_URL": address_of(database)},
    )
    try:
        _wait_for(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait_for(server: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < deadline:
        try:
            Reader(port).read("/compte/login/")
        except ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("The application server did not start.")


class Reader:
    """One person's browser."""

    def __init__(self, port: int, session: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._headers = {"Accept-Encoding": "gzip", "Cookie": f"session={session}"}

    def read(self, path: str) -> bytes:
        """The body of a page, as it came; anything but 200 is an error."""
        self._connection.request("GET", path, headers=self._headers)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path} answered {response.status}")
        return body


def sign_in(person) -> str:
    """A session of `person` in the database in use; its key."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key
