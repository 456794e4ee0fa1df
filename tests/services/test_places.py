import json
import os
import shutil
import stat
from pathlib import Path

import psutil
import psycopg
import pytest

from cabinet.services import ensure_environment, environment
from cabinet.services.identity import (
    CAP_DAC_OVERRIDE,
    CAP_DAC_READ_SEARCH,
    able_to_reach,
    servers_account,
)
from cabinet.services.install import programs
from cabinet.services.keys import MASTER, NAMES, load_keys
from cabinet.services.places import (
    LONGEST_SOCKET,
    PlaceRefusedError,
    Places,
    make_private,
)
from cabinet.services.stack import Services
from tests.services.stack import Stack


@pytest.mark.parametrize(
    "name",
    ["a-folder-with-a-long-name" * 6, "Élodie & fils # 50 %"],
    ids=["long", "odd"],
)
def test_socket_directory_of_a_long_or_odd_path_is_short_and_private(tmp_path: Path, name: str) -> None:
    stack = Stack(tmp_path / name)
    try:
        stack.start()
        sockets = stack.places.sockets
        assert sockets.parent == Path("/tmp")
        assert len(str(stack.places.postgres_socket)) < LONGEST_SOCKET
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert sockets.stat().st_uid == servers_account().uid
        with stack.connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        stack.run("stop")


def test_socket_directory_somebody_else_made_first_is_refused(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    (tmp_path / "run").symlink_to(target)
    with pytest.raises(PlaceRefusedError, match="belongs to somebody else"):
        make_private(tmp_path / "run", uid=os.geteuid(), gid=os.getegid())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else to become")
def test_root_lends_no_capability_where_none_is_needed() -> None:
    reached = able_to_reach(servers_account(), program=Path("/bin/cat"), directories=[Path("/usr")])
    assert reached == servers_account()


def test_keys_are_drawn_once_and_private(tmp_path: Path) -> None:
    places = Places.under(tmp_path / "data")
    keys = load_keys(places)
    assert set(keys) == {*NAMES, MASTER}
    assert len(set(keys.values())) == len(NAMES) + 1
    assert stat.S_IMODE(places.keys.stat().st_mode) == 0o600
    assert load_keys(places) == keys == json.loads(places.keys.read_text())
    assert [path.name for path in places.data.glob(".secrets-*")] == []


def test_key_that_came_later_is_added_to_the_others(tmp_path: Path) -> None:
    places = Places.under(tmp_path / "data")
    before = load_keys(places)
    places.keys.write_text(json.dumps({name: before[name] for name in NAMES}))
    completed = load_keys(places)
    assert {name: completed[name] for name in NAMES} == {name: before[name] for name in NAMES}
    assert completed[MASTER] != before[MASTER]
    assert load_keys(places) == completed
    assert stat.S_IMODE(places.keys.stat().st_mode) == 0o600


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_data_of_another_user_is_refused_in_words(tmp_path: Path) -> None:
    places = Places.under(tmp_path / "data")
    load_keys(places)
    os.chown(places.keys, 65534, 65534)
    with pytest.raises(
        PlaceRefusedError, match="data was made by user 65534 and we are 0: work as that user"
    ):
        load_keys(places)


def test_environment_names_the_database_three_times_for_three_roles(
    tmp_path: Path,
) -> None:
    settings = environment(tmp_path / "data")
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL")
    roles = [settings[name].removeprefix("postgres://").split(":")[0] for name in names]
    assert roles == ["cabinet_app", "cabinet_owner", "cabinet_backup"]


def test_given_database_leaves_the_environment_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CABINET_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere.example/else")
    monkeypatch.delenv("REDIS_URL", raising=False)
    ensure_environment()
    assert "REDIS_URL" not in os.environ
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else to become")
def test_root_only_home_is_passed_without_opening_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for wheel in (programs()[0].parent, programs()[1].parents[2]):
        for folder in wheel.parent.glob(f"{wheel.name}*"):
            shutil.copytree(folder, home / "venv" / folder.name)
    monkeypatch.setenv("PYTHONPATH", str(home / "venv"))
    stack = Stack(home / "checkout" / ".data")
    try:
        stack.start()
        assert stack.places.home == stack.data
        postgres = psutil.Process(stack.pid("postgres"))
        assert postgres.exe().startswith(str(home))
        assert set(postgres.uids()) == {servers_account().uid} != {0}
        status = Path(f"/proc/{postgres.pid}/status").read_text()
        effective = int(status.split("CapEff:")[1].split()[0], 16)
        assert effective in {1 << CAP_DAC_READ_SEARCH, 1 << CAP_DAC_OVERRIDE}
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert [
            stat.S_IMODE(path.stat().st_mode) for path in (stack.places.pgdata, stack.places.sockets)
        ] == [
            0o700,
            0o700,
        ]
    finally:
        stack.run("stop")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has somebody else to become")
def test_without_capabilities_programs_and_data_are_kept_elsewhere_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = tmp_path / "home"
    closed.mkdir(mode=0o700)
    refuge = Path(f"/var/tmp/{tmp_path.parent.name}-{tmp_path.name}")
    monkeypatch.setattr("cabinet.services.stack.able_to_reach", lambda *args, **kwargs: None)
    monkeypatch.setattr("cabinet.services.stack.elsewhere", lambda data: refuge)
    places = Places.under(closed / ".data")
    try:
        with Services(places, kind="keeper", durable=False) as services:
            assert services.places.home == refuge
            with psycopg.connect(environment(places.data)["DATABASE_URL"]) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
        assert f"are kept in {refuge}" in capsys.readouterr().err
        with Services(Places.under(places.data), kind="keeper", durable=False):  # and found again
            assert not (places.data / "postgres").exists()
    finally:
        shutil.rmtree(refuge, ignore_errors=True)
