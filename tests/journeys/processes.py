"""gunicorn, Celery's worker and beat: started as `bin/demo` starts them, ended with the test."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil

from cabinet.services.places import CHECKOUT

PYTHON = [sys.executable, "-m"]


class House:
    """Where the pages are, and the environment in which they, the workers and the commands live."""

    def __init__(
        self, address: str, environment: dict[str, str], live_door: socket.socket | None = None
    ) -> None:
        self.address = address
        self.environment = environment
        self.live_door = live_door

    @property
    def mail(self) -> Path:
        return Path(self.environment["MAIL_FOLDER"])

    def manage(self, *words: str) -> None:
        subprocess.run([sys.executable, "manage.py", *words], env=self.environment, cwd=CHECKOUT, check=True)

    @contextmanager
    def stream(self, folder: Path) -> Iterator[subprocess.Popen]:
        """What open pages listen to. While there is none, they wait at its door."""
        door = self.live_door.fileno()
        with running(
            [*PYTHON, "tests.journeys.live", "--fd", str(door)],
            environment=self.environment,
            log=folder / "live.log",
            pass_fds=[door],
        ) as process:
            yield process

    @contextmanager
    def worker(self, folder: Path, **changes: str) -> Iterator[subprocess.Popen]:
        """One worker; its messages and those of beat go to `worker.log` in `folder`."""
        options = ["--concurrency", "2", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
        with self.celery("worker", *options, log=folder / "worker.log", **changes) as process:
            yield process

    @contextmanager
    def beat(self, folder: Path, **changes: str) -> Iterator[subprocess.Popen]:
        options = ["--schedule", str(folder / "beat"), "--pidfile=", "--loglevel", "INFO"]
        with self.celery("beat", *options, log=folder / "beat.log", **changes) as process:
            yield process

    @contextmanager
    def celery(self, *words: str, log: Path, **changes: str) -> Iterator[subprocess.Popen]:
        command = [*PYTHON, "celery", "--app", "tests.journeys.workers", "--quiet", *words]
        with running(command, environment=self.environment | changes, log=log) as process:
            yield process


@contextmanager
def running(
    command: list[str], *, environment: dict[str, str], log: Path, **options
) -> Iterator[subprocess.Popen]:
    """A process of ours and what it started, until the end of the block."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=CHECKOUT, env=environment, stdout=output, stderr=output, **options
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen) -> None:
    if process.poll() is not None:
        return
    family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for child in psutil.wait_procs(family, timeout=1)[1]:
        child.kill()


@contextmanager
def serving(folder: Path, environment: dict[str, str]) -> Iterator[House]:
    """gunicorn behind a port that the kernel chose, once it answers."""
    with ExitStack() as stack:
        door = stack.enter_context(socket.socket())
        door.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{door.getsockname()[1]}"
        live_door = stack.enter_context(socket.socket())
        live_door.bind(("127.0.0.1", 0))
        live_door.listen(128)
        environment = environment | {
            "SITE_URL": address,
            "LIVE_PORT": str(live_door.getsockname()[1]),
            "MAIL_FOLDER": str(folder / "mail"),
        }
        command = [
            *(*PYTHON, "gunicorn", "tests.journeys.web", "--bind", f"fd://{door.fileno()}"),
            *("--worker-class", "gthread", "--workers", "1", "--threads", "4", "--timeout", "0"),
            *("--no-control-socket", "--graceful-timeout", "2", "--log-level", "warning"),
        ]
        log = folder / "web.log"
        process = stack.enter_context(
            running(command, environment=environment, log=log, pass_fds=[door.fileno()])
        )
        wait_until(lambda: process.poll() is not None or _answers(address), seconds=40)
        assert process.poll() is None, log.read_text()
        house = House(address, environment, live_door)
        with house.stream(folder):
            yield house


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(f"{address}/compte/login/", timeout=20).close()
    except urllib.error.HTTPError:
        return True  # 503: the database of the first journey is not there yet
    except OSError:
        return False
    return True


def house_environment(database: str) -> dict[str, str]:
    """That of a demo house on `database`: hashed static files, Argon2, mail in a folder; no test settings."""
    from django.db import connections

    known = connections["default"].settings_dict
    login = f"{known['USER']}:{quote(known['PASSWORD'], safe='')}"
    if known["HOST"].startswith("/"):
        address = f"postgres://{login}@/{database}?host={quote(known['HOST'])}"
    else:
        address = f"postgres://{login}@{known['HOST']}:{known['PORT'] or 5432}/{database}"
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return kept | {
        "CABINET_ENVIRONMENT": "demo",
        "DATABASE_URL": address,
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
    }


def wait_until(condition, *, seconds: float = 30, every: float = 0.05):
    """What `condition` answers once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(every)
    return found
