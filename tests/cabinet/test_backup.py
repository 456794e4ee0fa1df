"""A drill: sealed here, opened in another PostgreSQL, compared row by row; and what does not open."""

import io
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from cabinet import backup
from cabinet.backup import BackupRefused, Sealing, opened
from cabinet.services.places import Places
from tests.services.stack import Stack

KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
#: Every table of the house, with how many rows it has and their digest.
TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
"""
ROWS = "SELECT count(*), md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {} AS t"


@pytest.fixture
def other(tmp_path):
    """Another PostgreSQL, with an empty database: its superuser's address."""
    stack = Stack(tmp_path / "other")
    stack.start()
    places = Places.under(stack.data)
    password = json.loads(places.keys.read_text())["superuser_password"]
    login = f"postgres:{quote(password, safe='')}"
    server = f"postgres://{login}@/{{}}?host={quote(str(places.sockets))}"
    with psycopg.connect(server.format("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored TEMPLATE template0")
    yield server.format("restored")
    stack.run("stop")


@pytest.fixture
def source(living_cast, living_db) -> str:
    """A furnished database, as the role that backs it up."""
    address, _, options = os.environ["DATABASE_BACKUP_URL"].partition("?")
    return f"{address.rpartition('/')[0]}/{living_db}?{options}"


def rows_of(address: str) -> dict[str, tuple]:
    with psycopg.connect(address) as connection:
        tables = [name for (name,) in connection.execute(TABLES).fetchall()]
        return {name: connection.execute(ROWS.format(name)).fetchone() for name in tables}


def test_restored_house_is_the_same_row_by_row(source, other, tmp_path, living_cast):
    files = tmp_path / "attachments"
    (files / "1").mkdir(parents=True)
    (files / "1" / "scellé").write_bytes(os.urandom(3 << 20))
    made = backup.backup(tmp_path, key=KEY, database=source, files=files, at=AT)
    assert [path.name for path in made] == [
        "cabinet-2026-11-22T030000Z.dump.sealed",
        "cabinet-2026-11-22T030000Z.files.sealed",
    ]
    back = tmp_path / "back"
    backup.restore(made[0], key=KEY, database=other, files=back)
    before, after = rows_of(source), rows_of(other)
    assert after == before
    assert before["public.cabinet_person"][0] == 12
    assert (back / "1" / "scellé").read_bytes() == (files / "1" / "scellé").read_bytes()
    sealed = made[0].read_bytes()
    for word in (b"PGDMP", b"Texier", b"cabinet_person"):
        assert word not in sealed
    for path in made:
        with path.open("rb") as one, pytest.raises(BackupRefused, match="BACKUP_KEY"):
            list(opened(one, OTHER_KEY))
    # Policies travel with it: the application's role sees nothing without a scope.
    with psycopg.connect(other) as connection:
        connection.execute("SET ROLE cabinet_app")
        assert connection.execute("SELECT count(*) FROM cabinet_membership").fetchone() == (0,)


def sealed(text: bytes) -> bytes:
    out = io.BytesIO()
    with Sealing(out, KEY) as sealing:
        sealing.write(text)
    return out.getvalue()


@pytest.mark.parametrize("length", [0, 1, backup.PIECE - 1, backup.PIECE, backup.PIECE + 1, 3 * backup.PIECE])
def test_what_is_sealed_opens_again(length):
    text = os.urandom(length)
    assert b"".join(opened(io.BytesIO(sealed(text)), KEY)) == text


def test_backup_cut_off_or_altered_does_not_open():
    whole = sealed(os.urandom(3 * backup.PIECE))
    head = len(backup.MAGIC) + backup.SALT_BYTES
    piece = backup.LENGTH.size + backup.PIECE + 16
    swapped = (
        whole[:head]
        + whole[head + piece : head + 2 * piece]
        + whole[head : head + piece]
        + whole[head + 2 * piece :]
    )
    wrong = [
        whole[:-1],
        whole[: head + 2 * piece],
        whole[:head],
        whole[:100] + bytes([whole[100] ^ 1]) + whole[101:],
        swapped,
        whole + whole[-40:],
        b"autre chose",
    ]
    for altered in wrong:
        with pytest.raises(BackupRefused):
            list(opened(io.BytesIO(altered), KEY))


def test_backup_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(BackupRefused, match="pg_dump stopped"):
        backup.backup(tmp_path, key=KEY, database="postgres://127.0.0.1:9/x", files=Path("/x"), at=AT)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("key", ["", "court", "x" * 43 + "y"])
def test_key_is_asked_for(monkeypatch, key, capsys, tmp_path):
    monkeypatch.setenv("BACKUP_KEY", key)
    assert backup.main(["backup", str(tmp_path)]) == 1
    assert "openssl rand" in capsys.readouterr().err
