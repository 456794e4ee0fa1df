"""Real PostgreSQL and Valkey, as the unprivileged role; a template database cloned for those who commit."""

import os

import pytest

from tests import databases

pytest_plugins = ["tests.cast"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.sharing import Shares

    return Shares(config, log)


@pytest.fixture(scope="session")
def migrated_template(django_db_blocker) -> str:
    """A database made by the owner's migrations, to which nobody is connected: the mould of the others.

    Of the processes that share the tests out, the first to need it makes it, and the others clone it.
    """
    from django.db import connections

    beginning = f"test_{connections['owner'].settings_dict['NAME']}"
    name, run = f"{beginning}_{os.getpid()}", os.environ.get("PYTEST_XDIST_TESTRUNUID")
    made = [name]
    with django_db_blocker.unblock():
        if run:
            first = f"{beginning}_{run[:12]}"
            with databases.one_at_a_time():
                if not databases.exists(first):
                    made.append(first)
                    migrate(first)
            databases.clone(first, name)
        else:
            migrate(name)
    yield name
    with django_db_blocker.unblock():
        for each in made:
            databases.maintenance(f'DROP DATABASE "{each}" WITH (FORCE)')


def migrate(name: str) -> None:
    from django.core.management import call_command

    databases.maintenance(f'CREATE DATABASE "{name}"')
    with databases.using(name):
        call_command("migrate", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def django_db_setup(migrated_template, django_db_blocker):
    """The database of the tests that roll back (`db`)."""
    name = f"{migrated_template}_shared"
    with django_db_blocker.unblock():
        databases.clone(migrated_template, name)
        before = databases.use(name)
    yield
    with django_db_blocker.unblock():
        databases.use(before)
        databases.drop(name)


@pytest.fixture
def living_db(django_db_setup, migrated_template, django_db_blocker):
    """A database of one's own, for tests that commit: threads, workers, kills, a live server. Its name."""
    with (
        django_db_blocker.unblock(),
        databases.of_ones_own(migrated_template, f"{migrated_template}_living") as name,
    ):
        yield name


@pytest.fixture(autouse=True)
def _no_scope():
    """Nobody asks until a test says who."""
    from cabinet.tenancy import scope

    token = scope.enter(scope.NOBODY)
    yield
    scope.leave(token)
