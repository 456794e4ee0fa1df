"""Who is asking, and in which practice: the one place that knows the current scope.

A scope is kept in a context variable and pushed to PostgreSQL at the start of every transaction
(`cabinet.tenancy.backend`), signed, so that SQL injected by anybody cannot change it. The database
answers with that practice's rows only; without a scope it answers with none.
"""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, transaction

#: Role taken by the requests of the mairie and of the CLS: no grant on patients, fees or profiles.
AGGREGATES_ROLE = "cabinet_mairie"


@dataclass(frozen=True)
class Scope:
    """The practice whose rows may be read, the person who asks, and the database role to take."""

    cabinet_id: int | None = None
    person_id: int | None = None
    database_role: str | None = None


NOBODY = Scope()
_current: ContextVar[Scope] = ContextVar("scope", default=NOBODY)


def current() -> Scope:
    return _current.get()


def current_cabinet_id() -> int | None:
    return _current.get().cabinet_id


def sign(kind: str, identifier: int | None) -> str:
    """A token that only the application can make: `<id>.<hmac-sha256>`, empty for nobody."""
    if identifier is None:
        return ""
    message = f"{kind}:{identifier}".encode()
    return f"{identifier}.{hmac.new(settings.TENANCY_KEY.encode(), message, hashlib.sha256).hexdigest()}"


def push(connection) -> None:
    """Tell the open transaction of `connection` who asks; forgotten by PostgreSQL when it ends."""
    scope = _current.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.cabinet', %s, true), set_config('app.person', %s, true),"
            " set_config('role', %s, true)",
            [
                sign("cabinet", scope.cabinet_id),
                sign("person", scope.person_id),
                scope.database_role or "none",
            ],
        )


def enter(scope: Scope) -> Token[Scope]:
    """Take `scope` until `leave`; for the middleware, which opens and closes around a response."""
    token = _current.set(scope)
    _push_if_open()
    return token


def leave(token: Token[Scope]) -> None:
    _current.reset(token)
    _push_if_open()


def _push_if_open(using: str = DEFAULT_DB_ALIAS) -> None:
    """Nothing in a request, which opens its transaction later; in a test, its transaction is open already."""
    connection = connections[using]
    if connection.in_atomic_block and not connection.needs_rollback:
        push(connection)


@contextmanager
def of_practice(connection, cabinet_id: int) -> Iterator[None]:
    """A few statements at the end of a transaction, in that practice as the application itself."""
    before = current()
    if (before.cabinet_id, before.database_role) == (cabinet_id, None):
        yield
        return
    token = _current.set(Scope(cabinet_id))
    try:
        push(connection)
        yield
    finally:
        _current.reset(token)
    push(connection)


@contextmanager
def scoped(
    cabinet_id: int | None = None,
    *,
    person_id: int | None = None,
    database_role: str | None = None,
    using: str = "default",
) -> Iterator[None]:
    """Run a block in one practice, and in one transaction: `with scoped(cabinet.pk): …`.

    Inside an open transaction the scope changes at once and is put back at the end.
    """
    connection = connections[using]
    nested = connection.in_atomic_block
    token = _current.set(Scope(cabinet_id, person_id, database_role))
    try:
        with transaction.atomic(using=using, savepoint=False):
            if nested:
                push(connection)
            yield
    finally:
        _current.reset(token)
        if nested and connection.in_atomic_block and not connection.needs_rollback:
            push(connection)
