"""`bin/demo`: everything it takes, in one terminal, and nothing left behind."""

import hashlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TextIO

from cabinet.services import environment, house_environment
from cabinet.services.child import Child, ChildFailedError, spawn, wait_for_leftover
from cabinet.services.identity import in_child
from cabinet.services.places import CHECKOUT, Places
from cabinet.services.signals import (
    StopAsked,
    ignore_stop_signals,
    raise_when_asked_to_stop,
)
from cabinet.services.stack import AlreadyOwnedError, Services, owner, running


class NoPortError(Exception):
    """No port near the one asked for is free."""


def demo(places: Places, *, port: int, browser: bool) -> int:
    raise_when_asked_to_stop()
    status = 0
    with ExitStack() as stack:
        try:
            _serve(places, stack, port=port, browser=browser)
        except StopAsked:
            _say("\nStopping…")
        except ChildFailedError as error:
            ignore_stop_signals()
            _say(
                f"\n{error}\nStopping the demo; its logs are in {places.log}.",
                file=sys.stderr,
            )
            status = 1
    _say("Stopped.")
    return status


def _serve(places: Places, stack: ExitStack, *, port: int, browser: bool) -> None:
    services = _services(places, stack)
    places = Places.under(places.data)
    wanted, port = port, _free_port(port)
    if port != wanted:
        _say(f"Port {wanted} is taken: using {port}.")
    live_port = _free_port(port + 1)
    address = f"http://localhost:{port}/"
    settings = {
        **(house_environment if os.environ.get("DATABASE_URL") else environment)(places.data),
        **os.environ,
        "SITE_URL": address.rstrip("/"),
        "LIVE_PORT": str(live_port),  # no proxy joins the pages and their stream
        "PYTHONPATH": str(CHECKOUT),
        "PYTHONUNBUFFERED": "1",
    }
    _manage("migrate", "--verbosity", "0", settings=settings)
    _collect_static(places, settings=settings)

    children: list[Child] = []
    for name, command in _commands(places, port, live_port).items():
        wait_for_leftover(name, places=places)
        child = spawn(
            *(name, command),
            places=places,
            # Without us the servers leave too, and a worker would wait for its broker: a job survives this.
            death_signal=signal.SIGKILL,
            environment=settings,
            cwd=CHECKOUT,
        )
        children.append(child)
    # Stopped in the order of the commands: no page asks for work after the workers have left.
    for child in reversed(children):
        stack.callback(child.stop, patience=10)

    _manage("load_demo", settings=settings)
    web = children[0]
    web.wait_ready(lambda: _answers(port), timeout=60)
    _say(f"\nThe demo is at {address}\nCtrl-C stops it. Logs: {places.log}")
    if browser and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)
    while True:
        for child in children:
            if child.ended:
                raise child.failure()
        if services and (dead := services.ended()):
            raise dead.failure()
        time.sleep(0.3)


def _services(places: Places, stack: ExitStack) -> Services | None:
    """Those the environment names, those that run already, or our own for as long as we live."""
    if os.environ.get("DATABASE_URL"):
        return None
    found = owner(places)
    if found is not None and found.kind == "demo":
        raise AlreadyOwnedError(f"A demo runs already in {places.data} (process {found.pid}).")
    if found is not None:
        deadline = time.monotonic() + 60
        while not running(Places.under(places.data)) and owner(places) and time.monotonic() < deadline:
            time.sleep(0.05)
        if running(Places.under(places.data)):
            _say("Using the services that run already; `bin/manage stop_services` stops them.")
            return None
    return stack.enter_context(Services(places, kind="demo"))


def _commands(places: Places, port: int, live_port: int) -> Mapping[str, list[str]]:
    beat = places.data / "beat"
    beat.mkdir(mode=0o700, exist_ok=True)
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "cabinet", "--quiet"]
    # A pool of processes needs semaphores, which a bare chroot has no room for.
    pool = "prefork" if os.access("/dev/shm", os.W_OK) else "threads"  # noqa: S108
    return {
        "web": [
            *(
                *python,
                "gunicorn",
                "cabinet.wsgi",
                "--bind",
                f"127.0.0.1:{port}",
                "--no-control-socket",
            ),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "4"),
            *("--graceful-timeout", "5", "--access-logfile", "-"),
            *("--logger-class", "cabinet.logs.AccessLogger"),
        ],
        "live": [*python, "cabinet.live", "--port", str(live_port)],
        "beat": [
            *(
                *celery,
                "beat",
                "--schedule",
                str(beat / "schedule"),
                "--pidfile=",
                "--loglevel",
                "WARNING",
            ),
        ],
        "worker": [
            *(*celery, "worker", "--pool", pool, "--concurrency", "2", "--loglevel", "INFO"),
            *("--without-gossip", "--without-mingle"),
        ],
    }


def _manage(*arguments: str, settings: Mapping[str, str]) -> None:
    ran = subprocess.run(
        [sys.executable, CHECKOUT / "manage.py", *arguments],
        env=settings,
        cwd=CHECKOUT,
        start_new_session=True,  # Ctrl-C is for us: leaving `run` ends it
        preexec_fn=in_child(None, death_signal=signal.SIGTERM),
    )
    if ran.returncode != 0:
        raise ChildFailedError(f"manage.py {arguments[0]} ended with code {ran.returncode}.")


def _collect_static(places: Places, *, settings: Mapping[str, str]) -> None:
    """Again only when a static file, a dependency or the settings changed."""
    done = places.data / "static.stamp"
    watched = [CHECKOUT / "requirements.lock", CHECKOUT / "cabinet" / "settings.py"]
    for folder in (CHECKOUT / "static", *CHECKOUT.glob("[!.]*/static")):
        watched += [path for path in folder.rglob("*") if path.is_file()]
    digest = hashlib.sha256()
    for path in sorted(watched):
        status = path.stat()
        digest.update(f"{path} {status.st_mtime_ns} {status.st_size}\n".encode())
    if done.exists() and done.read_text() == digest.hexdigest() and Path(settings["STATIC_ROOT"]).is_dir():
        return
    _manage("collectstatic", "--noinput", "--clear", "--verbosity", "0", settings=settings)
    done.write_text(digest.hexdigest())


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 20):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise NoPortError(f"No free port between {wanted} and {wanted + 19}: choose one with --port.")


def _answers(port: int) -> bool:
    """True once a page comes back, whatever it says."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/", timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _say(text: str, *, file: TextIO = sys.stdout) -> None:
    with suppress(OSError):  # the terminal may be gone
        print(text, file=file, flush=True)
