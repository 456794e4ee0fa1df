"""A whole house of a test's own, whose servers may die: nobody else's do."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

from benchmarks.kills.house import House
from cabinet.services.install import programs
from cabinet.services.keys import load_keys


@pytest.fixture(scope="session")
def schema(migrated_template, tmp_path_factory) -> Path:
    """The tables as the migrations make them, to be laid in another PostgreSQL."""
    made = tmp_path_factory.mktemp("schema") / "cabinet.dump"
    backup, _, options = os.environ["DATABASE_BACKUP_URL"].partition("?")
    address = f"{backup.rpartition('/')[0]}/{migrated_template}?{options}"
    run("pg_dump", "--format", "custom", "--file", made, "--dbname", address)
    return made


@pytest.fixture
def house(schema, tmp_path) -> Iterator[House]:
    with open_house(tmp_path, schema) as house:
        yield house


@contextmanager
def open_house(folder: Path, schema: Path) -> Iterator[House]:
    """Its PostgreSQL and its Valkey run; web, worker, beat and stream are the test's to start."""
    house = House(folder)
    try:
        house.start_servers()
        password = quote(load_keys(house.places)["superuser_password"], safe="")
        address = f"postgres://postgres:{password}@/cabinet?host={quote(str(house.places.sockets))}"
        run("pg_restore", "--exit-on-error", "--clean", "--if-exists", "--dbname", address, schema)
        yield house
    finally:
        house.stop()


def run(program: str, *words: str | Path) -> None:
    subprocess.run([programs()[0] / "bin" / program, *words], check=True)
