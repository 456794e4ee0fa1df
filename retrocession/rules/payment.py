"""A statement is paid when its transfer was debited and not sent back; a month when all of its own are.

Source: the practice's closing: transfer file made, handed in, debited, received.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class TransferState(StrEnum):
    WAITING = "waiting"
    HANDED_IN = "handed_in"
    DEBITED = "debited"
    RETURNED = "returned"
    RECEIVED = "received"


TRANSFER_LABELS = {
    TransferState.WAITING: "à virer",
    TransferState.HANDED_IN: "remis à la banque",
    TransferState.DEBITED: "débité",
    TransferState.RETURNED: "renvoyé par la banque",
    TransferState.RECEIVED: "reçu",
}


@dataclass(frozen=True)
class Mark:
    """« handed_in », « debited », « returned » or « received », and the day."""

    kind: str
    on: date


def paid_on(marks: Sequence[Mark]) -> date | None:
    """The day of the last debit that was not sent back since; None while it is not paid."""
    debited = None
    for mark in marks:
        if mark.kind == "returned":
            debited = None
        elif mark.kind == "debited":
            debited = mark.on
    return debited


def is_received(marks: Sequence[Mark]) -> bool:
    """The payee said that it came, and nothing was sent back since."""
    return bool(marks) and marks[-1].kind == "received"


def transfer_state(marks: Sequence[Mark]) -> TransferState:
    """Where a transfer stands is what was last said of it.

    Source: the practice's closing.
    """
    return TransferState(marks[-1].kind) if marks else TransferState.WAITING


def month_is_paid(statements: Iterable[tuple[Decimal, Sequence[Mark]]]) -> bool:
    """Every statement with something to transfer is paid: net amounts in euros, each with its marks."""
    return all(net <= 0 or paid_on(marks) is not None for net, marks in statements)
