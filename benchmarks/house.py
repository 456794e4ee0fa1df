"""Databases to measure in, made from one mould, on the PostgreSQL and Valkey that `bin/bench` starts.

All that is measured runs as the application's role under row-level security; only `filler` stands above, to
write millions of rows in seconds.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg
from django.db import connections

from cabinet.services import environment
from cabinet.services.keys import load_keys
from cabinet.services.places import CHECKOUT, Places

MOULD = "cabinet"

# At import: what measures imports models.
os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
django.setup()


def prepare_mould() -> None:
    """Tables, holidays and static files, once for all the benchmarks of a run."""
    for command in ("migrate", "load_holidays", "collectstatic --noinput"):
        manage(*command.split(), "--verbosity", "0")


def manage(*arguments: str) -> None:
    subprocess.run([sys.executable, CHECKOUT / "manage.py", *arguments], check=True)


@contextmanager
def database(name: str) -> Iterator[str]:
    """A new database from the mould, dropped at the end."""
    with superuser("postgres") as administration:
        administration.execute(f'CREATE DATABASE "{name}" TEMPLATE "{MOULD}"')
    use(name)
    try:
        yield name
    finally:
        use("postgres")
        with superuser("postgres") as administration:
            administration.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def use(name: str) -> None:
    """This process, and those that it starts from now on, read and write the database `name`."""
    os.environ["DATABASE_URL"] = address_of(name)
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


def address_of(name: str) -> str:
    return environment(_data())["DATABASE_URL"].replace(f"@/{MOULD}?", f"@/{name}?")


@contextmanager
def filler(name: str) -> Iterator[psycopg.Connection]:
    """A connection that no policy and no trigger holds back; statistics are fresh when it closes."""
    with superuser(name) as connection:
        connection.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        yield connection
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def superuser(name: str, **options) -> psycopg.Connection:
    places = Places.under(_data())
    return psycopg.connect(
        host=str(places.sockets),
        user="postgres",
        password=load_keys(places)["superuser_password"],
        dbname=name,
        autocommit=True,
        **options,
    )


def _data() -> Path:
    return Path(os.environ["CABINET_DATA_DIR"])
