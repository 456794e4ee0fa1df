"""A migration runs under the version before it: what that one reads may not go away at once.

First a release that no longer uses it, then the migration that takes it away, listed here with that release.
"""

from importlib import import_module
from pathlib import Path

import pytest
from django.db import migrations

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
