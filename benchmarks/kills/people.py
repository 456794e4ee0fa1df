"""Who works while the house dies around them: each asks again, under the same key, until answered."""

import http.client
import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

#: Where nothing stays alive for long, on a machine that has other work to do.
PATIENCE = 300.0
CSRF = "k" * 32


class Stuck(Exception):
    """Nobody answered, or not what was hoped for, however long one waited."""


@dataclass
class Somebody:
    """A person of a practice, with a key to the API, or a browser in which they have just signed in."""

    port: int
    token: str = ""
    session: str = ""
    #: Requests that had to be made again.
    again: int = field(default=0)

    def read(self, path: str) -> dict:
        status, body = self._insist("GET", path, {}, "")
        if status != 200:
            raise Stuck(f"GET {path}: {status} {body[:300]!r}")
        return json.loads(body)

    def write(self, path: str, **values: object) -> dict:
        """POST to the API under one `Idempotency-Key`: a write that was done is not done again."""
        headers = {"Idempotency-Key": str(uuid4()), "Content-Type": "application/json"}
        status, body = self._insist("POST", path, headers, json.dumps(values))
        if status not in (200, 201, 204):
            raise Stuck(f"POST {path}: {status} {body[:300]!r}")
        return json.loads(body) if body else {}

    def press(self, path: str, **values: object) -> None:
        """A form sent from a browser, and sent again by who saw no answer."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        status, body = self._insist("POST", path, headers, urlencode({"csrfmiddlewaretoken": CSRF, **values}))
        if status not in (200, 302):
            raise Stuck(f"POST {path}: {status} {body[:300]!r}")

    def _insist(self, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, bytes]:
        deadline = time.monotonic() + PATIENCE
        while True:
            status, answer = self._ask(method, path, headers, body)
            if status and status < 500:
                return status, answer
            if time.monotonic() > deadline:
                raise Stuck(f"{method} {path}: {status} {answer[:300]!r}")
            self.again += 1
            time.sleep(0.1)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: str) -> tuple[int, bytes]:
        """0 when the connection broke."""
        who = (
            {"Authorization": f"Token {self.token}"}
            if self.token
            else {"Cookie": f"session={self.session}; csrf={CSRF}"}
        )
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request(method, path, body=body, headers={"Accept": "*/*", **headers, **who})
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error).encode()
        finally:
            connection.close()
