"""The council's report: a year beside the same dates of the year before; no patient, no fee."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min

from cabinet.models import Cabinet
from cabinet.money import ZERO
from cabinet.text import amount, count, number
from commune.models import Cost, Entry
from commune.queries.money import GrantsPage, YearOfCosts, grants_page, year_of_costs
from commune.queries.registers import kinds_of
from commune.queries.settling import settling_counts
from commune.rules.budget import Course
from commune.rules.council_words import compared, compared_span, forecast_said
from commune.rules.registers import REQUESTS
from planning.models import Presence
from planning.queries.occupancy import Occupancy, occupancy_of
from planning.queries.occupancy_tables import Cell, Column, Kind, Table, Value, table
from planning.queries.occupancy_told import first_figures
from planning.rules import occupancy_words as words
from planning.rules.spans import Span


@dataclass(frozen=True)
class Figure:
    label: str
    value: str
    note: str


@dataclass(frozen=True)
class MonthOfCosts:
    month: date
    now: Decimal
    before: Decimal


@dataclass(frozen=True)
class CouncilReport:
    """`found` is the year, `before` the same dates of the year before, which the report compares it with."""

    cabinet: Cabinet
    year: int
    found: Occupancy
    before: Occupancy
    costs: YearOfCosts
    months: Sequence[MonthOfCosts]
    grants: GrantsPage
    settling: dict[str, int]
    requests: dict[str, int]
    today: date
    #: By kind, what the months entered this year cost a year earlier.
    last_year: Mapping[str, Decimal]
    entered: Sequence[date]

    @property
    def starts_late(self) -> bool:
        """The calendar of the practice began within the year: what came before is not counted."""
        return self.found.span.first.day != 1 or self.found.span.first.month != 1

    @property
    def compares(self) -> bool:
        return _known(self.before) is not None

    @property
    def figures(self) -> list[Figure]:
        now, before = self.found, self.before
        days, weeks, _ = first_figures(now)
        costs, costs_before = now.costs.costs, before.costs.costs
        day_before = costs_before.per_open_day
        return [
            Figure(
                days["label"],
                words.days_said(now.cover.held),
                compared(now.cover.held, _known(before), words.days_said) or days["note"],
            ),
            Figure(weeks["label"], weeks["value"], weeks["note"]),
            Figure("Coût par jour ouvert", _euros(costs.per_open_day), _beside(day_before, _euros)),
            Figure(
                "Consultations",
                "–" if costs.consultations is None else number(costs.consultations),
                _beside(costs_before.consultations, number),
            ),
        ]

    @property
    def told(self) -> list[str]:
        """In the order in which they are read aloud; nothing is said of what is not known."""
        now, before = self.found, self.before
        beside = compared(now.cover.held, _known(before), words.day_count)
        sentences = [
            words.cover_said(now.cover),
            f"C’est {beside}." if beside else "",
            words.weeks_said(now.weeks),
            words.on_call_said(now.on_call),
            *now.costs.told,
            forecast_said(self.costs.whole.forecast, self.costs.whole.budget, self.year),
            self.requests_said,
            self.settling_said,
        ]
        return [sentence for sentence in sentences if sentence]

    @property
    def requests_said(self) -> str:
        asked = sum(self.requests.values())
        if not asked:
            return ""
        done = self.requests.get("done", 0)
        settled = f"{done} sont réglées" if done >= 2 else "1 est réglée" if done else "aucune n’est réglée"
        said = count(asked, "demande a été faite", "demandes ont été faites")
        return f"{said} à la mairie\u202f; {settled}."

    @property
    def settling_said(self) -> str:
        came = self.settling["locum"]
        if not came:
            return ""
        said = f"{count(came, 'remplaçant est venu', 'remplaçants sont venus')} depuis l’ouverture"
        if stayed := self.settling["installed"]:
            said += f"\u202f; {count(stayed, 's’est installé', 'se sont installés')}"
        return f"{said}."

    @property
    def by_kind(self) -> Table:
        """Each kind of cost: the months entered, those of last year, what was voted, what is foreseen."""
        columns = [
            Column("Sorte"),
            Column(f"{self.year}, {count(len(self.entered), 'mois', 'mois')}", Kind.EUROS),
            Column(f"{self.year - 1}, mêmes mois", Kind.EUROS),
            Column(f"Budget {self.year}", Kind.EUROS),
            Column("Prévision au 31 déc.", Kind.EUROS),
        ]
        now = {line.kind: line.course.spent for line in self.costs.lines}
        before = self.last_year
        rows: list[list[Value]] = [
            [line.label, now.get(line.kind, ZERO), before.get(line.kind, ZERO), *_course(line.course)]
            for line in self.costs.lines
            if now[line.kind] or before.get(line.kind) or line.course.budget is not None
        ]
        sums = [sum(now.values(), ZERO), sum(before.values(), ZERO)]
        total: list[Value] = ["Ensemble", *sums, *_course(self.costs.whole)]
        return table("sortes", "Ce que coûte le cabinet", columns, rows, total)

    @property
    def intake(self) -> list[Table]:
        return [one for one in self.found.others if one.key == "accueil"]

    @property
    def both(self) -> Table:
        """The measures of both years, side by side."""
        columns = [Column("Mesure"), Column(f"{self.year}"), Column(f"{self.year - 1}, mêmes dates")]
        now, before, there = self.found, self.before, _known(self.before)
        lines = [
            ("Jours ouverts", number(now.cover.days), "–" if there is None else number(before.cover.days)),
            (
                "Jours avec un médecin",
                words.days_said(now.cover.held),
                "–" if there is None else words.days_said(there),
            ),
            ("Jours d’astreinte tenus", _held(now), "–" if there is None else _held(before)),
            (
                "Coût des mois entiers de la période",
                _euros(now.costs.costs.total),
                _euros(before.costs.costs.total),
            ),
            (
                "Coût par jour ouvert",
                _euros(now.costs.costs.per_open_day),
                _euros(before.costs.costs.per_open_day),
            ),
            ("Consultations", _count(now), _count(before)),
            (
                "Coût par consultation",
                _euros(now.costs.costs.per_consultation),
                _euros(before.costs.costs.per_consultation),
            ),
        ]
        rows = [[Cell(Kind.TEXT, cell) for cell in line] for line in lines]
        return Table("annees", "Les deux années", columns, rows)


def council_report(cabinet: Cabinet, year: int, today: date) -> CouncilReport:
    """The year up to today, and the same dates before; the number of statements does not depend on rows."""
    span = Span(_first_day(year, today), date(year, 12, 31))
    found = occupancy_of(cabinet, span, today)
    before = occupancy_of(cabinet, Span(*compared_span(span.first, found.until)), today)
    states = Entry.objects.filter(kind__in=kinds_of(REQUESTS), dated_on__year=year)
    requests: dict[str, int] = {}
    for state in states.values_list("state", flat=True):
        requests[state] = requests.get(state, 0) + 1
    costs = year_of_costs(year, today=today)
    entered = sorted({month for month, _ in costs.costs})
    return CouncilReport(
        cabinet=cabinet,
        year=year,
        found=found,
        before=before,
        costs=costs,
        last_year=_last_year(entered),
        entered=entered,
        months=_months(year),
        grants=grants_page(today),
        settling=settling_counts(),
        requests=requests,
        today=today,
    )


def _first_day(year: int, today: date) -> date:
    """1 January, or the first day of which the calendar knows something, when it is later in the year."""
    began = Presence.objects.standing().filter(on__lte=today).aggregate(first=Min("on"))["first"]
    return began if began and began.year == year else date(year, 1, 1)


def _months(year: int) -> list[MonthOfCosts]:
    sums: dict[date, Decimal] = {}
    rows = Cost.objects.filter(month__year__in=(year - 1, year)).values_list("month", "amount")
    for month, euros in rows:
        sums[month] = sums.get(month, ZERO) + euros
    months = [date(year, number_, 1) for number_ in range(1, 13)]
    return [
        MonthOfCosts(month, sums.get(month, ZERO), sums.get(month.replace(year=year - 1), ZERO))
        for month in months
    ]


def _last_year(entered: Sequence[date]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    rows = Cost.objects.filter(month__in=[month.replace(year=month.year - 1) for month in entered])
    for kind, euros in rows.values_list("kind", "amount"):
        found[kind] = found.get(kind, ZERO) + euros
    return found


def _known(before: Occupancy) -> int | None:
    """Days of a span of which the calendar knows nothing are not compared with."""
    return None if before.starts_before_calendar or not before.cover.held else before.cover.held


def _course(course: Course) -> list[Value]:
    return [course.budget, course.forecast]


def _euros(value: Decimal | None) -> str:
    return "–" if value is None else amount(value)


def _beside(value: Decimal | int | None, said: Callable) -> str:
    return "" if value is None else f"{said(value)} l’an dernier"


def _held(found: Occupancy) -> str:
    return f"{found.on_call.covered} sur {found.on_call.needed}"


def _count(found: Occupancy) -> str:
    value = found.costs.costs.consultations
    return "–" if value is None else number(value)
