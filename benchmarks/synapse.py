"""Matrix Synapse, from PyPI by its name, in a folder thrown away: people, rooms, and a `/sync` of each."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil

from benchmarks.asking import Asker

PORT = 8763
#: Minutes are wide limits for a machine that does something else as well.
STARTS_WITHIN = 120
FREELY = {"per_second": 100_000, "burst_count": 100_000}
FILTER = json.dumps(
    {"presence": {"types": []}, "room": {"timeline": {"limit": 50}, "ephemeral": {"types": []}}}
)


def settings(folder: Path) -> dict:
    """One listener on loopback, SQLite, nobody of another server, nothing held back."""
    return {
        "server_name": "bench.example",
        "report_stats": False,
        "pid_file": str(folder / "pid"),
        "signing_key_path": str(folder / "signing.key"),
        "media_store_path": str(folder / "media"),
        "macaroon_secret_key": "bench",
        "database": {"name": "sqlite3", "args": {"database": str(folder / "synapse.db")}},
        "listeners": [
            {
                "port": PORT,
                "type": "http",
                "bind_addresses": ["127.0.0.1"],
                "resources": [{"names": ["client"]}],
            }
        ],
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "presence": {"enabled": False},
        "enable_registration": True,
        "enable_registration_without_verification": True,
        "bcrypt_rounds": 4,
        "rc_message": FREELY,
        "rc_registration": FREELY,
        "rc_login": {"address": FREELY, "account": FREELY, "failed_attempts": FREELY},
        "rc_joins": {"local": FREELY, "remote": FREELY},
        "rc_joins_per_room": FREELY,
        "rc_invites": {"per_room": FREELY, "per_user": FREELY, "per_issuer": FREELY},
        "rc_room_creation": FREELY,
    }


@contextmanager
def synapse(folder: Path, *, groups: int, people: int) -> Iterator[tuple["Matrix", psutil.Process]]:
    python = install(folder / "venv")
    configuration = folder / "homeserver.yaml"
    configuration.write_text(json.dumps(settings(folder)))  # which is YAML too
    command = [python, "-m", "synapse.app.homeserver", "--config-path", configuration]
    with (folder / "synapse.log").open("wb") as log:
        subprocess.run([*command, "--generate-keys"], check=True, stdout=log, stderr=log, cwd=folder)
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
    try:
        matrix = asyncio.run(peopled(server, groups=groups, people=people))
        yield matrix, psutil.Process(server.pid)
    finally:
        server.terminate()
        server.wait(30)


def install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "matrix-synapse"], check=True)
    return python


async def peopled(server: subprocess.Popen, *, groups: int, people: int) -> "Matrix":
    """A room for each group, and everybody in it."""
    deadline = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            await Client("").ask("GET", "versions")
            break
        except OSError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("Synapse did not start.") from None
            await asyncio.sleep(0.2)
    pages = []
    for group in range(groups):
        clients = [await registered(f"p{group}-{rank}") for rank in range(people)]
        room = (await clients[0].ask("POST", "v3/createRoom", {"preset": "public_chat"}))["room_id"]
        for client in clients:
            client.room = room
            await client.ask("POST", f"v3/join/{quote(room)}", {})
        pages.append(clients)
    return Matrix(pages)


async def registered(name: str) -> "Client":
    asked = {"username": name, "password": name, "auth": {"type": "m.login.dummy"}}
    return Client((await Client("").ask("POST", "v3/register", asked))["access_token"])


class Client:
    """One person's: `seen` holds the words that came by `/sync`, and when they first came."""

    def __init__(self, token: str) -> None:
        self.token, self.room, self.since = token, "", ""
        self.seen: dict[str, float] = {}
        self.connect()

    def connect(self) -> None:
        """Connections belong to the loop that opened them."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        self.asker, self.syncer = Asker(PORT, headers), Asker(PORT, headers)

    async def ask(self, method: str, path: str, said: dict | None = None) -> dict:
        body = b"" if said is None else json.dumps(said).encode()
        return answered(await self.asker.ask(method, f"/_matrix/client/{path}", body))

    async def sync(self, *, wait: bool) -> None:
        asked = {"timeout": 30_000 if wait else 0, "filter": FILTER}
        if self.since:
            asked["since"] = self.since
        found = answered(await self.syncer.ask("GET", f"/_matrix/client/v3/sync?{urlencode(asked)}"))
        now = time.monotonic()
        room = found.get("rooms", {}).get("join", {}).get(self.room, {})
        for event in room.get("timeline", {}).get("events", ()):
            if event["type"] == "m.room.message":
                self.seen.setdefault(event["content"]["body"], now)
        self.since = found["next_batch"]

    async def stay(self) -> None:
        while True:
            await self.sync(wait=True)


class Matrix:
    """All of them, each with a `/sync` that waits."""

    def __init__(self, pages: list[list[Client]]) -> None:
        self.pages = pages
        self.staying: list[asyncio.Task] = []

    async def open(self) -> None:
        for client in (client for group in self.pages for client in group):
            client.connect()
            await client.sync(wait=False)
            self.staying.append(asyncio.create_task(client.stay()))

    async def send(self, group: int, rank: int, words: str) -> None:
        client = self.pages[group][rank % len(self.pages[group])]
        path = f"v3/rooms/{quote(client.room)}/send/m.room.message/{quote(words)}"
        await client.ask("PUT", path, {"msgtype": "m.text", "body": words})

    async def close(self) -> None:
        for task in self.staying:
            task.cancel()
        await asyncio.gather(*self.staying, return_exceptions=True)


def answered(answer: tuple[int, bytes]) -> dict:
    status, body = answer
    if status != 200:
        raise RuntimeError(f"Synapse answered {status}: {body[:200]!r}")
    return json.loads(body)
