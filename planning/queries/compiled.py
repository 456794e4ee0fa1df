"""Querysets made SQL once per process: for what is asked every hour by every phone.

To make SQL of a queryset costs Django more than PostgreSQL takes to answer it; the querysets stay where one
reads them, with `Asked("name", field)` for what differs from one question to the next.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, QuerySet, Value


class Asked(Value):
    """A value that is given when the question is asked; it goes through psycopg as it is."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__(name, output_field=field)

    def as_sql(self, *_: Any, **__: Any) -> Any:
        return "%s", [self]


class Question:
    """SQL, and its parameters with the places of those that are given."""

    def __init__(self, sql: str, parameters: Sequence[Any]) -> None:
        self.sql, self.parameters = sql, list(parameters)

    @classmethod
    def of(cls, queryset: QuerySet) -> "Question":
        return cls(*queryset.query.sql_with_params())

    def ask(self, **given: Any) -> list[tuple]:
        """The rows, as PostgreSQL has them."""
        values = [given[one.value] if isinstance(one, Asked) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, values)
            return cursor.fetchall()


def digest_of(questions: Iterable[Question]) -> Question:
    """One row, one column: it changes with any value of any row that these questions would answer."""
    asked = list(questions)
    told = " UNION ALL ".join(f"SELECT t::text FROM ({one.sql}) AS t" for one in asked)  # noqa: S608 (the ORM's)
    digest = "SELECT md5(coalesce(string_agg(told, chr(10) ORDER BY told), ''))"
    sql = f"{digest} FROM ({told}) AS every(told)"
    return Question(sql, [parameter for one in asked for parameter in one.parameters])
