"""How far the long work of a month is: its drafts, its PDFs, its e-mails; and what failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from cabinet import text
from cabinet.models import Job, OutboxMessage
from cabinet.tenancy.scope import current_cabinet_id
from retrocession.models import MonthClosing, StatementDocument
from retrocession.rules.closing import State, has_reached

#: Work that takes longer than this is said late: nobody may be running.
LATE = timedelta(minutes=2)
#: What is done of each statement: label, what is counted, where it is read.
KINDS = (
    ("Relevés mis en PDF", "relevé", "relevés", "has_document", "pdf_again_at"),
    ("Remplaçants prévenus par e-mail", "e-mail", "e-mails", "is_told", "letter_again_at"),
)


@dataclass(frozen=True)
class Work:
    """One kind of work, in words and in number; `again_at`: when what failed is tried again."""

    label: str
    one: str
    many: str
    done: int
    total: int
    failed: int = 0
    again_at: datetime | None = None

    @property
    def words(self) -> str:
        """« 3 relevés sur 5 »."""
        return f"{text.count(self.done, self.one, self.many)} sur {self.total}"

    @property
    def is_over(self) -> bool:
        return self.done >= self.total

    @property
    def trouble(self) -> str:
        """What failed and what becomes of it; empty when nothing did."""
        if not self.failed or self.again_at is None:
            return ""
        what = text.count(self.failed, f"{self.one} n’a pas abouti", f"{self.many} n’ont pas abouti")
        return f"{what}. Nouvel essai à {text.clock(self.again_at)}, sans rien faire de votre part."


@dataclass(frozen=True)
class Progress:
    """The works of a month, in their order; `is_late`: nothing failed, and it should be over by now."""

    month: date
    works: list[Work]
    is_late: bool

    @property
    def is_over(self) -> bool:
        return all(work.is_over for work in self.works)

    @property
    def has_failed(self) -> bool:
        return any(work.failed for work in self.works)

    @property
    def pace(self) -> str:
        """How often it is worth looking again."""
        return "20s" if self.has_failed or self.is_late else "2s"

    @property
    def seen(self) -> str:
        """What the reader has seen: as long as it stays the same, there is nothing to show again."""
        told = [f"{work.done}.{work.total}.{work.failed}" for work in self.works]
        return "-".join([*told, "late" if self.is_late else "on"])


def with_work(statements: QuerySet[Any], month: date) -> QuerySet[Any]:
    """Statements of `month` with `has_document`, `is_told`, `pdf_again_at` and `letter_again_at`: what the
    workers have done of each, and when they try again what failed."""
    practice = current_cabinet_id()
    written = StatementDocument.objects.filter(statement=OuterRef("pk"))
    letters = OutboxMessage.objects.filter(key=_key(f"statement:{month:%Y-%m}:"))
    return statements.annotate(
        has_document=Exists(written),
        is_told=Exists(letters.filter(state=OutboxMessage.State.SENT)),
        pdf_again_at=_again_at(f"freeze_statement:{practice}:{month:%Y-%m}:"),
        letter_again_at=_again_at(f"send:{practice}:statement:{month:%Y-%m}:"),
    )


def progress_of(
    month: date, closing: MonthClosing | None, *, at: datetime, rows: Iterable[Any] | None = None
) -> Progress:
    """Of what the workers do for a month that stands there: one statement of SQL, none when it is issued and
    its statements are given, read `with_work`."""
    state = State(closing.state) if closing else State.OPEN
    if closing is None or not has_reached(state, State.ISSUED):
        return _of_drafts(month, state, at=at)
    found = list(with_work(closing.statements.all(), month) if rows is None else rows)
    works = [
        Work(label, one, many, sum(getattr(row, done) for row in found), len(found), *_failed(found, again))
        for label, one, many, done, again in KINDS
    ]
    over = closing.issued_at is not None and at - closing.issued_at > LATE
    return Progress(month, works, over and not any(work.failed for work in works))


def _of_drafts(month: date, state: State, *, at: datetime) -> Progress:
    """The drafts of the 1st; a month that nobody waits for has no such work."""
    if state is not State.OPEN:
        return Progress(month, [], is_late=False)
    key = f"prepare_month:{current_cabinet_id()}:{month:%Y-%m}"
    job = Job.objects.filter(Q(due_at__lte=at) | Q(attempts__gt=0), key=key, done_at=None).first()
    if job is None:
        return Progress(month, [], is_late=False)
    failed = (1, job.due_at) if job.attempts else (0, None)
    work = Work("Projets de relevés", "calcul", "calculs", 0, 1, *failed)
    return Progress(month, [work], is_late=not job.attempts and at - job.due_at > LATE)


def _failed(rows: list[Any], again: str) -> tuple[int, datetime | None]:
    """How many were tried in vain, and when the first of them is tried again."""
    waiting = [getattr(row, again) for row in rows if getattr(row, again)]
    return len(waiting), min(waiting, default=None)


def _again_at(prefix: str) -> Subquery:
    """When the job of a statement that failed is tried again."""
    jobs = Job.objects.filter(key=_key(prefix), done_at=None, attempts__gt=0)
    return Subquery(jobs.values("due_at")[:1])


def _key(prefix: str) -> Concat:
    return Concat(Value(prefix), Cast(OuterRef("pk"), CharField()))
