"""What payers said of some lines: how much was received of each act of each invoice, and until when."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from cabinet.money import ZERO
from retrocession.models import PayerReturn, ReceiptLine
from retrocession.models.payer_return import standing
from retrocession.rules.received import taken_back, third_party


class Group(NamedTuple):
    """The lines of one act of one invoice of a doctor's month: what a payer pays, whole or in parts."""

    month: date
    doctor: UUID
    invoice: str
    act: str


def group_of(line: ReceiptLine) -> Group:
    return Group(line.month, line.doctor_id, line.invoice, line.act)


def due_of(line: ReceiptLine) -> Decimal:
    """What a line awaits of payers, whatever was received since."""
    return third_party(
        line.amount, mode=line.mode, amo=line.amo, amc=line.amc, patient_part=line.patient_part
    )


class ReceivedOf:
    """What payers said of these lines; one statement, none without a line.

    `known` are the payments and refusals that stand, by key; `noted` the refusals among them that took
    nothing back; `withdrawn` the keys of those that were taken back.
    """

    def __init__(self, lines: Iterable[ReceiptLine]) -> None:
        self.known: dict[bytes, Any] = {}
        self.noted: dict[bytes, Any] = {}
        self.withdrawn: set[bytes] = set()
        self._moves: dict[Group, list[tuple[date, Decimal]]] = {}
        self._dues: dict[Group, Decimal] = {}
        by_id = {line.pk: line for line in lines}
        for line in by_id.values():
            self._dues[group_of(line)] = self._dues.get(group_of(line), ZERO) + due_of(line)
        stands = Exists(standing(PayerReturn.objects.filter(pk=OuterRef("pk"))))
        returns = PayerReturn.objects.filter(line__in=by_id).select_related("adjustment")
        for one in returns.annotate(stands=stands) if by_id else ():
            key = bytes(one.key)
            if not one.stands:
                self.withdrawn.add(key)
                continue
            self.known[key] = one
            if one.kind == PayerReturn.Kind.REFUSED and one.adjustment_id is None:
                self.noted[key] = one
            self.add(by_id[one.line_id], one.on, one.received)

    def add(self, line: ReceiptLine, on: date, amount: Decimal) -> None:
        self._moves.setdefault(group_of(line), []).append((on, amount))

    def of(self, group: Group) -> Decimal:
        """All that was received."""
        return sum((amount for _, amount in self._moves.get(group, ())), ZERO)

    def has_paid(self, group: Group, amount: Decimal) -> bool:
        """Whether that very amount was received of it, whatever the day."""
        return any(paid == amount for _, paid in self._moves.get(group, ()))

    def taken_back(self, line: ReceiptLine, refused: Decimal, *, on: date) -> Decimal:
        """What a refusal dated `on` takes back of what was received until then and not taken back since.

        A payment that came after the refusal answers it, and is not taken back by reading its file again.
        """
        group = group_of(line)
        moves = [amount for day, amount in self._moves.get(group, ()) if day <= on or amount < 0]
        return taken_back(
            refused,
            received=sum(moves, ZERO),
            due=self._dues[group],
            paid=[amount for amount in moves if amount > 0],
        )
