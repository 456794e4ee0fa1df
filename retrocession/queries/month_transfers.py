"""The transfers of a month, one a payee: where each stands, what the bank said of the name, what stops it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from cabinet.identifiers import masked_iban
from cabinet.models import Cabinet, Membership
from cabinet.money import ZERO
from retrocession.models import MonthClosing, Statement, TransferFile, TransferLine
from retrocession.queries.answers import marks_of, with_aftermath
from retrocession.queries.month import with_account, with_account_change
from retrocession.queries.transfer_lines import answer_about, lines_of_file
from retrocession.queries.transfers import account_of, payer_account, transfer_order
from retrocession.rules.name_check import NAME_ANSWER_LABELS, NameAnswer
from retrocession.rules.payment import TRANSFER_LABELS, Mark, TransferState, transfer_state

#: The colour of the badge, always beside its word.
KINDS = {
    TransferState.WAITING: "known",
    TransferState.HANDED_IN: "known",
    TransferState.DEBITED: "covered",
    TransferState.RECEIVED: "covered",
    TransferState.RETURNED: "gap",
}


@dataclass(frozen=True)
class TransferRow:
    """A payee. `stops` says in a sentence why nothing is ordered for them yet; `line` is that of the file."""

    statement: Statement
    name: str
    iban: str
    state: TransferState
    on: date | None
    stops: str
    line: TransferLine | None

    @property
    def label(self) -> str:
        return TRANSFER_LABELS[self.state]

    @property
    def kind(self) -> str:
        return KINDS[self.state]

    @property
    def answer(self) -> NameAnswer | None:
        return answer_about(self.line) if self.line else None

    @property
    def answer_label(self) -> str:
        return NAME_ANSWER_LABELS[self.answer] if self.answer else ""

    @property
    def can_return(self) -> bool:
        return self.state in (TransferState.HANDED_IN, TransferState.DEBITED, TransferState.RECEIVED)


@dataclass(frozen=True)
class FileShown:
    """A file as it was made; `is_current`: it says what a new one would say."""

    made: TransferFile
    handed_in_on: date | None
    is_current: bool


@dataclass(frozen=True)
class MonthTransfers:
    """Amounts in euros: `sums` are those of `total`, whatever became of each transfer."""

    month: date
    titulaire: Membership
    rows: list[TransferRow]
    files: list[FileShown]
    lines: list[TransferLine]
    sums: list[tuple[str, Decimal]]
    total: Decimal
    can_order: bool

    @property
    def names_wrong(self) -> list[str]:
        return [row.statement.remplacant.display_name for row in self.rows if row.answer is NameAnswer.NONE]


def month_transfers(closing: MonthClosing, titulaire: Membership, *, practice: Cabinet) -> MonthTransfers:
    """What `titulaire` transfers for an issued month. Eight statements of SQL, whatever their number."""
    statements = list(
        with_aftermath(with_account_change(with_account(_owed(closing, titulaire), "remplacant")))
        .prefetch_related("payments")
        .defer("detail", "signatures", "payer", "payee")
    )
    order = transfer_order(
        practice=practice.name, titulaire=titulaire, payer=payer_account(titulaire), statements=statements
    )
    files = list(
        closing.transfers.filter(titulaire__person=titulaire.person_id)
        .prefetch_related("handed_in")
        .defer("xml")
    )
    current = next((one for one in files if one.fingerprint == order.fingerprint), None)
    shown = current or next(iter(files), None)
    lines = list(lines_of_file(shown)) if shown else []
    of_statement = {line.statement_id: line for line in lines}
    stopped = {left.statement.pk: left.reason for left in order.left_out if left.stops}
    rows = [_row(one, stopped.get(one.pk, ""), of_statement.get(one.pk)) for one in statements]
    return MonthTransfers(
        month=closing.month,
        titulaire=titulaire,
        rows=rows,
        files=[FileShown(one, _handed_in(one), one == current) for one in files],
        lines=lines,
        sums=_sums(rows),
        total=sum((row.statement.net for row in rows), ZERO),
        can_order=bool(order.payments) and current is None,
    )


def _owed(closing: MonthClosing, titulaire: Membership) -> QuerySet[Statement]:
    own = closing.statements.filter(titulaire__person=titulaire.person_id, net__gt=0)
    people = own.select_related("titulaire__person", "remplacant__person")
    return people.order_by("remplacant__person__sort_key", "pk")


def _row(statement: Any, stops: str, line: TransferLine | None) -> TransferRow:
    marks = marks_of(statement.payments.all())
    if statement.handed_in_on:
        marks = [*marks, Mark(TransferState.HANDED_IN, statement.handed_in_on)]
    account = account_of(statement, statement.remplacant)
    return TransferRow(
        statement=statement,
        name=account.name,
        iban=masked_iban(account.iban),
        state=transfer_state(marks),
        on=marks[-1].on if marks else None,
        stops=stops,
        line=line,
    )


def _handed_in(made: TransferFile) -> date | None:
    done = list(made.handed_in.all())
    return done[0].handed_in_on if done else None


def _sums(rows: list[TransferRow]) -> list[tuple[str, Decimal]]:
    """What is to transfer, held back, at the bank and paid: together, what the month owes."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        label = {
            TransferState.HANDED_IN: "À la banque",
            TransferState.DEBITED: "Payé",
            TransferState.RECEIVED: "Payé",
        }.get(row.state, "En attente" if row.stops else "À virer")
        sums[label] = sums.get(label, ZERO) + row.statement.net
    return list(sums.items())
