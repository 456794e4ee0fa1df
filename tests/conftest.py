"""Real PostgreSQL and Valkey, as the unprivileged role; a template database cloned for those who commit."""

import gc
import os

import pytest

from tests import databases, moulds

pytest_plugins = ["tests.cast"]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    from tests.sharing import Shares

    return Shares(config, log)


def pytest_collection_finish():
    """What is imported by now stays: looking through all of it for what may go takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def migrated_template(django_db_blocker) -> str:
    """A database as the owner's migrations make it, to which nobody is connected: the mould of the others.

    It is kept for the next run, under the digest of what made it: migrating costs more than most tests.
    """
    from django.db import connections

    kept = f"mould_{moulds.digest()}"
    name = f"test_{connections['owner'].settings_dict['NAME']}_{os.getpid()}"
    with django_db_blocker.unblock():
        with databases.one_at_a_time():
            if not databases.exists(kept):
                moulds.drop_others(kept)
                moulds.make(kept)
        databases.clone(kept, name)
    yield name
    with django_db_blocker.unblock():
        databases.maintenance(f'DROP DATABASE "{name}" WITH (FORCE)')


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
