"""What the tables hold, in one number each: whatever changes is seen."""

from django.apps import apps
from django.db import connection

from cabinet.models import Access
from cabinet.tenancy.checks import tenant_models
from cabinet.tenancy.scope import scoped

#: Written by any request, whoever asks: a session belongs to a person, not to a practice.
SESSIONS = {"django_session", "usersessions_usersession"}


def tenant_tables() -> list[str]:
    """All but the trace of who looked at whom: it is written by looking."""
    return sorted(model._meta.db_table for model in tenant_models() if model is not Access)


def global_tables() -> list[str]:
    every = {
        model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed
    }
    return sorted(every - set(tenant_tables()) - SESSIONS)


def digest(tables: list[str]) -> dict[str, str]:
    """The MD5 of the rows of each table, as far as the open scope sees them."""
    one = "SELECT '{0}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return dict(cursor.fetchall())


def digest_of_practice(membership) -> dict[str, str]:
    """All that the practice of `membership` holds, and that person's own rows in it."""
    with scoped(membership.cabinet_id, person_id=membership.person_id):
        return digest(tenant_tables())


def digest_of_all(*memberships) -> dict[str, str]:
    found = digest(global_tables())
    for membership in memberships:
        for table, value in digest_of_practice(membership).items():
            found[f"{membership.cabinet_id}:{table}"] = value
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return sorted(name for name in before if before[name] != after[name])


class Watch:
    """Whether the rows of a practice are still what they were; its tables are read only when one was written.

    PostgreSQL counts the rows written in a transaction, and those that were undone too.
    """

    def __init__(self, membership) -> None:
        self.membership = membership
        self.before = digest_of_practice(membership)
        self.written = rows_written()

    def changed(self) -> list[str]:
        written = rows_written()
        if written == self.written:
            return []
        self.written = written
        return changed(self.before, digest_of_practice(self.membership))


def rows_written() -> dict[str, int]:
    """By table of a practice, the rows written since the transaction began."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname = ANY(%s)",
            [tenant_tables()],
        )
        return dict(cursor.fetchall())
