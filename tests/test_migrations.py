"""A migration runs under the version before it: what that one reads may not go away at once.

First a release that no longer uses it, then the migration that takes it away, listed here with that release.
"""

from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest
from django.core.management.commands.migrate import Command as Theirs
from django.db import OperationalError, migrations
from psycopg.errors import DeadlockDetected, DiskFull

from cabinet.management.commands.migrate import Command
from tests.test_architecture import ROOT

#: « app.0007_name »: why what it takes away is read by nothing any more.
TAKEN_AWAY: dict[str, str] = {}
BREAKS_THE_VERSION_BEFORE = (
    migrations.DeleteModel,
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def written() -> list[str]:
    return sorted(
        f"{path.parents[1].name}.{path.stem}"
        for path in Path(ROOT).glob("*/migrations/[0-9]*.py")
        if ".venv" not in path.parts
    )


def operations(name: str) -> list:
    app, _, stem = name.partition(".")
    return import_module(f"{app}.migrations.{stem}").Migration.operations


@pytest.mark.parametrize("name", written())
def test_migration_takes_nothing_away_at_once(name):
    gone = [
        operation.describe()
        for operation in operations(name)
        if isinstance(operation, BREAKS_THE_VERSION_BEFORE)
    ]
    assert gone == [] or name in TAKEN_AWAY


@pytest.mark.parametrize("name", written())
def test_migration_can_be_undone(name):
    final = [operation.describe() for operation in operations(name) if not operation.reversible]
    assert final == []


@pytest.fixture
def in_the_way(monkeypatch):
    """What the next attempts meet, one after the other; then they get through."""
    met, waited = [], []

    def handle(self, *args, **options):
        if met:
            raise OperationalError("refused") from met.pop(0)

    monkeypatch.setattr(Theirs, "handle", handle)
    monkeypatch.setattr("cabinet.management.commands.migrate.time.sleep", waited.append)
    return met, waited


def test_page_in_the_way_of_a_migration_is_waited_for(in_the_way):
    met, waited = in_the_way
    met += [DeadlockDetected(), DeadlockDetected()]
    Command(stderr=StringIO())._through_traffic()
    assert waited == [1, 2]


@pytest.mark.parametrize("met_with", [[DiskFull()], [DeadlockDetected() for _ in range(6)]])
def test_what_does_not_pass_is_said(in_the_way, met_with):
    in_the_way[0].extend(met_with)
    with pytest.raises(OperationalError):
        Command(stderr=StringIO())._through_traffic()
