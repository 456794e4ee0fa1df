"""What was said of a statement, and where that leaves it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership
from retrocession.models import Statement, StatementPayment, StatementWord, TransferHandedIn
from retrocession.rules.answer import (
    ANSWER_LABELS,
    Answer,
    Said,
    Word,
    answer_of,
    may_say,
    silence_ends_on,
)
from retrocession.rules.payment import Mark, is_received, paid_on

#: Before any statement: what never moved moved then.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class StatementPage:
    """A statement, its conversation and its payment, as one of the parties or the secretary reads it."""

    statement: Statement
    practice: Cabinet
    words: list[StatementWord]
    answer: Answer
    is_payee: bool
    may: dict[str, bool]
    tacit_on: date
    paid_on: date | None
    is_received: bool
    has_document: bool

    @property
    def label(self) -> str:
        return ANSWER_LABELS[self.answer]

    @property
    def kind(self) -> str:
        """The badge that bears the label."""
        return {"agreed": "covered", "tacit": "covered", "contested": "gap"}.get(self.answer, "known")


def answer_now(
    statement: Statement, words: Sequence[StatementWord], *, practice: Cabinet, today: date
) -> Answer:
    said = [Said(Word(word.word), word.said_at.astimezone(PARIS).date()) for word in words]
    return answer_of(
        said,
        issued_on=statement.issued_at.astimezone(PARIS).date(),
        today=today,
        silence_days=practice.statement_silence_days,
    )


def with_aftermath(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """Statements with `last_word`, `last_word_at`, `last_move` (debited or sent back) and `last_move_on`,
    `handed_in_on` while the bank has not moved since, and how many `returns` there were."""
    words = StatementWord.objects.filter(statement=OuterRef("pk")).order_by("-said_at", "-pk")
    moves = StatementPayment.objects.filter(
        statement=OuterRef("pk"), kind__in=[StatementPayment.Kind.DEBITED, StatementPayment.Kind.RETURNED]
    ).order_by("-recorded_at", "-pk")
    handed_in = TransferHandedIn.objects.filter(transfer__lines__statement=OuterRef("pk"))
    returns = moves.filter(kind=StatementPayment.Kind.RETURNED).order_by().values("statement")
    return statements.annotate(
        last_word=Subquery(words.values("word")[:1]),
        last_word_at=Subquery(words.values("said_at")[:1]),
        last_move=Subquery(moves.values("kind")[:1]),
        last_move_on=Subquery(moves.values("on")[:1]),
        last_move_at=Subquery(moves.values("recorded_at")[:1]),
        handed_in_on=Subquery(
            handed_in.filter(recorded_at__gt=Coalesce(OuterRef("last_move_at"), LONG_AGO))
            .order_by("-recorded_at", "-pk")
            .values("handed_in_on")[:1]
        ),
        returns=Coalesce(Subquery(returns.annotate(n=Count("pk")).values("n")), 0),
    )


def answer_read(row: Any, *, practice: Cabinet, today: date) -> Answer:
    """The answer to a statement read `with_aftermath`: only the last word counts."""
    said = [Said(Word(row.last_word), row.last_word_at.astimezone(PARIS).date())] if row.last_word else []
    return answer_of(
        said,
        issued_on=row.issued_at.astimezone(PARIS).date(),
        today=today,
        silence_days=practice.statement_silence_days,
    )


def paid_on_read(row: Any) -> date | None:
    """The day on which a statement read `with_aftermath` was paid."""
    return paid_on([Mark(row.last_move, row.last_move_on)] if row.last_move else [])


def is_under_way_read(row: Any) -> bool:
    """Whether a statement read `with_aftermath` is at the bank, neither debited nor sent back yet."""
    return row.handed_in_on is not None


def marks_of(payments: Iterable[StatementPayment]) -> list[Mark]:
    return [Mark(payment.kind, payment.on) for payment in payments]


def statement_page(
    statement: Statement, *, reader: Membership, practice: Cabinet, today: date
) -> StatementPage:
    """Three statements of SQL: words with their authors, payments, whether there is a PDF."""
    words = list(statement.words.select_related("said_by__person"))
    marks = marks_of(statement.payments.all())
    answer = answer_now(statement, words, practice=practice, today=today)
    is_payee = reader.person_id == statement.remplacant.person_id
    since = words[-1].said_at if words else statement.issued_at
    return StatementPage(
        statement=statement,
        practice=practice,
        words=words,
        answer=answer,
        is_payee=is_payee,
        may={word.value: may_say(word, answer, is_payee=is_payee) for word in Word},
        tacit_on=silence_ends_on(since.astimezone(PARIS).date(), practice.statement_silence_days),
        paid_on=paid_on(marks),
        is_received=is_received(marks),
        has_document=statement.documents.exists(),
    )
