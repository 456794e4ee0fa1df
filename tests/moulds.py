"""The migrated database that test runs are cloned from, made anew only when what makes it has changed."""

import hashlib
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError

from tests import databases

ROOT = Path(__file__).parents[1]
#: Tables, the grants that models declare, what PostgreSQL is told of tenancy, and what migrations import.
MADE_BY = ("*/migrations/*.py", "*/models/*.py", "cabinet/tenancy/**/*.py", "cabinet/settings.py")


def digest() -> str:
    """Twelve characters that say what the mould is made of."""
    made = hashlib.sha256(f"{django.get_version()} {settings.TENANCY_KEY}".encode())
    for path in sorted({path for pattern in MADE_BY for path in ROOT.glob(pattern)}):
        made.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return made.hexdigest()[:12]


def make(name: str) -> None:
    """Killed half-way, it is not there: it gets its name when it is whole."""
    draft = f"{name}_draft"
    databases.drop(draft)
    databases.maintenance(f'CREATE DATABASE "{draft}"')
    with databases.using(draft):
        call_command("migrate", verbosity=0, interactive=False)
    databases.maintenance(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def drop_others(name: str) -> None:
    """The moulds of former states of the code, unless another run clones one at this moment."""
    for other in databases.named("mould_"):
        if other != name:
            with suppress(DatabaseError):
                databases.drop(other)
