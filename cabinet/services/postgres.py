"""One PostgreSQL cluster on a Unix socket."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from cabinet.services.child import (
    Child,
    ChildFailedError,
    spawn,
    tail,
    wait_for_leftover,
)
from cabinet.services.identity import Account, in_child
from cabinet.services.keys import load_keys
from cabinet.services.places import Places

BOOTSTRAP = Path(__file__).with_name("bootstrap.sql")
# A refused row is somebody: the log says which rule was broken, not with what.
DISCREET = (
    *("-c", "log_error_verbosity=terse"),
    *("-c", "log_min_error_statement=panic"),
    *("-c", "log_parameter_max_length_on_error=0"),
)
# For tests: still whole when a process is killed, not when the machine stops.
DURABLE_OFF = ("-c", "fsync=off", "-c", "full_page_writes=off")


def start_postgres(places: Places, *, account: Account, install: Path, durable: bool = True) -> Child:
    wait_for_leftover("postgres", places=places)
    if not places.pgdata.exists():
        _make_cluster(places, account=account, install=install)
    _forget_dead_postmaster(places)
    child = _start_server(places, account=account, install=install, durable=durable)
    try:
        _bootstrap(places, install=install)
    except BaseException:
        child.stop()
        raise
    return child


def _make_cluster(places: Places, *, account: Account, install: Path) -> None:
    """`initdb` beside, then rename: a cluster that has its name is whole, whenever we were killed."""
    for half_made in places.home.glob("postgres.new-*"):
        shutil.rmtree(half_made)
    draft = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=places.home))
    cluster, password = draft / "cluster", draft / "password"
    password.write_text(load_keys(places)["superuser_password"])
    password.chmod(0o600)
    if account.changes:
        for path in (draft, password):
            os.chown(path, account.uid, account.gid)
    log = places.log / "initdb.log"
    with log.open("wb") as output:
        made = subprocess.run(
            [
                install / "bin" / "initdb",
                *("-D", cluster, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8"),
                *("--auth=scram-sha-256", f"--pwfile={password}", "--data-checksums"),
            ],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            preexec_fn=in_child(account, death_signal=signal.SIGKILL),
        )
    if made.returncode != 0:
        raise ChildFailedError(f"initdb failed.\n{tail(log)}")
    cluster.rename(places.pgdata)
    shutil.rmtree(draft)


def _forget_dead_postmaster(places: Places) -> None:
    """Remove a pid file whose number another program has now: PostgreSQL would take it for itself."""
    pid_file = places.pgdata / "postmaster.pid"
    try:
        pid = int(pid_file.read_text().split("\n", 1)[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return
    if os.fsencode(places.pgdata) not in command:
        pid_file.unlink()


def _start_server(places: Places, *, account: Account, install: Path, durable: bool) -> Child:
    """Start until it stays: children of a killed postmaster hold its shared memory for another moment."""
    deadline = time.monotonic() + 15
    while True:
        child = spawn(
            "postgres",
            [
                install / "bin" / "postgres",
                *("-D", places.pgdata, "-k", places.sockets),
                *(
                    "-c",
                    "listen_addresses=",
                    "-c",
                    "max_connections=150",
                    "-c",
                    "timezone=UTC",
                ),
                *DISCREET,
                *(() if durable else DURABLE_OFF),
            ],
            places=places,
            account=account,
            stop_signal=signal.SIGINT,
        )
        try:
            child.wait_ready(lambda: _says_ready(places, child.process.pid), timeout=60)  # noqa: B023
            return child
        except ChildFailedError as error:
            if "still in use" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.3)


def _says_ready(places: Places, pid: int) -> bool:
    try:
        lines = (places.pgdata / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _bootstrap(places: Places, *, install: Path) -> None:
    keys = load_keys(places)
    done = places.pgdata / "cabinet-bootstrap"
    wanted = hashlib.sha256()
    for text in (
        BOOTSTRAP.read_text(),
        BOOTSTRAP.with_name("database.sql").read_text(),
        *keys.values(),
    ):
        wanted.update(text.encode())
    if done.exists() and done.read_text() == wanted.hexdigest():
        return
    psql = subprocess.run(
        [
            install / "bin" / "psql",
            *(
                "--no-psqlrc",
                "--quiet",
                "--host",
                places.sockets,
                "--username",
                "postgres",
            ),
            *("--dbname", "postgres", "--file", BOOTSTRAP),
        ],
        env={
            **os.environ,
            "PGPASSWORD": keys["superuser_password"],
            "CABINET_OWNER_PASSWORD": keys["owner_password"],
            "CABINET_APP_PASSWORD": keys["app_password"],
            "CABINET_BACKUP_PASSWORD": keys["backup_password"],
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if psql.returncode != 0:
        raise ChildFailedError(f"Preparing the database failed.\n{psql.stderr}")
    done.write_text(wanted.hexdigest())
