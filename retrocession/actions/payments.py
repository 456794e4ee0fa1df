"""What the bank did with a month's transfers: handed in, debited, sent back, received."""

from collections.abc import Iterable
from datetime import date, datetime

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.text import full_day
from retrocession.actions.closing import advance, lock_month, refuse_unless
from retrocession.models import (
    MonthClosing,
    Statement,
    StatementPayment,
    TransferFile,
    TransferHandedIn,
    TransferLine,
)
from retrocession.permissions import RoleRefused, require_approval
from retrocession.queries.answers import is_under_way_read, marks_of, paid_on_read
from retrocession.queries.transfer_lines import files_handed_in, handed_in_on, lines_of_file, names_refused
from retrocession.rules.closing import State, Step
from retrocession.rules.payment import is_received, month_is_paid, paid_on

REFERENCE_LIMIT = 80
Kind = StatementPayment.Kind


class PaymentRefused(Refused):
    """The day or the reference makes no sense, or the statement is not in that state."""


def hand_in(
    *, transfer: TransferFile, on: date, by: Membership | None, at: datetime, despite_names: bool = False
) -> TransferHandedIn:
    """The titulaire gave the file to their bank on that day; said twice, it is said once.

    Refused when it pays again what another file already pays; and, once, when a name in it is not that of the
    account (`despite_names`: they read it and hand it in all the same).
    """
    require_approval(by, titulaire=transfer.titulaire)
    lock_month(transfer.closing.month)
    _refuse_day(on, since=transfer.made_at, at=at)
    done = TransferHandedIn.objects.filter(transfer=transfer).first()
    if done is not None:
        return done
    lines = list(lines_of_file(transfer))
    _refuse_twice(lines)
    wrong = names_refused(lines)
    if wrong and not despite_names:
        raise PaymentRefused(
            f"La banque dit que le nom ne correspond pas\u202f: {', '.join(wrong)}. Faites-le vérifier, ou"
            " cochez pour remettre le fichier malgré tout.",
            field="despite_names",
        )
    done = TransferHandedIn.objects.create(transfer=transfer, handed_in_on=on, recorded_by=by, recorded_at=at)
    audit.record(
        "hand_in_transfer", transfer, by=by, at=at, message_id=transfer.message_id, on=str(on),
        **({"despite_names": len(wrong)} if wrong else {}),
    )  # fmt: skip
    return done


def mark_debited(
    *, statements: Iterable[Statement], on: date, reference: str, by: Membership | None, at: datetime
) -> MonthClosing:
    """The bank debited these statements of one month: the month is paid when nothing of it is left to pay.

    Those already paid, or with nothing to transfer, stay as they are. Each is noted with the file that was
    handed in for it, or with none when it was typed at the bank.
    """
    statements = list(statements)
    closing = lock_month(statements[0].month)
    reference = " ".join(reference.split())
    if not reference:
        raise PaymentRefused(
            "Notez la référence du virement, telle qu’elle est sur le relevé.", field="reference"
        )
    files = files_handed_in(statements)
    for statement in statements:
        require_approval(by, titulaire=statement.titulaire)
        _refuse_day(on, since=statement.issued_at, at=at)
        if statement.net <= 0 or paid_on(marks_of(statement.payments.all())):
            continue
        StatementPayment.objects.create(
            statement=statement, kind=Kind.DEBITED, on=on, reference=reference[:REFERENCE_LIMIT],
            transfer_id=files.get(statement.pk), recorded_by=by, recorded_at=at,
        )  # fmt: skip
        audit.record("mark_debited", statement, by=by, at=at, number=statement.number, on=str(on))
    return _settle_state(closing, by=by, at=at)


def mark_returned(
    *, statement: Statement, on: date, reason: str, by: Membership | None, at: datetime
) -> MonthClosing:
    """The bank sent this transfer back, or did not make it: the statement is to be paid again."""
    require_approval(by, titulaire=statement.titulaire)
    closing = lock_month(statement.month)
    marks = marks_of(statement.payments.all())
    left_on = paid_on(marks) or handed_in_on(statement)
    if left_on is None:
        raise PaymentRefused("Ce relevé n’est pas payé\u202f: il n’y a pas de virement à renvoyer.")
    if on < left_on:
        raise PaymentRefused(f"Le virement est parti le {full_day(left_on)}.", field="on")
    _refuse_day(on, since=statement.issued_at, at=at)
    StatementPayment.objects.create(
        statement=statement, kind=Kind.RETURNED, on=on, reference=" ".join(reason.split())[:REFERENCE_LIMIT],
        recorded_by=by, recorded_at=at,
    )  # fmt: skip
    audit.record("mark_returned", statement, by=by, at=at, number=statement.number, on=str(on))
    return _settle_state(closing, by=by, at=at)


def mark_received(*, statement: Statement, by: Membership, at: datetime) -> None:
    """The payee saw it on their account; said twice, it is said once."""
    if by.person_id != statement.remplacant.person_id:
        raise RoleRefused(f"Seul {statement.remplacant.display_name} dit avoir reçu ce virement.")
    lock_month(statement.month)
    marks = marks_of(statement.payments.all())
    if paid_on(marks) is None:
        raise PaymentRefused("Ce relevé n’est pas encore noté comme viré.")
    if is_received(marks):
        return
    today = at.astimezone(PARIS).date()
    StatementPayment.objects.create(
        statement=statement, kind=Kind.RECEIVED, on=today, recorded_by=by, recorded_at=at
    )
    audit.record("mark_received", statement, by=by, at=at, number=statement.number)


def _settle_state(closing: MonthClosing, *, by: Membership | None, at: datetime) -> MonthClosing:
    """The month is paid when every statement of its médecin remplacé is; no longer when one came back."""
    own = closing.statements.filter(titulaire__person=closing.remplace.person_id).prefetch_related("payments")
    paid = month_is_paid((statement.net, marks_of(statement.payments.all())) for statement in own)
    if paid and closing.state != State.PAID:
        refuse_unless(closing, Step.PAY)
        return advance(closing, Step.PAY, by=by, at=at)
    if not paid and closing.state == State.PAID:
        closing.paid_at = closing.paid_by = None
        return advance(closing, Step.RETURN, by=by, at=at)
    return closing


def _refuse_twice(lines: Iterable[TransferLine]) -> None:
    """What another file pays already is not paid a second time by this one."""
    for line in lines:
        statement = line.statement
        if paid_on_read(statement) or is_under_way_read(statement):
            raise PaymentRefused(
                f"Ce fichier paie aussi le relevé {statement.number}, qui est déjà à la banque ou payé."
                " Créez le fichier de nouveau."
            )


def _refuse_day(on: date, *, since: datetime, at: datetime) -> None:
    if on > at.astimezone(PARIS).date():
        raise PaymentRefused("Ce jour n’est pas encore venu.", field="on")
    if on < since.astimezone(PARIS).date():
        raise PaymentRefused(
            f"C’est avant le {full_day(since.astimezone(PARIS).date())}, jour de l’émission.", field="on"
        )
