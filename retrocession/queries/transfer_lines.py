"""What each file of a month pays: its lines, what the bank said of each name, where each transfer stands."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from retrocession.models import NameCheck, Statement, TransferFile, TransferHandedIn, TransferLine
from retrocession.queries.answers import with_aftermath
from retrocession.rules.name_check import NameAnswer, warns


def lines_of_file(transfer: TransferFile) -> QuerySet[TransferLine]:
    """By number of statement, each with its checks, the latest first. Three statements of SQL."""
    statements = with_aftermath(Statement.objects.select_related("remplacant__person")).defer(
        "detail", "signatures", "payer", "payee"
    )
    return (
        TransferLine.objects.filter(transfer=transfer)
        .prefetch_related(
            Prefetch("statement", statements),
            Prefetch("checks", NameCheck.objects.select_related("recorded_by__person")),
        )
        .order_by("statement__year", "statement__rank")
    )


def answer_about(line: TransferLine) -> NameAnswer | None:
    """The bank's last answer about the payee of a line read with its checks."""
    checks = list(line.checks.all())
    return NameAnswer(checks[0].answer) if checks else None


def names_refused(lines: Iterable[TransferLine]) -> list[str]:
    """The payees whose name, the bank says, is not that of the account."""
    return [line.statement.remplacant.display_name for line in lines if warns([answer_about(line)])]


def files_handed_in(statements: Iterable[Statement]) -> dict[UUID, UUID]:
    """The last file handed in for each of these statements."""
    rows = (
        TransferHandedIn.objects.filter(transfer__lines__statement__in=[one.pk for one in statements])
        .order_by("recorded_at", "pk")
        .values_list("transfer__lines__statement", "transfer")
    )
    return dict(rows)


def handed_in_on(statement: Statement) -> date | None:
    """The day on which a transfer that is under way was given to the bank."""
    row: Any = with_aftermath(Statement.objects.filter(pk=statement.pk)).get()
    return row.handed_in_on
