"""The stream's own few connections: asynchronous, as the application's role, in the signed scope.

The ORM would keep one connection for each open page; here four serve them all.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.conf import settings
from django.db.models import QuerySet
from psycopg import AsyncConnection
from psycopg.conninfo import make_conninfo
from psycopg_pool import AsyncConnectionPool

from cabinet.tenancy.scope import sign

MOST, PATIENCE = 4, 10.0


def make_pool() -> AsyncConnectionPool:
    """Not opened yet. No connection is kept where nobody asks for one."""
    known = settings.DATABASES["default"]
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    login = {name: known[key] for name, key in names.items() if known.get(key)}
    options = {name: value for name, value in known.get("OPTIONS", {}).items() if name.startswith("ssl")}
    return AsyncConnectionPool(
        make_conninfo(**login, **options, application_name="live"),
        # Nothing is prepared by name: PgBouncer in transaction mode may stand in between.
        kwargs={"autocommit": True, "prepare_threshold": None},
        min_size=0,
        max_size=MOST,
        max_idle=60,
        timeout=PATIENCE,
        check=AsyncConnectionPool.check_connection,
        open=False,
    )


@asynccontextmanager
async def scoped(
    pool: AsyncConnectionPool, *, cabinet_id: int | None = None, person_id: int | None = None
) -> AsyncIterator[AsyncConnection]:
    """A transaction that sees one practice, or the rows of a person: `cabinet.tenancy.scope.scoped`, here."""
    async with pool.connection() as connection, connection.transaction():
        await connection.execute(
            "SELECT set_config('app.cabinet', %s, true), set_config('app.person', %s, true)",
            [sign("cabinet", cabinet_id), sign("person", person_id)],
        )
        yield connection


async def rows_of(connection: AsyncConnection, queryset: QuerySet) -> list[tuple]:
    """What an ORM query says, read here: its conditions stay written in one place."""
    sql, parameters = queryset.query.sql_with_params()
    return await (await connection.execute(sql, parameters)).fetchall()
