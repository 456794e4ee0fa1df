"""The occupancy report as tables: the same for the page, the PDF, the spreadsheet and the CSV."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cabinet.text import amount, day, month, number, percent, sentence
from planning.queries.occupancy import Occupancy, Part
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, BELOW_TARGET, CLOSED, NOBODY
from planning.rules.occupancy import Cover, WeekCover, states_of
from planning.rules.occupancy_words import STATES_SAID, days_said, hours_said


class Kind(StrEnum):
    """What a cell holds: its value is raw, so that a spreadsheet may count with it."""

    TEXT = "text"
    COUNT = "count"
    HALVES = "halves"
    MEAN = "mean"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    MINUTES = "minutes"
    EUROS = "euros"


#: Read from the left; the others are figures.
WORDS = (Kind.TEXT, Kind.DATE, Kind.MONTH)

Value = str | int | Decimal | date | None

SHOWN: dict[Kind, Callable] = {
    Kind.TEXT: str,
    Kind.COUNT: number,
    Kind.HALVES: days_said,
    Kind.MEAN: lambda mean: number(mean, 1),
    Kind.PERCENT: percent,
    Kind.DATE: day,
    Kind.MONTH: lambda on: sentence(month(on)),
    Kind.MINUTES: hours_said,
    Kind.EUROS: amount,
}


@dataclass(frozen=True)
class Cell:
    kind: Kind
    value: Value

    @property
    def is_number(self) -> bool:
        return self.kind not in WORDS

    def __str__(self) -> str:
        return "–" if self.value is None else SHOWN[self.kind](self.value)


@dataclass(frozen=True)
class Column:
    label: str
    kind: Kind = Kind.TEXT

    @property
    def number(self) -> bool:
        return self.kind not in WORDS


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = ()
    #: How to read it, in a sentence under it.
    note: str = ""


def table(
    key: str, title: str, columns: list[Column], rows: list[list[Value]], total: Sequence[Value] = ()
) -> Table:
    def cells(values: Sequence[Value]) -> list[Cell]:
        kinds = [Kind.TEXT if values is total and not n else c.kind for n, c in enumerate(columns)]
        return [Cell(kind, value) for kind, value in zip(kinds, values, strict=True)]

    return Table(key, title, columns, [cells(row) for row in rows], cells(total) if total else ())


def tables_of(found: Occupancy) -> list[Table]:
    """All of them, in the order of the report."""
    return [
        summary_table(found),
        weeks_table(found.weeks),
        months_table(found),
        holidays_table(found),
        roles_table(found.roles),
        rooms_table(found),
        *found.others,
    ]


def summary_table(found: Occupancy) -> Table:
    """One measure a line, each of its own kind."""
    cover = found.cover
    lines: list[tuple[str, Kind, Value]] = [
        ("Jours ouverts", Kind.COUNT, cover.days),
        ("Jours avec un médecin toute la journée", Kind.COUNT, cover.full),
        ("Jours avec un médecin une demi-journée", Kind.COUNT, cover.half),
        ("Jours ouverts sans médecin", Kind.COUNT, cover.none),
        ("Jours avec un médecin, une demi-journée comptant pour moitié", Kind.HALVES, cover.held),
        ("dont l’interne seul", Kind.HALVES, cover.intern_only),
        ("Jours demandés par l’objectif", Kind.HALVES, cover.target),
        ("Objectif atteint", Kind.PERCENT, cover.of_target),
    ]
    if found.ahead.days:
        lines += [
            ("Jours déjà inscrits ensuite", Kind.HALVES, found.ahead.held),
            ("Jours demandés ensuite par l’objectif", Kind.HALVES, found.ahead.target),
        ]
    judged = states_of(week for week in found.weeks if week.over)
    lines += [
        (f"Semaines {STATES_SAID[state]}{'s' if state == CLOSED else ''}", Kind.COUNT, judged.get(state, 0))
        for state in (AT_TARGET, BELOW_TARGET, BELOW_FLOOR, NOBODY, CLOSED)
    ]
    lines += [
        ("Salles utilisées, en demi-journées ouvertes", Kind.PERCENT, found.rooms_percent),
        ("Jours demandant une astreinte", Kind.COUNT, found.on_call.needed),
        ("Jours demandant une astreinte et en ayant une", Kind.COUNT, found.on_call.covered),
        ("Jours donnés par les titulaires en réponse à un appel", Kind.COUNT, found.rescue_days),
    ]
    if desk := found.desk:
        lines += [
            ("Heures de secrétariat", Kind.MINUTES, desk.secretary_minutes),
            ("Heures de télésecrétariat", Kind.MINUTES, desk.remote_minutes),
            ("Jours ouverts avec la secrétaire", Kind.COUNT, desk.secretary_days),
            ("Jours ouverts avec le seul télésecrétariat", Kind.COUNT, desk.remote_days),
            ("Jours ouverts sans secrétaire ni télésecrétariat", Kind.COUNT, desk.neither_days),
        ]
    rows = [[Cell(Kind.TEXT, label), Cell(kind, value)] for label, kind, value in lines]
    return Table("resume", "Résumé", [Column("Mesure"), Column("Valeur", Kind.COUNT)], rows)


def weeks_table(weeks: Sequence[WeekCover]) -> Table:
    columns = [
        Column("Semaine"),
        Column("Du", Kind.DATE),
        Column("Jours avec un médecin", Kind.HALVES),
        Column("Objectif", Kind.HALVES),
        Column("Plancher", Kind.HALVES),
        Column("État"),
        Column("Vacances"),
    ]
    rows: list[list[Value]] = [
        [
            f"{week.week.year}, sem. {week.week.number}",
            week.week.monday,
            week.state.covered,
            2 * week.state.target,
            2 * week.state.floor,
            STATES_SAID[week.state.state] if week.over else f"à venir, {STATES_SAID[week.state.state]}",
            week.school,
        ]
        for week in weeks
    ]
    return table("semaines", "Semaine par semaine", columns, rows)


def months_table(found: Occupancy) -> Table:
    columns = [
        Column("Mois", Kind.MONTH),
        Column("Jours ouverts", Kind.COUNT),
        Column("Jours avec un médecin", Kind.HALVES),
        Column("Objectif", Kind.HALVES),
        Column("Atteint", Kind.PERCENT),
    ]
    ahead = bool(found.ahead.days)
    if ahead:
        columns.append(Column("Inscrits ensuite", Kind.HALVES))

    def line(name: Value, cover: Cover, later: Cover) -> list[Value]:
        counts: list[Value] = [name, cover.days, cover.held, cover.target, cover.of_target]
        return [*counts, later.held] if ahead else counts

    rows = [line(part.month, part.cover, part.ahead) for part in found.months]
    return table("mois", "Mois par mois", columns, rows, line("Total", found.cover, found.ahead))


def holidays_table(found: Occupancy) -> Table:
    columns = [
        Column("Période"),
        Column("Jours ouverts", Kind.COUNT),
        Column("Jours avec un médecin", Kind.HALVES),
        Column("Par semaine, en moyenne", Kind.MEAN),
        Column("Objectif", Kind.HALVES),
        Column("Atteint", Kind.PERCENT),
    ]

    def line(name: str, cover: Cover) -> list[Value]:
        mean = cover.weekly(found.days_a_week)
        return [name, cover.days, cover.held, mean, cover.target, cover.of_target]

    rows = [
        line("Pendant les vacances scolaires", found.in_holidays),
        line("Hors vacances scolaires", found.out_of_holidays),
    ]
    return table("vacances", "Vacances scolaires", columns, rows, line("Ensemble", found.cover))


def roles_table(roles: Sequence[Part]) -> Table:
    columns = [
        Column("Métier"),
        Column("Jours de présence", Kind.HALVES),
        Column("Part", Kind.PERCENT),
    ]
    rows: list[list[Value]] = [[sentence(role.label), role.half_days, role.percent] for role in roles]
    total = sum(role.half_days for role in roles)
    return table("metiers", "Présences par métier", columns, rows, ["Total", total, 100 if total else 0])


def rooms_table(found: Occupancy) -> Table:
    columns = [
        Column("Salle"),
        Column("Demi-journées utilisées", Kind.COUNT),
        Column("Demi-journées ouvertes", Kind.COUNT),
        Column("Occupation", Kind.PERCENT),
    ]
    of = found.cover.open_halves
    rows: list[list[Value]] = [[room.label, room.half_days, of, room.percent] for room in found.rooms]
    total: list[Value] = ["Total", found.room_half_days, of * len(found.rooms), found.rooms_percent]
    return table("salles", "Salles", columns, rows, total)
