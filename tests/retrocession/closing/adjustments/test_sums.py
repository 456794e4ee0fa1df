"""Random months through the database: what was billed, given, kept and owed always adds up."""

import random
from datetime import date
from decimal import Decimal

import pytest
from django.db.models import F, Sum

from cabinet.clock import next_month
from cabinet.tenancy.scope import scoped
from retrocession.actions.adjustments import add_correction, add_late_line
from retrocession.actions.closing import NothingToClose, approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.rejections import import_rejections
from retrocession.actions.statements import issue_month
from retrocession.models import Adjustment, ReceiptLine, Statement
from retrocession.queries.carried import owed_by_pair
from tests.retrocession.closing.adjustments.conftest import rows
from tests.retrocession.closing.conftest import AT, bill, member_named, write

ZERO = Decimal("0.00")
TITULAIRES = ["ulysse.texier", "lucie.sorin", "zoe.epaud"]
LOCUMS = ["gael.herbreteau", "kevin.rabiller", "fanny.chauvet"]
FIRST = date(2026, 11, 1)


class Year:
    """Months played one after the other by somebody who refuses, forgets and corrects at random."""

    def __init__(self, practice, seed: int) -> None:
        self.random = random.Random(seed)
        self.titulaires = [member_named(practice, name) for name in TITULAIRES]
        self.locums = [member_named(practice, name) for name in LOCUMS]
        self.number = 0

    def amount(self) -> Decimal:
        return Decimal(self.random.randint(1, 90_00)) / 100

    def bill(self, month: date) -> None:
        for _ in range(self.random.randint(0, 5)):
            self.number += 1
            doctor, act = self.random.choice(self.locums), self.random.choice(["G", "G", "IK"])
            on = month.replace(day=self.random.randint(1, 20))
            write(bill(doctor, on, act, self.amount(), invoice=f"F{self.number}", line=self.number))

    def adjust(self, month: date) -> None:
        issued = list(Statement.objects.filter(billed__gt=0))
        for line in (
            self.random.sample(list(ReceiptLine.objects.filter(invoice__startswith="F")), k=2)
            if (ReceiptLine.objects.filter(invoice__startswith="F", month__lt=month).count() > 2)
            else []
        ):
            part = min(self.amount(), line.amount)
            file = rows(f"{line.invoice};{line.act};{part};motif;{month:%d/%m/%Y}")
            import_rejections(stream=file, file_name="r.csv", month=month, by=None, at=AT)
        statement = self.random.choice(issued)
        if self.random.random() < 0.5:
            add_correction(
                month=month, statement=statement, amount=self.amount() * self.random.choice([1, -1]),
                reason=f"n° {self.number}", whole=self.random.random() < 0.3, by=None, at=AT,
            )  # fmt: skip
        if self.random.random() < 0.5:
            self.number += 1
            add_late_line(
                month=month, remplacant=statement.remplacant, on=statement.month.replace(day=21),
                invoice=f"L{self.number}", act=self.random.choice(["G", "IK"]), amount=self.amount(),
                reason="retrouvée", by=None, at=AT,
            )  # fmt: skip

    def close(self, month: date) -> None:
        designate(month=month, titulaire=self.random.choice(self.titulaires), by=None, at=AT)
        try:
            prepare_month(month=month, by=None, at=AT)
        except NothingToClose:
            return
        for step in (verify_month, approve_month, issue_month):
            step(month=month, by=None, at=AT)


@pytest.mark.parametrize("seed", range(6))
def test_no_euro_appears_or_disappears(issued, seed):
    with scoped(issued.pk):
        year, month = Year(issued, seed), FIRST
        for _ in range(5):
            year.bill(month)
            year.adjust(month)
            year.close(month)
            check(month)
            month = next_month(month)


def check(last: date) -> None:
    sums = Statement.objects.aggregate(
        **{name: Sum(name, default=ZERO) for name in ("billed", "share", "kept", "travel", "net")}
    )
    billed = ReceiptLine.objects.filter(month__lte=last, doctor__role="remplacant").aggregate(
        total=Sum("amount", default=ZERO)
    )["total"]
    carried = Adjustment.objects.filter(outcomes__statement__isnull=False).aggregate(
        billed=Sum("amount", default=ZERO),
        given=Sum("share", default=ZERO),
        kept=Sum(F("amount") - F("share"), default=ZERO),
    )
    assert not Adjustment.objects.filter(outcomes__isnull=True).exists()
    assert sums["billed"] == billed
    assert sums["share"] + sums["kept"] + sums["travel"] == billed
    assert carried["given"] + carried["kept"] == carried["billed"]
    transferred = sum((one.net for one in Statement.objects.filter(net__gt=0)), ZERO)
    people = set(Statement.objects.values_list("titulaire__person", flat=True))
    owed = sum((one.net for one in owed_by_pair(people).values()), ZERO)
    assert sums["share"] + sums["travel"] + carried["given"] == transferred + owed
