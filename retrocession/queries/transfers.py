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
from retrocession.queries.answers import is_under_way_read, paid_on_read, with_aftermath
from retrocession.queries.month import (
    awaited_change,
    change_awaited,
    lines_of,
    with_account,
    with_account_change,
)
from retrocession.rules.settlement import transferable
from retrocession.sepa import Party, Payment, remittance


@dataclass(frozen=True)
class LeftOut:
    """A statement that the file does not pay, and why. `stops`: its payee has something to do first."""

    statement: Statement
    reason: str
    stops: bool = False


@dataclass(frozen=True)
class TransferOrder:
    """What the file of a month has to say: who pays, whom, how much, and who is left out."""

    payer: Party
    payments: list[Payment]
    paid: list[Statement]
    left_out: list[LeftOut]
    again: list[list]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of everything the bank will read, but for the dates, which are fixed with the file.

        What the bank sent back and is ordered `again` makes another file, even to the same account.
        """
        content: list[Any] = [
            current_cabinet_id(),
            asdict(self.payer),
            [asdict(payment) for payment in self.payments],
        ]
        content += [self.again] if self.again else []
        return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def transfer_order(
    *, practice: str, titulaire: Membership, payer: Party, statements: Iterable[Any]
) -> TransferOrder:
    """The transfers that `titulaire` owes for a month's statements, each read with its payer,
    `with_account`, `with_account_change` and `with_aftermath`; touches no database.

    In the order of their numbers, however they were read: the same month has one fingerprint.
    """
    payments: list[Payment] = []
    paid: list[Statement] = []
    left_out: list[LeftOut] = []
    again: list[list] = []
    for statement in sorted(statements, key=lambda one: (one.year, one.rank)):
        account = account_of(statement, statement.remplacant)
        if statement.titulaire.person_id != titulaire.person_id:
            left_out.append(
                LeftOut(statement, f"{statement.titulaire.display_name} le paie, pour un mois passé")
            )
        elif transferable(statement.net) == 0:
            left_out.append(LeftOut(statement, "le net n’est pas positif\u202f: il est reporté"))
        elif paid_on := paid_on_read(statement):
            left_out.append(LeftOut(statement, f"il est payé depuis le {full_day(paid_on)}"))
        elif is_under_way_read(statement):
            left_out.append(
                LeftOut(statement, f"il est à la banque depuis le {full_day(statement.handed_in_on)}")
            )
        elif not account.iban:
            left_out.append(LeftOut(statement, "son IBAN manque", stops=True))
        elif change := awaited_change(statement):
            left_out.append(LeftOut(statement, change_awaited(change), stops=True))
        else:
            paid.append(statement)
            if statement.returns:
                again.append([statement.number, statement.returns])
            payments.append(
                Payment(
                    payee=account,
                    amount=statement.net,
                    reference=statement.number,
                    remittance=remittance(statement.month, practice, statement.number),
                )
            )
    return TransferOrder(payer, payments, paid, left_out, again)


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
    return transfer_order(
        practice=Cabinet.current().name,
        titulaire=titulaire,
        payer=payer_account(titulaire),
        statements=with_aftermath(with_account_change(with_account(lines_of(closing), "remplacant"))),
    )


def payer_account(titulaire: Membership) -> Party:
    """The account from which a titulaire pays; without a number when they gave none."""
    profile = PractitionerProfile.objects.filter(membership=titulaire).first()
    return Party(
        name=(profile and profile.account_holder) or titulaire.person.get_full_name(),
        iban=profile.iban if profile else "",
        bic=profile.bic if profile else "",
    )


def unpaid_of(closing: MonthClosing, titulaire: Membership) -> list[Statement]:
    """The statements of a month that `titulaire` has still to pay, by locum."""
    own = (
        closing.statements.filter(titulaire__person=titulaire.person_id, net__gt=0)
        .select_related("titulaire__person", "remplacant__person")
        .order_by("remplacant__person__sort_key", "pk")
    )
    return [statement for statement in with_aftermath(own) if paid_on_read(statement) is None]


def payer_for(closing: MonthClosing, person_id: int) -> Membership | None:
    """The membership under which this person pays statements of a month, if any."""
    if closing.titulaire is None:
        return None
    if closing.titulaire.person_id == person_id:
        return closing.titulaire
    return other_payer(closing, person_id)


def other_payer(closing: MonthClosing, person_id: int) -> Membership | None:
    """The membership under which a person pays statements of a month of which they are not remplacé."""
    if person_id == closing.remplace.person_id:
        return None
    own = closing.statements.filter(titulaire__person=person_id).select_related("titulaire__person").first()
    return own.titulaire if own else None
