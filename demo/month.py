"""October 2026 of Nieul-le-Dolent, from its receipts to « verified »: the médecin remplacé may approve it."""

from datetime import date, datetime
from pathlib import Path

from cabinet.clock import PARIS, next_month
from cabinet.models import Membership
from demo import sheets
from retrocession.actions.closing import prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.receipts import import_receipts
from retrocession.models import Designation, MonthClosing, ReceiptLine
from retrocession.rules.closing import State

OCTOBER = date(2026, 10, 1)
ROTATION = ["ulysse", "lucie", "zoe", "romane"]


def close_october(members: dict[str, Membership], receipts: Path) -> bool:
    """Import, prepare and verify the month once; False when it was there already."""
    if ReceiptLine.objects.filter(month=OCTOBER).exists():
        return False
    secretary = members["baptiste"]
    with receipts.open("rb") as stream:
        import_receipts(
            stream=stream, file_name=receipts.name, month=OCTOBER, by=secretary,
            at=datetime(2026, 11, 2, 10, 48, tzinfo=PARIS),
        )  # fmt: skip
    prepare_month(month=OCTOBER, by=None, at=datetime(2026, 11, 2, 10, 50, tzinfo=PARIS))
    if MonthClosing.objects.get(month=OCTOBER).state == State.PREPARED:
        sheets.count_october(OCTOBER, by=secretary, at=datetime(2026, 11, 2, 11, 5, tzinfo=PARIS))
        verify_month(month=OCTOBER, by=secretary, at=datetime(2026, 11, 2, 11, 20, tzinfo=PARIS))
    return True


def rotate(members: dict[str, Membership], *, names: list[str], today: date, at: datetime) -> int:
    """Designate each titulaire in turn, from October 2026 to two months from now; how many were missing."""
    month, last, missing = OCTOBER, next_month(next_month(today)), 0
    while month <= last:
        if not Designation.objects.filter(month=month).exists():
            titulaire = members[names[(month.year * 12 + month.month - 10) % len(names)]]
            designate(month=month, titulaire=titulaire, by=None, at=at)
            missing += 1
        month = next_month(month)
    return missing
