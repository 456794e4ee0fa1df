"""People to the database as one stream: COPY into a table of the transaction, then one INSERT a table.

PostgreSQL refuses COPY into a table under row-level security; ten thousand rows by INSERT take three times
as long.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from psycopg import sql

from cabinet.models import Membership
from patients.models import Patient, PatientStep, Step

_PEOPLE = sql.Identifier(Patient._meta.db_table)
_STEPS = sql.Identifier(PatientStep._meta.db_table)
_FIELDS = Patient._meta.concrete_fields
_COLUMNS = sql.SQL(", ").join([sql.Identifier(str(field.column)) for field in _FIELDS])
_CREATE = sql.SQL("CREATE TEMPORARY TABLE people_read (LIKE {} INCLUDING DEFAULTS) ON COMMIT DROP").format(
    _PEOPLE
)
_COPY = sql.SQL("COPY people_read ({}) FROM STDIN").format(_COLUMNS)
_INSERT = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM people_read").format(_PEOPLE, _COLUMNS, _COLUMNS)
_INSERT_STEPS = sql.SQL(
    "INSERT INTO {} (id, cabinet_id, patient_id, before, after, at, by_id, reason)"
    " SELECT uuidv7(), cabinet_id, id, '', %s, %s, %s, '' FROM people_read"
).format(_STEPS)


def enter_many(people: Iterable[Patient], *, by: Membership | None, at: datetime) -> int:
    """Write new people, waiting, with the first line of their history; how many. Inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for patient in people:
                patient.take_current_cabinet()
                copy.write_row([getattr(patient, field.attname) for field in _FIELDS])
        cursor.execute(_INSERT)
        written = cursor.rowcount
        cursor.execute(_INSERT_STEPS, [Step.WAITING.value, at, by.pk if by else None])
        cursor.execute("DROP TABLE people_read")
    return written
