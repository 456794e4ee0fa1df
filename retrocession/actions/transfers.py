"""The bank's file of a month: the same, with its message id, for as long as nothing in it changes."""

from datetime import date, datetime, timedelta

from cabinet import audit
from cabinet.clock import PARIS, first_of_month
from cabinet.models import Membership
from retrocession.actions.closing import ClosingRefused, lock_month, refuse_unless
from retrocession.models import MonthClosing, TransferFile, TransferLine
from retrocession.permissions import require_approval
from retrocession.queries.transfers import TransferOrder, order_of
from retrocession.rules.closing import State, Step
from retrocession.rules.target_calendar import next_banking_day
from retrocession.sepa import TransferRefused, control_sum, credit_transfers


def make_transfer_file(
    *, month: date, by: Membership | None, at: datetime, payer: Membership | None = None
) -> TransferFile:
    """The file to hand to the bank for `month`; the one already made as long as nothing changed.

    `payer` is who pays, when it is not the médecin remplacé of the month but that of an earlier one, now
    adjusted: their file goes its own way and the month does not wait for it.

    Raises `ClosingRefused`, `RoleRefused`, or `TransferRefused` for what a bank would refuse.
    """
    closing = lock_month(first_of_month(month))
    require_approval(by, titulaire=payer or closing.titulaire)
    if closing.state != State.PAID:
        refuse_unless(closing, Step.TRANSFER)
    titulaire = payer or closing.remplace
    order = order_of(closing, titulaire=titulaire)
    made = closing.transfers.filter(fingerprint=order.fingerprint).first()
    if made is None and not order.payments:  # all is paid: the file that did it
        made = closing.transfers.filter(titulaire__person=titulaire.person_id).first()
    if made is not None:
        return made
    if closing.state == State.PAID and payer is None:
        raise ClosingRefused("Ce mois est déjà payé\u202f: son fichier de virement ne change plus.")
    if not order.payer.iban:
        raise TransferRefused(f"L’IBAN de {titulaire.display_name}, qui paie, manque. Complétez sa fiche.")
    made = _make(closing, titulaire, order, by=by, at=at)
    if closing.state == State.ISSUED and payer is None:
        closing.state = State.TRANSFERRED
        closing.save(update_fields=["state"])
    audit.record(
        "make_transfer_file", made, by=by, at=at, month=f"{closing.month:%Y-%m}", message_id=made.message_id
    )
    return made


def _make(
    closing: MonthClosing,
    titulaire: Membership,
    order: TransferOrder,
    *,
    by: Membership | None,
    at: datetime,
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
    made = TransferFile.objects.create(
        closing=closing,
        titulaire=titulaire,
        message_id=message_id,
        fingerprint=order.fingerprint,
        execution_on=execution_on,
        payments=len(order.payments),
        control_sum=control_sum(order.payments),
        xml=xml,
        made_at=at,
        made_by=by,
    )
    TransferLine.objects.bulk_create(
        TransferLine(transfer=made, statement=statement) for statement in order.paid
    )
    return made
