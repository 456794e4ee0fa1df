"""Lines to the database as one stream: COPY into a table of the transaction, then one INSERT.

PostgreSQL refuses COPY into a table under row-level security; and ON CONFLICT is what counts the lines that
are already there. Whatever the number of lines, only one of them is in memory.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache

from django.db import connection

from cabinet.tenancy.scope import current_cabinet_id
from retrocession.models import ReceiptImport
from retrocession.queries.doctors import Doctors
from retrocession.reading import Line

_CREATE = """
CREATE TEMPORARY TABLE receipts_read (
    line integer, doctor_id uuid, "on" date, at time, invoice text, act text, amount numeric, amo numeric,
    amc numeric, patient_part numeric, mode text, key bytea
) ON COMMIT DROP
"""
_COPY = "COPY receipts_read FROM STDIN"
# A line that was corrected is known under the values that it has now; one that was removed stays out, as
# long as the file that brought it stands.
_FORGET_CHANGED = """
DELETE FROM receipts_read read USING retrocession_receiptchange change
WHERE change.cabinet_id = %s AND change.key = read.key AND (
    EXISTS (
        SELECT FROM retrocession_receiptline line
        WHERE line.cabinet_id = change.cabinet_id AND line.id = change.line_id
    ) OR EXISTS (
        SELECT FROM retrocession_receiptimport file
        WHERE file.cabinet_id = change.cabinet_id AND file.id = change.receipt_import_id
        AND file.state = 'written'
    )
)
"""
_INSERT = """
INSERT INTO retrocession_receiptline (
    id, cabinet_id, receipt_import_id, month, line, doctor_id, "on", at, invoice, act, amount, amo, amc,
    patient_part, mode, key
)
SELECT uuidv7(), %s, %s, %s, * FROM receipts_read
ON CONFLICT (cabinet_id, key) DO NOTHING
"""
_COUNT = """
SELECT count(DISTINCT read.key) FROM receipts_read read
WHERE NOT EXISTS (
    SELECT FROM retrocession_receiptline line WHERE line.cabinet_id = %s AND line.key = read.key
)
"""
_NULL = r"\N"
_DROP = "DROP TABLE receipts_read"


def copy_lines(
    lines: Iterable[Line], *, receipt_import: ReceiptImport, doctors: Doctors, only_count: bool = False
) -> int:
    """Write the lines that are not there yet, or `only_count` them; how many. Inside a transaction."""

    @cache
    def membership_on(person_id: int, on: date) -> str:
        return str(doctors.membership_on(person_id, on))

    cabinet = current_cabinet_id()
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for line in lines:
                copy.write(_row(line, membership_on(line.doctor_key, line.on)))
        cursor.execute(_FORGET_CHANGED, [cabinet])
        if only_count:
            cursor.execute(_COUNT, [cabinet])
            written = cursor.fetchone()[0]
        else:
            cursor.execute(_INSERT, [cabinet, receipt_import.pk, receipt_import.month])
            written = cursor.rowcount
        cursor.execute(_DROP)
    return written


def _row(line: Line, doctor: str) -> str:
    """A line in COPY's text format. Written out: adapting thirteen values one by one takes twice the time."""
    at, amo, amc, patient_part = [
        _NULL if value is None else value for value in (line.at, line.amo, line.amc, line.patient_part)
    ]
    return (
        f"{line.number}\t{doctor}\t{line.on}\t{at}\t{_escape(line.invoice)}\t{_escape(line.act)}\t{line.amount}"
        f"\t{amo}\t{amc}\t{patient_part}\t{line.mode.value}\t\\\\x{line.key.hex()}\n"
    )


def _escape(text: str) -> str:
    """Texts are printable (checked while reading): only the backslash means something to COPY."""
    return text.replace("\\", "\\\\") if "\\" in text else text
