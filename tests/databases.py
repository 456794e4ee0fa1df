"""Databases of the tests: a mould that the owner's migrations made, and its clones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper


def maintenance(statement: str) -> None:
    """Run DDL on databases as the owner, outside any transaction, without touching the test database."""
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Among the processes that share the tests out."""
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('the mould of the tests'))")
        yield


def exists(name: str) -> bool:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name])
        return cursor.fetchone()[0]


def named(beginning: str) -> list[str]:
    with connections["owner"]._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
        return [name for (name,) in cursor.fetchall()]


def clone(mould: str, name: str) -> None:
    maintenance(f'CREATE DATABASE "{name}" TEMPLATE "{mould}"')


def drop(name: str) -> None:
    """Not by force: the owner may not end what the application's role leaves open, and without it the server
    waits for those who are leaving."""
    maintenance(f'DROP DATABASE IF EXISTS "{name}"')


def use(name: str) -> str:
    """Point the application's and the owner's connections to `name`; returns the name used before."""
    before = connections["default"].settings_dict["NAME"]
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    return before


@contextmanager
def using(name: str) -> Iterator[None]:
    before = use(name)
    try:
        yield
    finally:
        use(before)


@contextmanager
def of_ones_own(mould: str, name: str) -> Iterator[str]:
    """A clone under that name, used inside and gone after."""
    drop(name)
    clone(mould, name)
    with using(name):
        yield name
    drop(name)


def make_mould(mould: str, name: str, fill: Callable[[], object]) -> None:
    """Another mould: a clone with what `fill` writes, to which nobody is connected."""
    clone(mould, name)
    with using(name):
        fill()


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is seen inside only."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def rolled_back(there: BaseDatabaseWrapper) -> Iterator[None]:
    """On that connection, what the fixture `db` is on its own: bounds that wait for the commit are asked
    before all is undone."""
    before = connections["default"]
    connections["default"] = there
    try:
        with undone():
            yield
            if not connection.needs_rollback:
                connection.check_constraints()
    finally:
        connections["default"] = before


def connection_to(name: str) -> BaseDatabaseWrapper:
    """One more connection of the application's, to keep: opening one costs more than many a test."""
    there = connections["default"].copy()
    there.settings_dict["NAME"] = name
    return there
