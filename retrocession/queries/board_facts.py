"""What the boards look at: the months that are not over, in as many statements whatever they hold."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from cabinet.clock import next_month, previous_month
from cabinet.models import Membership, Role
from planning.models import Presence
from retrocession.models import (
    Adjustment,
    Contract,
    DaySheet,
    Designation,
    Draft,
    MonthClosing,
    ReceiptImport,
    ReceiptLine,
    RejectionImport,
    Statement,
    StatementWord,
    TransferFile,
)
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.answers import with_aftermath
from retrocession.queries.contracts import ContractLine, lines_of
from retrocession.queries.month import with_account, with_account_change
from retrocession.queries.pointage import GapLine, gap_lines
from retrocession.rules.closing import State, has_reached
from retrocession.rules.contract_days import Day, merged
from retrocession.rules.pointage import Cell, days_without_sheet
from retrocession.rules.roles import BILLING_ROLES


@dataclass(frozen=True)
class MissingSheet:
    on: date
    name: str


@dataclass
class MonthFacts:
    """A month as it stands. `rows` are its statements once issued, its drafts before; amounts in euros."""

    month: date
    closing: MonthClosing | None = None
    titulaire: Membership | None = None
    lines: int = 0
    previews: list[ReceiptImport] = field(default_factory=list)
    refusals: list[RejectionImport] = field(default_factory=list)
    sheets: int = 0
    missing: list[MissingSheet] = field(default_factory=list)
    gaps: list[GapLine] = field(default_factory=list)
    contracts: list[ContractLine] = field(default_factory=list)
    without_contract: list[str] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    transfers: list[Any] = field(default_factory=list)
    awaiting: dict[int, tuple[int, Decimal]] = field(default_factory=dict)

    @property
    def state(self) -> State:
        return State(self.closing.state) if self.closing else State.OPEN

    @property
    def is_verified(self) -> bool:
        return has_reached(self.state, State.VERIFIED)

    @property
    def is_issued(self) -> bool:
        return has_reached(self.state, State.ISSUED)


@dataclass(frozen=True)
class Facts:
    """The months, the latest first; the statements that are contested, of whatever month."""

    months: list[MonthFacts]
    contested: list[Any]
    keeps_sheets: bool


def facts_of(today: date) -> Facts:
    """This month, its neighbours, and those that are not paid yet."""
    standing = {previous_month(today), today.replace(day=1), next_month(today)}
    closings = _closings(today, standing)
    months = {month: MonthFacts(month, closings.get(month)) for month in {*standing, *closings}}
    named = Designation.objects.filter(month__in=months).select_related("titulaire__person")
    for designation in named:
        months[designation.month].titulaire = designation.titulaire
    for month, closing in closings.items():
        months[month].titulaire = closing.titulaire or months[month].titulaire
    for preview in _with_author(ReceiptImport, months).filter(state=ReceiptImport.State.PREVIEW):
        months[preview.month].previews.append(preview)
    for file in _with_author(RejectionImport, months).filter(state=RejectionImport.State.PREVIEW):
        months[file.month].refusals.append(file)
    members = list(Membership.objects.filter(role__in=BILLING_ROLES).select_related("person"))
    keeps_sheets = _count(months, today, members)
    _contracts(months, members)
    for draft in _with_parties(Draft.objects.filter(closing__month__in=months)).annotate(
        month=F("closing__month")
    ):
        if not months[draft.month].is_issued:
            months[draft.month].rows.append(draft)
    issued = _statements(months)
    for statement in issued:
        if statement.month in months:
            months[statement.month].rows.append(statement)
    files = TransferFile.objects.filter(closing__month__in=months).defer("xml").select_related("closing")
    for file in files.order_by("-made_at").prefetch_related("handed_in"):
        months[file.closing.month].transfers.append(file)
    for month, person, number, total in (
        Adjustment.objects.filter(month__in=months, outcomes__isnull=True)
        .order_by()
        .values_list("month", "titulaire__person")
        .annotate(number=Count("pk"), total=Sum("share"))
    ):
        months[month].awaiting[person] = (number, total)
    return Facts(
        [months[month] for month in sorted(months, reverse=True)],
        [statement for statement in issued if statement.last_word == "contest"],
        keeps_sheets,
    )


def contested_statements(titulaire: Membership | None = None) -> QuerySet[Any]:
    """Those whose last word is a contest, with what it says; of one payer, or of all."""
    found: QuerySet[Any] = _said(with_aftermath(Statement.objects.all()))
    found = (
        found.filter(last_word="contest")
        .select_related("titulaire__person", "remplacant__person")
        .defer("detail", "signatures")
    )
    return found.filter(titulaire__person=titulaire.person_id) if titulaire else found


def _closings(today: date, standing: set[date]) -> dict[date, MonthClosing]:
    found = MonthClosing.objects.filter(
        Q(month__in=standing) | ~Q(state__in=[State.PAID, State.OPEN]), month__lte=today
    ).select_related(
        "titulaire__person", "verified_by__person", "approved_by__person", "sent_back_by__person"
    )
    return {closing.month: closing for closing in found}


def _with_author(model: Any, months: Iterable[date]) -> QuerySet[Any]:
    heavy = "content" if model is ReceiptImport else "rows"
    return model.objects.filter(month__in=months).defer(heavy).order_by("uploaded_at")


def _count(months: dict[date, MonthFacts], today: date, members: list[Membership]) -> bool:
    """Receipts against day sheets; whether the practice keeps any."""
    expected: dict[Cell, Decimal] = {}
    billed: set[tuple[int, date]] = set()
    for month, person, on, mode, amount, lines in (
        ReceiptLine.objects.filter(month__in=months)
        .order_by()
        .values_list("month", "doctor__person_id", "on", "mode")
        .annotate(amount=Sum("amount"), lines=Count("pk"))
    ):
        months[month].lines += lines
        expected[Cell(person, on, mode)] = amount
        billed.add((person, on))
    sheets = list(
        DaySheet.objects.filter(month__in=months)
        .select_related("doctor__person", "saved_by__person")
        .order_by("on", "doctor__person__sort_key", "pk")
    )
    for sheet in sheets:
        months[sheet.month].sheets += 1
    for line in gap_lines(sheets, expected):
        if not line.gap.is_explained:
            months[line.on.replace(day=1)].gaps.append(line)
    there = (
        Presence.objects.standing()
        .filter(membership__role__in=BILLING_ROLES, on__gte=min(months), on__lt=today)
        .annotate(month=TruncMonth("on"))
        .filter(month__in=months)
    )
    names: dict[object, str] = {member.person_id: member.display_name for member in members}
    active = billed | set(there.values_list("membership__person_id", "on"))
    typed = {(sheet.doctor.person_id, sheet.on) for sheet in sheets}
    for person, on in days_without_sheet(active=active, sheets=typed):
        months[on.replace(day=1)].missing.append(MissingSheet(on, names[person]))
    return bool(sheets)


def _contracts(months: dict[date, MonthFacts], members: list[Membership]) -> None:
    """Each contract that may bind, with the days of the calendar; who has days and no contract."""
    contracts = list(
        Contract.objects.filter(month__in=months)
        .exclude(state__in=WITHOUT_EFFECT)
        .select_related("titulaire__person", "remplacant__person")
        .order_by("month", "rank")
    )
    days: dict[tuple[date, Any], list[Day]] = {}
    for member, on, period in (
        Presence.objects.counting()
        .filter(membership__role=Role.REMPLACANT, on__gte=min(months), on__lt=next_month(max(months)))
        .order_by("on")
        .values_list("membership_id", "on", "period")
    ):
        if on.replace(day=1) in months:
            days.setdefault((on.replace(day=1), member), []).append(Day(on, period))
    now = {key: merged(own) for key, own in days.items()}
    for line in lines_of(contracts, {}):
        month = line.contract.month
        known = now.get((month, line.contract.remplacant_id), ())
        months[month].contracts.append(ContractLine(line.contract, known, line.states))
    have = {(one.month, one.remplacant_id) for one in contracts}
    names = {member.pk: member.display_name for member in members}
    for month, member in sorted(now.keys() - have, key=lambda key: (key[0], names[key[1]])):
        months[month].without_contract.append(names[member])


def _statements(months: dict[date, MonthFacts]) -> list[Any]:
    """Those of these months and those that are contested, with their aftermath and their account."""
    found: QuerySet[Any] = _said(with_aftermath(_with_parties(Statement.objects.all())))
    found = found.defer("detail", "signatures", "payer", "payee")
    return list(found.filter(Q(month__in=months) | Q(last_word="contest")))


def _said(statements: QuerySet[Statement]) -> QuerySet[Statement]:
    """With the words of the last one who spoke: `last_text`, and the line that it is `last_about`."""
    words = StatementWord.objects.filter(statement=OuterRef("pk")).order_by("-said_at", "-pk")
    return statements.annotate(
        last_text=Subquery(words.values("text")[:1]), last_about=Subquery(words.values("about")[:1])
    )


def _with_parties(rows: QuerySet[Any]) -> QuerySet[Any]:
    rows = with_account_change(with_account(rows, "remplacant"))
    return rows.select_related("titulaire__person", "remplacant__person")
