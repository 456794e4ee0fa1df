"""What the roles may and may not do, asked of the database itself."""

from collections.abc import Iterator

import psycopg
import pytest

from cabinet.services import environment
from tests.services.stack import Stack


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    stack = Stack(tmp_path_factory.mktemp("bootstrap") / "data")
    stack.start()
    yield environment(stack.data)
    stack.run("stop")


def test_application_role_owns_nothing_and_bypasses_nothing(
    settings: dict[str, str],
) -> None:
    with psycopg.connect(settings["DATABASE_URL"]) as connection:
        assert connection.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolinherit FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone() == (False, False, False, False, False)
        assert connection.execute("CREATE TEMPORARY TABLE scratch (n int)").statusmessage == "CREATE TABLE"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE public.mine (n int)")


def test_application_role_uses_what_the_owner_makes_but_cannot_change_it(
    settings: dict[str, str],
) -> None:
    with psycopg.connect(settings["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE line (id int GENERATED ALWAYS AS IDENTITY, n int)")
    with psycopg.connect(settings["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("INSERT INTO line (n) VALUES (1)")
        assert connection.execute("SELECT id, n FROM line").fetchall() == [(1, 1)]
        for forbidden in (
            "TRUNCATE line",
            "ALTER TABLE line ADD m int",
            "DROP TABLE line",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_mairie_role_is_taken_by_the_application_and_sees_nothing(
    settings: dict[str, str],
) -> None:
    with psycopg.connect(settings["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE secret (n int)")
    with psycopg.connect(settings["DATABASE_URL"]) as connection:
        connection.execute("SET LOCAL ROLE cabinet_mairie")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM secret")


def test_owner_makes_databases_that_have_the_extensions_and_the_grants(
    settings: dict[str, str],
) -> None:
    with psycopg.connect(settings["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE DATABASE copy")
    with psycopg.connect(settings["DATABASE_OWNER_URL"], dbname="copy", autocommit=True) as owner:
        assert owner.execute("SHOW row_security").fetchone() == ("off",)
        owner.execute(
            "CREATE TABLE room (id int, during int4range, EXCLUDE USING gist (id WITH =, during WITH &&))"
        )
        assert owner.execute("SELECT unaccent('Élodie')").fetchone() == ("Elodie",)
    with psycopg.connect(settings["DATABASE_URL"], dbname="copy") as connection:
        assert connection.execute("SELECT count(*) FROM room").fetchone() == (0,)


def test_password_is_required_even_on_the_socket(settings: dict[str, str]) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(settings["DATABASE_URL"], password="wrong")


def test_backup_role_reads_every_row(settings: dict[str, str]) -> None:
    with psycopg.connect(settings["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("CREATE TABLE hidden AS SELECT 1 AS n")
        owner.execute("ALTER TABLE hidden ENABLE ROW LEVEL SECURITY")
        owner.execute("ALTER TABLE hidden FORCE ROW LEVEL SECURITY")
    with psycopg.connect(settings["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT n FROM hidden").fetchall() == []
    with psycopg.connect(settings["DATABASE_BACKUP_URL"]) as connection:
        assert connection.execute("SELECT n FROM hidden").fetchall() == [(1,)]
