"""PostgreSQL or Valkey away while people work: « later » in French, and all comes back without a restart."""

import http.client
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from uuid import uuid4

import pytest

from benchmarks.kills.house import House
from benchmarks.kills.world import Practice, write_practice
from cabinet.clock import previous_month, today_in_paris
from cabinet.services.places import CHECKOUT
from tests.faults.conftest import open_house
from tests.journeys.conftest import NOT_SEEN

DOING_AGAIN = "Le service redémarre"
#: A broker that hangs is waited for, once: longer than that, a person presses again.
PATIENCE = 8.0


class Lived:
    """A house with a practice at work in it."""

    def __init__(self, house: House, practice: Practice) -> None:
        self.house, self.practice = house, practice
        self.planning = f"/c/{practice.slug}/planning/"
        self.conversations = f"/api/v1/cabinets/{practice.slug}/conversations/"

    def get(self, path: str, *, port: int = 0) -> tuple[int, str]:
        who = {"Cookie": f"session={self.practice.secretary.session}"}
        connection = http.client.HTTPConnection("127.0.0.1", port or self.house.port, timeout=30)
        try:
            connection.request("GET", path, headers=who)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def say(self) -> None:
        """A message, whose digest and wake-up are for the worker and the stream."""
        locum = self.practice.locums[0]
        channel = locum.read(self.conversations)["results"][0]["id"]
        locum.write(f"{self.conversations}{channel}/messages/", text="Bonjour", client_key=str(uuid4()))
        assert locum.again == 0

    def asked_of_the_worker(self) -> str:
        """A job that is due now; its key."""
        key = f"essai:{uuid4()}"
        with self.house.superuser() as there:
            there.execute(
                "INSERT INTO cabinet_job"
                " (kind, key, tenant_id, payload, due_at, created_at, attempts, last_error)"
                " VALUES ('open_house_channels', %s, %s, '{}', now(), now(), 0, '')",
                [key, self.practice.number],
            )
        return key

    def is_done(self, key: str) -> bool:
        with self.house.superuser() as there:
            return (
                there.execute("SELECT done_at FROM cabinet_job WHERE key = %s", [key]).fetchone()[0]
                is not None
            )

    def pids(self) -> dict[str, int]:
        return {name: one.running.pid for name, one in self.house.processes.items()}

    def dead(self) -> list[str]:
        return [name for name, one in self.house.processes.items() if one.running.poll() is not None]


def manage(*words: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, CHECKOUT / "manage.py", *words], env=env, check=True)


@pytest.fixture(scope="module")
def lived(schema, tmp_path_factory) -> Iterator[Lived]:
    with open_house(tmp_path_factory.mktemp("house"), schema) as house:
        with house.superuser() as there:
            month = previous_month(today_in_paris())
            practice = write_practice(there, 1, month=month, port=house.port)
        manage("collectstatic", "--noinput", "--verbosity", "0", *NOT_SEEN, env=house.environment)
        house.start_dead()
        lived = Lived(house, practice)
        until(lambda: lived.get(lived.planning)[0] == 200)
        until(lambda: practice.locums[0].read(lived.conversations)["results"])
        yield lived


def until(condition: Callable[[], object], *, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_postgres_restarted_under_load_is_a_503_and_then_all_works(lived, how):
    before, over = lived.pids(), Event()

    def reader(_: int) -> list[tuple[int, str]]:
        answers = []
        while not over.is_set():
            answers.append(lived.get(lived.planning))
        return answers

    with ThreadPoolExecutor(4) as people:
        reading = people.map(reader, range(4))
        try:
            time.sleep(0.5)
            server = lived.house.postgres.process
            server.send_signal(how)
            server.wait(30)
            time.sleep(0.5)
            assert lived.get("/healthz/")[0] == 503
            lived.house.start_servers()
            time.sleep(0.5)
        finally:
            over.set()
    answers = [answer for each in reading for answer in each]
    assert {status for status, _ in answers} == {200, 503}
    assert all(DOING_AGAIN in page for status, page in answers if status == 503)
    assert [lived.get(lived.planning)[0] for _ in range(8)] == [200] * 8
    key = lived.asked_of_the_worker()
    until(lambda: lived.is_done(key))
    lived.say()
    assert lived.pids() == before
    assert lived.dead() == []


@pytest.mark.slow
def test_valkey_killed_keeps_pages_and_jobs_catch_up(lived):
    before = lived.pids()
    lived.house.valkey.process.kill()
    lived.house.valkey.process.wait()
    assert lived.get(lived.planning)[0] == 200
    lived.say()
    key = lived.asked_of_the_worker()
    lived.house.start_servers()
    until(lambda: lived.is_done(key))
    assert lived.pids() == before
    assert lived.dead() == []


@pytest.mark.slow
def test_valkey_that_hangs_is_waited_for_once(lived):
    """Stopped, it accepts and answers nothing: each client gives up by itself."""
    valkey = lived.house.valkey.process
    valkey.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert lived.get(lived.planning)[0] == 200
        read = time.monotonic() - began
        lived.say()
        said = time.monotonic() - began - read
    finally:
        valkey.send_signal(signal.SIGCONT)
    assert (read < PATIENCE, said < PATIENCE) == (True, True), (read, said)
    key = lived.asked_of_the_worker()
    until(lambda: lived.is_done(key))
    assert lived.dead() == []
