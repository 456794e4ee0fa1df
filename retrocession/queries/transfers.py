"""What the bank's file of a month would say now: who pays, whom, how much, and who is left out."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import current_cabinet_id
from retrocession.models import MonthClosing, Statement
from retrocession.queries.month import lines_of, with_account
from retrocession.rules.settlement import transferable
from retrocession.sepa import Party, Payment, remittance


@dataclass(frozen=True)
class LeftOut:
    """A statement that the file does not pay, and why."""

    statement: Statement
    reason: str


@dataclass(frozen=True)
class TransferOrder:
    """What the file of a month has to say: who pays, whom, how much, and who is left out."""

    payer: Party
    payments: list[Payment]
    left_out: list[LeftOut]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything the bank will read, but for the dates, which are fixed with the file."""
        content = [current_cabinet_id(), asdict(self.payer), [asdict(payment) for payment in self.payments]]
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def transfer_order(*, practice: str, payer: Party, statements: Iterable[Statement]) -> TransferOrder:
    """The transfers of a month's statements, each of them read `with_account`; touches no database.

    In the order of their numbers, however they were read: the same month has one fingerprint.
    """
    payments, left_out = [], []
    for statement in sorted(statements, key=lambda one: (one.year, one.rank)):
        account = account_of(statement, statement.remplacant)
        if transferable(statement.net) == 0:
            left_out.append(LeftOut(statement, "le net n’est pas positif\u202f: il est reporté"))
        elif not account.iban:
            left_out.append(LeftOut(statement, "son IBAN manque"))
        else:
            payments.append(
                Payment(
                    payee=account,
                    amount=statement.net,
                    reference=statement.number,
                    remittance=remittance(statement.month, practice, statement.number),
                )
            )
    return TransferOrder(payer, payments, left_out)


def account_of(row: Any, member: Membership) -> Party:
    """The account of the member that a row read `with_account` names, by its holder's name at the bank."""
    return Party(
        name=row.account_holder or member.person.get_full_name(),
        iban=row.account_iban,
        bic=row.account_bic,
    )


def order_of(closing: MonthClosing) -> TransferOrder:
    """What the file of an issued month would say now."""
    payer = with_account(MonthClosing.objects.filter(pk=closing.pk), "titulaire").get()
    return transfer_order(
        practice=Cabinet.current().name,
        payer=account_of(payer, closing.remplace),
        statements=with_account(lines_of(closing), "remplacant"),
    )
