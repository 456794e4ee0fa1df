"""What the bank answers about the names of a file, copied by the titulaire: kept, never changed."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.models import Cabinet, Membership
from cabinet.outbox import address_of, announce
from retrocession.actions.closing import lock_month
from retrocession.models import NameCheck, TransferLine
from retrocession.models.transfer import SUGGESTION_LIMIT
from retrocession.permissions import require_approval
from retrocession.queries.transfer_lines import answer_about
from retrocession.rules.name_check import NameAnswer, asks_payee


class NameCheckRefused(Refused):
    """The answer makes no sense; the sentence says why."""


@dataclass(frozen=True)
class BankAnswer:
    """What the bank says of a name; `suggestion` is the close name that it holds."""

    answer: NameAnswer
    suggestion: str = ""


def record_name_check(
    *, line: TransferLine, said: BankAnswer, by: Membership | None, at: datetime
) -> NameCheck:
    """Keep the bank's answer about a payee; the same twice is one. A payee whose name does not match is asked
    by e-mail, without any figure, to check it.

    `line` bears its file and its statement, with their people.
    """
    require_approval(by, titulaire=line.transfer.titulaire)
    lock_month(line.statement.month)
    suggestion = " ".join(said.suggestion.split())[:SUGGESTION_LIMIT]
    if suggestion and said.answer is not NameAnswer.CLOSE:
        raise NameCheckRefused("La banque ne propose un nom que s’il est proche.", field="suggestion")
    last = line.checks.select_related("recorded_by__person").first()
    if last is not None and (last.answer, last.suggestion) == (said.answer, suggestion):
        return last
    before = answer_about(line)
    check = NameCheck.objects.create(
        line=line, answer=said.answer, suggestion=suggestion, recorded_by=by, recorded_at=at
    )
    audit.record("record_name_check", line.statement, by=by, at=at, answer=said.answer)
    if asks_payee(said.answer, before=before):
        _ask(check, line.statement.remplacant, at=at)
    return check


def _ask(check: NameCheck, payee: Membership, *, at: datetime) -> None:
    practice = Cabinet.current()
    page = address_of(reverse("my_account", args=[payee.pk]))
    announce(
        key=f"name_check:{check.pk}",
        recipient=payee.person.email,
        subject=f"{practice.name}\u202f: vérifiez le nom de votre compte bancaire",
        body=(
            f"Bonjour {payee.person.first_name},\n\nAvant de vous virer votre rétrocession, la banque a"
            " comparé le nom que nous avons avec celui de votre compte\u202f: ils ne correspondent pas.\n\n"
            "Relisez-le, tel qu’il est écrit sur votre relevé d’identité bancaire, et corrigez-le s’il le"
            f" faut\u202f: {page}\n\n{practice.name}\n"
        ),
        at=at,
    )
