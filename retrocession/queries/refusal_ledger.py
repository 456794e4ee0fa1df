"""All that a file of refusals is put beside, read once: its invoices, their statements, what adjusts them."""

from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from cabinet.models import Cabinet
from retrocession.models import Adjustment, AdjustmentOutcome, MonthClosing, ReceiptLine, Statement
from retrocession.queries.frozen_lists import with_lists
from retrocession.queries.received import ReceivedOf
from retrocession.reading.lines import KEY_BYTES, Occurrences
from retrocession.reading.rejections import Rejection
from retrocession.rules.closing import State, has_reached

#: The lines of one act of one invoice on one statement: what a caisse refuses, whole or in part.
Group = tuple[UUID, str, str]


def digest(*said: object) -> bytes:
    """What makes an adjustment the same one."""
    return blake2b("\x1f".join(map(str, said)).encode(), digest_size=KEY_BYTES).digest()


class Ledger:
    """The lines of the invoices of a file, the statements that hold them, and what already adjusts them."""

    def __init__(self, invoices: set[str], *, month: date) -> None:
        self.month = month
        self.practice = Cabinet.current()
        self.by_invoice: dict[str, list[ReceiptLine]] = {}
        for line in ReceiptLine.objects.filter(invoice__in=invoices).select_related("doctor__person"):
            self.by_invoice.setdefault(line.invoice, []).append(line)
        lines = [line for own in self.by_invoice.values() for line in own]
        months = {line.month for line in lines}
        self.states = dict(MonthClosing.objects.filter(month__in=months).values_list("month", "state"))
        self.statements = {
            (statement.month, statement.remplacant_id): statement
            for statement in with_lists(
                Statement.objects.filter(
                    month__in=months,
                    remplacant__in={line.doctor_id for line in lines},
                    titulaire__person=F("closing__titulaire__person"),
                )
            )
            .select_related("titulaire__person", "remplacant__person")
            .defer("detail", "signatures", "payer", "payee")
        }
        self.known: dict[bytes, Adjustment] = {}
        self.withdrawn: set[bytes] = set()
        self.late: set[str] = set()
        self.adjusted: dict[Group, list[Decimal]] = {}
        self.received = ReceivedOf(lines)
        self.occurrences = Occurrences()
        withdrawn = AdjustmentOutcome.objects.filter(adjustment=OuterRef("pk"), withdrawn_at__isnull=False)
        for one in Adjustment.objects.filter(invoice__in=invoices).annotate(is_withdrawn=Exists(withdrawn)):
            self._take(one)

    def _take(self, one: Any) -> None:
        key = bytes(one.key)
        if one.is_withdrawn:
            self.withdrawn.add(key)
            return
        self.known[key] = one
        if one.kind == Adjustment.Kind.LATE_LINE:
            self.late.add(one.invoice)
        if one.origin_id and one.kind != Adjustment.Kind.PAYMENT:
            self.adjusted.setdefault((one.origin_id, one.invoice, one.act), []).append(-one.amount)

    def is_issued(self, month: date) -> bool:
        return has_reached(State(self.states.get(month, State.OPEN)), State.ISSUED)

    def origin_of(self, line: ReceiptLine) -> Statement | None:
        return self.statements.get((line.month, line.doctor_id)) if self.is_issued(line.month) else None

    def key_of(self, rejection: Rejection, occurrence: int) -> bytes:
        """The same refusal has the same key in each file. Withdrawn, it may come again, under another."""
        said = (rejection.invoice, rejection.act, rejection.amount, rejection.on, occurrence)
        attempt = 0
        while (key := digest("rejection", *said, attempt)) in self.withdrawn | self.received.withdrawn:
            attempt += 1
        return key
