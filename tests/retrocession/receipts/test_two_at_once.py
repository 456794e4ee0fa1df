"""The same file brought in twice at the same instant is written once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from cabinet.tenancy.scope import scoped
from retrocession.actions.receipts import import_receipts, upload_receipts, write_receipts
from retrocession.actions.receipts_refused import ImportSettled
from retrocession.models import ReceiptImport, ReceiptLine

from .conftest import AT, OCTOBER, csv, row

DATA = csv(*(row(n) for n in range(300)))


def at_once(function, times: int = 4) -> list:
    gate = Barrier(times)

    def run(_):
        try:
            gate.wait(timeout=10)
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def test_imports_at_once_write_lines_once(living_cast):
    def bring():
        with scoped(living_cast.cabinet.pk):
            report = import_receipts(stream=DATA, file_name="recettes.csv", month=OCTOBER, by=None, at=AT)
            return report.written, report.duplicates

    assert sorted(at_once(bring)) == [(0, 300), (0, 300), (0, 300), (300, 0)]
    with scoped(living_cast.cabinet.pk):
        assert (ReceiptLine.objects.count(), ReceiptImport.objects.count()) == (300, 1)


def test_preview_confirmed_at_once_is_written_once(living_cast):
    with scoped(living_cast.cabinet.pk):
        shown = upload_receipts(stream=DATA, file_name="recettes.csv", month=OCTOBER, by=None, at=AT)

    def confirm():
        try:
            with scoped(living_cast.cabinet.pk):
                return write_receipts(receipt_import=shown, by=None, at=AT).written
        except ImportSettled:
            return None

    assert sorted(at_once(confirm), key=str) == [300, None, None, None]
    with scoped(living_cast.cabinet.pk):
        assert ReceiptLine.objects.count() == 300
