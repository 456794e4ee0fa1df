"""What the bank's file of a month would say now: who pays, whom, how much, and who is left out."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.tenancy.scope import current_cabinet_id
from cabinet.text import full_day
from retrocession.models import MonthClosing, Statement
from retrocession.queries.answers import paid_on_read, with_aftermath
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


def transfer_order(
    *, practice: str, titulaire: Membership, payer: Party, statements: Iterable[Statement]
) -> TransferOrder:
    """The transfers that `titulaire` owes for a month's statements, each read with its payer,
    `with_account` and `with_aftermath`; touches no database.

    In the order of their numbers, however they were read: the same month has one fingerprint.
    """
    payments, left_out = [], []
    for statement in sorted(statements, key=lambda one: (one.year, one.rank)):
        account = account_of(statement, statement.remplacant)
        if statement.titulaire.person_id != titulaire.person_id:
            left_out.append(
                LeftOut(statement, f"{statement.titulaire.display_name} le paie, pour un mois passé")
            )
        elif transferable(statement.net) == 0:
            left_out.append(LeftOut(statement, "le net n’est pas positif\u202f: il est reporté"))
        elif paid := paid_on_read(statement):
            left_out.append(LeftOut(statement, f"il est payé depuis le {full_day(paid)}"))
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


def order_of(closing: MonthClosing, *, titulaire: Membership | None = None) -> TransferOrder:
    """What the file of `titulaire` (the médecin remplacé unless said) for an issued month would say now."""
    titulaire = titulaire or closing.remplace
    profile = PractitionerProfile.objects.filter(membership=titulaire).first()
    return transfer_order(
        practice=Cabinet.current().name,
        titulaire=titulaire,
        payer=Party(
            name=(profile and profile.account_holder) or titulaire.person.get_full_name(),
            iban=profile.iban if profile else "",
            bic=profile.bic if profile else "",
        ),
        statements=with_aftermath(with_account(lines_of(closing), "remplacant")),
    )


def unpaid_of(closing: MonthClosing, titulaire: Membership) -> list[Statement]:
    """The statements of a month that `titulaire` has still to pay, by locum."""
    own = (
        closing.statements.filter(titulaire__person=titulaire.person_id, net__gt=0)
        .select_related("titulaire__person", "remplacant__person")
        .order_by("remplacant__person__sort_key", "pk")
    )
    return [statement for statement in with_aftermath(own) if paid_on_read(statement) is None]


def other_payer(closing: MonthClosing, person_id: int) -> Membership | None:
    """The membership under which a person pays statements of a month of which they are not remplacé."""
    if person_id == closing.remplace.person_id:
        return None
    own = closing.statements.filter(titulaire__person=person_id).select_related("titulaire__person").first()
    return own.titulaire if own else None
