"""Lines to the database as one stream: COPY into a table of the transaction, then one INSERT.

PostgreSQL refuses COPY into a table under row-level security; and ON CONFLICT is what counts the lines that
are already there. Whatever the number of lines, only one of them is in memory.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

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
_INSERT = """
INSERT INTO retrocession_receiptline (
    id, cabinet_id, receipt_import_id, month, line, doctor_id, "on", at, invoice, act, amount, amo, amc,
    patient_part, mode, key
)
SELECT uuidv7(), %s, %s, %s, * FROM receipts_read
ON CONFLICT (cabinet_id, key) DO NOTHING
"""
_DROP = "DROP TABLE receipts_read"


def copy_lines(lines: Iterable[Line], *, receipt_import: ReceiptImport, month: date, doctors: Doctors) -> int:
    """Write the lines that are not there yet; returns how many were written. Inside a transaction."""
    membership_on = lru_cache(maxsize=None)(doctors.membership_on)
    with connection.cursor() as cursor:
        cursor.execute(_CREATE)
        with cursor.copy(_COPY) as copy:
            for line in lines:
                copy.write_row(
                    (
                        line.number,
                        membership_on(line.doctor_key, line.on),
                        line.on,
                        line.at,
                        line.invoice,
                        line.act,
                        line.amount,
                        line.amo,
                        line.amc,
                        line.patient_part,
                        line.mode.value,
                        line.key,
                    )
                )
        cursor.execute(_INSERT, [current_cabinet_id(), receipt_import.pk, month])
        written = cursor.rowcount
        cursor.execute(_DROP)
    return written
