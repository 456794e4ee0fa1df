"""Real PostgreSQL and Valkey, as the unprivileged role; a template database cloned for those who commit."""

import os

import pytest

pytest_plugins = ["tests.cast"]


def _maintenance(owner, statement: str) -> None:
    """Run DDL on databases as the owner, outside any transaction, without touching the test database."""
    with owner._nodb_cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture(scope="session")
def migrated_template(django_db_blocker) -> str:
    """A database made by the owner's migrations, to which nobody is connected: the mould of the others."""
    from django.core.management import call_command
    from django.db import connections

    owner = connections["owner"]
    name = f"test_{owner.settings_dict['NAME']}_{os.getpid()}"
    with django_db_blocker.unblock():
        owner.close()
        _maintenance(owner, f'CREATE DATABASE "{name}"')
        original, owner.settings_dict["NAME"] = owner.settings_dict["NAME"], name
        call_command("migrate", verbosity=0, interactive=False)
        owner.close()
        owner.settings_dict["NAME"] = original
    yield name
    with django_db_blocker.unblock():
        _maintenance(owner, f'DROP DATABASE "{name}" WITH (FORCE)')


def _clone(template: str, name: str) -> None:
    from django.db import connections

    _maintenance(connections["owner"], f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


def _use(name: str) -> str:
    """Point the application's and the owner's connections to `name`; returns the name used before."""
    from django.db import connections

    before = connections["default"].settings_dict["NAME"]
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    return before


def _drop(name: str) -> None:
    """Not by force: the owner may not end what the application's role leaves open, and without it the server
    waits for those who are leaving."""
    from django.db import connections

    _maintenance(connections["owner"], f'DROP DATABASE IF EXISTS "{name}"')


@pytest.fixture(scope="session")
def django_db_setup(migrated_template, django_db_blocker):
    """The database of the tests that roll back (`db`)."""
    name = f"{migrated_template}_shared"
    with django_db_blocker.unblock():
        _clone(migrated_template, name)
        before = _use(name)
    yield
    with django_db_blocker.unblock():
        _use(before)
        _drop(name)


@pytest.fixture
def living_db(django_db_setup, migrated_template, django_db_blocker):
    """A database of one's own, for tests that commit: threads, workers, kills, a live server. Its name."""
    name = f"{migrated_template}_living"
    with django_db_blocker.unblock():
        _drop(name)
        _clone(migrated_template, name)
        before = _use(name)
        yield name
        _use(before)
        _drop(name)


@pytest.fixture(autouse=True)
def _no_scope():
    """Nobody asks until a test says who."""
    from cabinet.tenancy import scope

    token = scope.enter(scope.NOBODY)
    yield
    scope.leave(token)
