"""The bank's file of a month: the same, with its message id, for as long as nothing in it changes."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from cabinet import audit
from cabinet.clock import PARIS, first_of_month
from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.tenancy.scope import current_cabinet_id
from retrocession.actions.closing import ClosingRefused, lock_month, refuse_unless
from retrocession.models import MonthClosing, Statement, TransferFile
from retrocession.permissions import require_approval
from retrocession.rules.closing import State, Step
from retrocession.rules.settlement import transferable
from retrocession.rules.target_calendar import next_banking_day
from retrocession.sepa import Party, Payment, TransferRefused, control_sum, credit_transfers, remittance


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
    *,
    practice: Cabinet,
    titulaire: Membership,
    statements: Iterable[Statement],
    profiles: dict[object, PractitionerProfile],
) -> TransferOrder:
    """The transfers of a month's statements; `profiles` by membership id. Touches no database."""
    payments, left_out = [], []
    for statement in statements:
        account = profiles.get(statement.remplacant_id)
        if transferable(statement.net) == 0:
            left_out.append(LeftOut(statement, "le net n’est pas positif\u202f: il est reporté"))
        elif account is None or not account.iban:
            left_out.append(LeftOut(statement, "son IBAN manque"))
        else:
            payments.append(
                Payment(
                    payee=_party(statement.remplacant, account),
                    amount=statement.net,
                    reference=statement.number,
                    remittance=remittance(statement.month, practice.name, statement.number),
                )
            )
    return TransferOrder(_party(titulaire, profiles.get(titulaire.pk)), payments, left_out)


def make_transfer_file(*, month: date, by: Membership | None, at: datetime) -> TransferFile:
    """The file to hand to the bank for `month`; the one already made as long as nothing changed.

    Raises `ClosingRefused`, `RoleRefused`, or `TransferRefused` for what a bank would refuse.
    """
    closing = lock_month(first_of_month(month))
    require_approval(by, titulaire=closing.titulaire)
    if closing.state != State.PAID:
        refuse_unless(closing, Step.TRANSFER)
    order = order_of(closing)
    made = closing.transfers.filter(fingerprint=order.fingerprint).first()
    if made is not None:
        return made
    if closing.state == State.PAID:
        raise ClosingRefused("Ce mois est déjà payé\u202f: son fichier de virement ne change plus.")
    if not order.payer.iban:
        raise TransferRefused(
            f"L’IBAN de {closing.titulaire.display_name}, qui paie, manque. Complétez sa fiche."
        )
    made = _make(closing, order, by=by, at=at)
    if closing.state != State.TRANSFERRED:
        closing.state = State.TRANSFERRED
        closing.save(update_fields=["state"])
    audit.record(
        "make_transfer_file", made, by=by, at=at, month=f"{closing.month:%Y-%m}", message_id=made.message_id
    )
    return made


def order_of(closing: MonthClosing) -> TransferOrder:
    """What the file of an issued month would say now."""
    statements = list(closing.statements.select_related("remplacant__person"))
    members = [closing.titulaire_id, *(statement.remplacant_id for statement in statements)]
    profiles = {p.membership_id: p for p in PractitionerProfile.objects.filter(membership__in=members)}
    practice = Cabinet.objects.get(pk=current_cabinet_id())
    return transfer_order(
        practice=practice, titulaire=closing.titulaire, statements=statements, profiles=profiles
    )


def _make(
    closing: MonthClosing, order: TransferOrder, *, by: Membership | None, at: datetime
) -> TransferFile:
    message_id = f"RETRO-{closing.month:%Y%m}-{order.fingerprint[:12].upper()}"
    # The bank needs the file the day before at the latest.
    execution_on = next_banking_day(at.astimezone(PARIS).date() + timedelta(days=1))
    xml = credit_transfers(
        order.payer,
        order.payments,
        message_id=message_id,
        created_at=at.astimezone(PARIS),
        execution_on=execution_on,
    )
    return TransferFile.objects.create(
        closing=closing,
        message_id=message_id,
        fingerprint=order.fingerprint,
        execution_on=execution_on,
        payments=len(order.payments),
        control_sum=control_sum(order.payments),
        xml=xml,
        made_at=at,
        made_by=by,
    )


def _party(member: Membership, profile: PractitionerProfile | None) -> Party:
    """Named as at the bank; without that name, by the person's own."""
    holder = profile.account_holder if profile else ""
    return Party(
        name=holder or member.person.get_full_name(),
        iban=profile.iban if profile else "",
        bic=profile.bic if profile else "",
    )
