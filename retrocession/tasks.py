"""What the workers do of a month: its drafts on the 1st, its PDFs, its announcements and reminders."""

from datetime import date, datetime, time

from django.urls import reverse

from cabinet.clock import PARIS, in_paris, next_month, parse_month, previous_month
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Cabinet, Job, Membership, Role
from cabinet.outbox import address_of, announce
from cabinet.tenancy.scope import scoped
from cabinet.text import month as month_text
from retrocession.actions.closing import ClosingRefused, prepare_month
from retrocession.documents import freeze_document, render_statement
from retrocession.models import Designation, MonthClosing, ReceiptLine, Statement, StatementDocument
from retrocession.rules.closing import State, has_reached

#: Drafts are prepared when the month is over; missed months are caught up with, no further back than this.
PREPARED_AT = time(6, 0)
CAUGHT_UP = 3
#: The secretary is reminded on these days of the following month, at this hour.
REMINDER_DAYS = (2, 5)
REMINDED_AT = time(8, 0)


@expects
def expect_drafts(at: datetime) -> None:
    """The drafts of each practice for the last months, due on the 1st at 06:00 in Paris."""
    for month in _last_months(at):
        due_at = in_paris(next_month(month), PREPARED_AT)
        if due_at <= at:
            _for_each_practice("prepare_month", month, f"{month:%Y-%m}", due_at)


@expects
def expect_reminders(at: datetime) -> None:
    """The last reminder whose hour has come: one missed is not sent beside the next one."""
    month = previous_month(at.astimezone(PARIS).date())
    for day in reversed(REMINDER_DAYS):
        due_at = in_paris(next_month(month).replace(day=day), REMINDED_AT)
        if due_at <= at:
            _for_each_practice("remind_verification", month, f"{month:%Y-%m}:{day}", due_at)
            return


def _last_months(at: datetime) -> list[date]:
    months = [previous_month(at.astimezone(PARIS).date())]
    while len(months) < CAUGHT_UP:
        months.append(previous_month(months[-1]))
    return months


def _for_each_practice(kind: str, month: date, period: str, due_at: datetime) -> None:
    payload = f'{{"month": "{month:%Y-%m}"}}'
    enqueue_for_each_practice(kind, period=period, due_at=due_at, payload=payload)


@handles("prepare_month")
def prepare_drafts(*, job: Job, at: datetime, month: str) -> None:
    """Prepare the month; when it cannot be, the secretary is told why, once."""
    day = parse_month(month)
    if not _has_begun(day):
        return
    try:
        prepare_month(month=day, by=None, at=at)
    except ClosingRefused as refused:
        _tell_secretaries(f"prepare:{month}", day, subject="à préparer", text=refused.message, at=at)


@handles("remind_verification")
def remind_verification(*, job: Job, at: datetime, month: str) -> None:
    """Remind the secretary of a month that waits for her; no longer once it is verified."""
    day = parse_month(month)
    closing = MonthClosing.objects.filter(month=day).first()
    if not _has_begun(day) or (closing and has_reached(State(closing.state), State.VERIFIED)):
        return
    _tell_secretaries(
        job.key,
        day,
        subject="à vérifier",
        text="Les comptes du mois attendent votre vérification.",
        at=at,
    )


@handles("remind_approval")
def remind_approval(*, job: Job, at: datetime, month: str, verified_at: str, until: str | None) -> None:
    """Remind the médecin remplacé, for as long as that very verification waits for their approval.

    Late by so much that the next reminder is due (`until`): that one says it, once.
    """
    if until and at >= datetime.fromisoformat(until):
        return
    day = parse_month(month)
    closing = MonthClosing.objects.select_related("titulaire__person").filter(month=day).first()
    if closing is None or closing.state != State.VERIFIED:
        return
    if closing.verified_at != datetime.fromisoformat(verified_at):
        return
    _tell(
        closing.titulaire,
        job.key,
        day,
        subject="relevés à approuver",
        text="Les comptes du mois sont vérifiés\u202f: les relevés attendent votre approbation.",
        at=at,
    )


@handles("freeze_statement", leased=True)
def freeze_statement(*, job: Job, at: datetime, statement: str) -> None:
    """Make the PDF outside any transaction, then keep it and announce it in one; a second one is dropped."""
    with scoped(job.tenant_id):
        issued = Statement.objects.select_related("remplacant__person").get(pk=statement)
        if StatementDocument.objects.filter(statement=issued).exists():
            return
    pdf = render_statement(issued)
    with scoped(job.tenant_id):
        freeze_document(issued, pdf, at=at)
        _tell(
            issued.remplacant,
            f"statement:{issued.month:%Y-%m}:{issued.pk}",
            issued.month,
            subject="votre relevé de rétrocession",
            text=f"Votre relevé n° {issued.number} est émis. Lisez-le dans « Mes relevés ».",
            at=at,
            path=reverse("retrocession:my-statements"),
        )


def _has_begun(month: date) -> bool:
    """Whether somebody expects something of the month: a designation or receipts."""
    return (
        Designation.objects.filter(month=month).exists() or ReceiptLine.objects.filter(month=month).exists()
    )


def _tell_secretaries(key: str, month: date, *, subject: str, text: str, at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    for secretary in Membership.objects.on(today).filter(role=Role.SECRETAIRE).select_related("person"):
        _tell(secretary, f"{key}:{secretary.person_id}", month, subject=subject, text=text, at=at)


def _tell(
    member: Membership, key: str, month: date, *, subject: str, text: str, at: datetime, path: str = ""
) -> None:
    """Say that something is ready or awaited, and where: never an amount."""
    practice = Cabinet.objects.get(pk=member.cabinet_id)
    path = path or reverse("retrocession:month-closing", args=[practice.slug, f"{month:%Y-%m}"])
    announce(
        key=key,
        recipient=member.person.email,
        subject=f"{practice.name}\u202f: {month_text(month)}, {subject}",
        body=f"Bonjour,\n\n{text}\n\n{address_of(path)}\n\n{practice.name}\n",
        at=at,
    )
