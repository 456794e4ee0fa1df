import os
import signal
import subprocess

import psycopg
import pytest
import redis

from cabinet.services import environment
from cabinet.services.stack import running
from tests.services.stack import Stack, wait_until


def test_services_start_serve_and_stop(stack: Stack) -> None:
    stack.start()

    settings = environment(stack.data)
    with psycopg.connect(settings["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT current_user, inet_server_addr(), current_setting('fsync')"
        ).fetchone()
        assert found == ("cabinet_app", None, "off")
        assert 180000 <= connection.info.server_version < 190000
    assert redis.Redis.from_url(settings["REDIS_URL"]).ping() is True

    stopped = stack.run("stop")
    assert (stopped.returncode, stopped.stdout) == (0, "Services stopped.\n")
    assert stack.processes() == []
    assert stack.run("stop").stdout == "No services were running.\n"


def test_start_when_running_leaves_the_keeper_alone(stack: Stack) -> None:
    stack.start()
    keeper = stack.pid("keeper")
    stack.start()
    assert stack.pid("keeper") == keeper


def test_two_starters_at_once_share_one_keeper(stack: Stack) -> None:
    starters = [
        subprocess.Popen(
            stack.command("start", "--not-durable"),
            env=stack.environ,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    outcomes = [(starter.communicate(timeout=90)[1], starter.returncode) for starter in starters]
    assert outcomes == [(b"", 0)] * 3
    assert running(stack.places)
    keepers = [process for process in stack.processes() if "keep" in process.cmdline()]
    assert [process.pid for process in keepers] == [stack.pid("keeper")]


def test_killed_keeper_leaves_no_process_and_the_next_start_keeps_rows_and_keys(
    stack: Stack,
) -> None:
    stack.start()
    with stack.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    queue = redis.Redis.from_url(environment(stack.data)["REDIS_URL"])
    queue.set("kept", "yes")

    os.kill(stack.pid("keeper"), signal.SIGKILL)
    stack.start()  # at once: it waits for what is still ending

    with stack.connect() as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert queue.get("kept") == b"yes"
    assert len([process for process in stack.processes() if process.name() == "valkey-server"]) == 1

    os.kill(stack.pid("keeper"), signal.SIGKILL)
    stack.wait_until_nothing_runs()


def test_killed_postmaster_ends_the_keeper_and_the_next_start_recovers(
    stack: Stack,
) -> None:
    stack.start()
    with stack.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")

    os.kill(stack.pid("postgres"), signal.SIGKILL)
    wait_until(lambda: not running(stack.places))
    stack.start()

    with stack.connect() as connection:
        assert connection.execute("SELECT count(*), max(n) FROM kept").fetchone() == (
            1000,
            1000,
        )
    assert "postgres ended with code -9" in (stack.places.log / "keeper.log.1").read_text()


def test_initdb_killed_half_way_is_begun_again(stack: Stack) -> None:
    half_made = stack.data / "postgres.new-killed" / "cluster"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    stack.start()

    assert not half_made.exists()
    assert stack.places.pgdata.joinpath("PG_VERSION").read_text() == "18\n"


def test_keeper_killed_during_its_first_start_does_not_spoil_the_next(
    stack: Stack,
) -> None:
    keeper = subprocess.Popen(stack.command("keep", "--not-durable"), env=stack.environ)
    wait_until(lambda: any(stack.data.glob("postgres.new-*/cluster/PG_VERSION")))
    keeper.kill()
    keeper.wait()

    stack.start()

    with stack.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert list(stack.data.glob("postgres.new-*")) == []


@pytest.mark.parametrize("holder", [1, os.getpid()], ids=["init", "ourselves"])
def test_stale_pid_file_naming_another_process_is_ignored(stack: Stack, holder: int) -> None:
    stack.start()
    stack.run("stop")
    pid_file = stack.places.pgdata / "postmaster.pid"
    pid_file.write_text(f"{holder}\n{stack.places.pgdata}\n")
    os.chown(pid_file, stack.places.pgdata.stat().st_uid, -1)

    stack.start()
    assert running(stack.places)


def test_server_that_cannot_start_is_said_with_the_end_of_its_log(stack: Stack) -> None:
    stack.start()
    stack.run("stop")
    with (stack.places.pgdata / "postgresql.conf").open("a") as conf:
        conf.write("work_mem = 'a lot'\n")

    refused = stack.run("start")

    assert refused.returncode == 1
    assert 'invalid value for parameter "work_mem": "a lot"' in refused.stderr
    assert stack.processes() == []
