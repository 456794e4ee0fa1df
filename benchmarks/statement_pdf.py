"""200 statements to PDF by two workers, 40 a round, against two processes of WeasyPrint on the same HTML.

The workers take the jobs of an issued month: each statement is read in its practice, laid out, kept and
announced, each in its own transactions. WeasyPrint alone has the HTML ready and throws the bytes away.
"""

import multiprocessing
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from functools import cache

from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from benchmarks.harness import alternate, compared, scaled, seconds
from benchmarks.house import database, filler, superuser
from benchmarks.practices import write_practices, write_receipts
from cabinet.jobs import run_due
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.statements import issue_month
from retrocession.documents import STYLESHEET, statement_page
from retrocession.models import Statement, StatementDocument

MONTH = date(2026, 10, 1)
AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
PRACTICES = range(1, 1 + scaled(8))
STATEMENTS = scaled(40)
WORKERS, ROUNDS = 2, 5

#: As if no document had been made yet, of `STATEMENTS` statements.
FORGET = """
SET session_replication_role = replica;
DELETE FROM retrocession_statementdocument; DELETE FROM cabinet_outboxmessage;
DELETE FROM cabinet_job WHERE kind <> 'freeze_statement';
UPDATE cabinet_job SET done_at = now();
UPDATE cabinet_job SET done_at = NULL, due_at = '2026-11-03'
WHERE id IN (SELECT id FROM cabinet_job ORDER BY id LIMIT %s)
"""


def issue_months() -> list[str]:
    """Every practice issues its month; the HTML of the first statements."""
    pages = []
    for practice in PRACTICES:
        with scoped(practice):
            for step in (prepare_month, verify_month, approve_month, issue_month):
                step(month=MONTH, by=None, at=AT)
            pages += [statement_page(statement) for statement in Statement.objects.all()]
    return [render_to_string("retrocession/statement_pdf.html", page) for page in pages[:STATEMENTS]]


def work(_: int) -> int:
    """A worker, until no document is waited for."""
    return run_due(at=AT, limit=STATEMENTS, key_prefix="freeze_statement:")


def lay_out(pages: Iterable[str]) -> None:
    """With the options of `cabinet.pdf`: the same document, identifier included."""
    for page in pages:
        HTML(string=page).write_pdf(
            stylesheets=[stylesheet()],
            font_config=fonts(),
            pdf_variant="pdf/ua-1",
            pdf_identifier=bytes(16),
        )


@cache
def fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def stylesheet() -> CSS:
    return CSS(filename=STYLESHEET, font_config=fonts())


def main() -> None:
    spawning = multiprocessing.get_context("spawn")
    with database("statement_pdf") as name:
        with filler(name) as fill:
            write_practices(fill, PRACTICES)
            write_receipts(fill, PRACTICES, month=MONTH, each=500)
        pages = issue_months()
        with superuser(name) as owner, ProcessPoolExecutor(WORKERS, mp_context=spawning) as processes:

            def by_workers() -> float:
                for statement in FORGET.split(";"):
                    owner.execute(statement, [len(pages)] if "%s" in statement else None)
                took = seconds(lambda: list(processes.map(work, range(WORKERS))))
                kept = owner.execute(f"SELECT count(*) FROM {StatementDocument._meta.db_table}").fetchone()
                assert kept == (len(pages),), kept
                return took

            def alone() -> float:
                halves = [pages[worker::WORKERS] for worker in range(WORKERS)]
                return seconds(lambda: list(processes.map(lay_out, halves)))

            pairs = alternate(by_workers, alone, rounds=ROUNDS)
    compared("statement_pdf", "s", pairs, statements_a_round=len(pages)).print()


if __name__ == "__main__":
    main()
