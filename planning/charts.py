"""The geometry of the report's charts, drawn as SVG by templates: where each bar stands, in user units.

Three sizes, for a desk, a phone and a sheet of paper: scaled down, text would be too small to read.
Coordinates are text with a point, for a French template would write a comma. A state is told by its pattern
as well as by its colour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from cabinet.text import SHORT_MONTHS, count, percent
from planning.queries.occupancy import Part
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, BELOW_TARGET, CLOSED, NOBODY
from planning.rules.occupancy import MonthCover, WeekCover
from planning.rules.occupancy_words import STATES_SAID, days_said

AHEAD = "ahead"
LEGEND = {state: STATES_SAID[state] for state in (AT_TARGET, BELOW_TARGET, BELOW_FLOOR, NOBODY, CLOSED)}
LEGEND[AHEAD] = "en cours ou à venir"
HELD = {"held": "avec un médecin", AHEAD: "inscrit ensuite", "target": "objectif"}


@dataclass(frozen=True)
class Size:
    name: str
    width: int
    height: int
    #: Room under one word of the axis.
    word: int


WIDE, NARROW, PAPER = Size("wide", 1000, 270, 44), Size("narrow", 340, 210, 34), Size("paper", 720, 220, 40)
LEFT, RIGHT, TOP, BOTTOM = 30, 58, 20, 26
#: A figure above a bar needs so much room.
FIGURE = 17


@dataclass(frozen=True)
class Bar:
    kind: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Word:
    x: str
    y: str
    text: str
    kind: str = ""


@dataclass(frozen=True)
class Chart:
    key: str
    title: str
    description: str
    size: Size
    bars: Sequence[Bar] = ()
    figures: Sequence[Word] = ()
    names: Sequence[Word] = ()
    levels: Sequence[Word] = ()
    lines: Sequence[Word] = ()
    paths: Sequence[Word] = ()
    bands: Sequence[Bar] = ()
    legend: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.key}-{self.size.name}"

    @property
    def right(self) -> int:
        return self.size.width - RIGHT

    @property
    def bottom(self) -> int:
        return self.size.height - BOTTOM


def both(chart: Callable, values: Sequence) -> list[Chart]:
    """The chart at a desk and on a phone."""
    return [chart(values, size) for size in (WIDE, NARROW)]


def at(value: float) -> str:
    return f"{value:.1f}"


class Scale:
    """From half-days to heights, and from a rank to its place, in one size."""

    def __init__(self, size: Size, *, among: int, highest: int) -> None:
        self.size, self.highest = size, max(highest, 2)
        self.step = (size.width - LEFT - RIGHT) / max(among, 1)
        self.bar = min(self.step * 0.72, 44)
        self.bottom = size.height - BOTTOM

    def x(self, rank: float) -> float:
        return LEFT + rank * self.step

    def middle(self, rank: int) -> float:
        return self.x(rank + 0.5)

    def y(self, halves: float) -> float:
        return self.bottom - (self.bottom - TOP) * halves / self.highest

    def column(self, kind: str, rank: int, low: int, high: int) -> Bar:
        return Bar(
            kind,
            at(self.middle(rank) - self.bar / 2),
            at(self.y(high)),
            at(self.bar),
            at(self.y(low) - self.y(high)),
        )

    def levels(self) -> list[Word]:
        """A line every day, or every few days when there are many."""
        days = self.highest // 2
        every = next(step for step in (1, 2, 5, 10, 20) if days / step <= 6 or step == 20)
        return [Word(at(LEFT - 6), at(self.y(2 * day)), str(day)) for day in range(0, days + 1, every)]

    def steps(self, levels: Sequence[int]) -> str:
        """A line that goes from one bar's level to the next one's."""
        moves = [
            f"{'L' if n else 'M'}{at(self.x(n))} {at(self.y(h))}H{at(self.x(n + 1))}"
            for n, h in enumerate(levels)
        ]
        return "".join(moves)

    def names(self, words: Sequence[str]) -> list[Word]:
        """Those words that are not empty, with room around each."""
        kept, last = [], -1000.0
        for rank, word in enumerate(words):
            if word and self.middle(rank) - last >= self.size.word:
                last = self.middle(rank)
                kept.append(Word(at(last), at(self.bottom + 17), word))
        return kept


def weeks_chart(weeks: Sequence[WeekCover], size: Size) -> Chart:
    """A bar a week, against its target and its floor; school holidays behind."""
    states = [week.state for week in weeks]
    scale = Scale(
        size, among=len(weeks), highest=max((max(s.covered, 2 * s.target) for s in states), default=2)
    )
    bars, figures, bands = [], [], []
    for rank, week in enumerate(weeks):
        if week.school:
            bands.append(Bar("school", at(scale.x(rank)), at(TOP), at(scale.step), at(scale.bottom - TOP)))
        covered = week.state.covered
        bars.append(scale.column(week.state.state if week.over else AHEAD, rank, 0, covered))
        mark = {NOBODY: "×", CLOSED: "–"}.get(week.state.state, "") if week.over else ""
        if mark or (scale.step >= FIGURE and covered):
            kind = week.state.state if mark else ""
            figures.append(
                Word(at(scale.middle(rank)), at(scale.y(covered) - 5), mark or days_said(covered), kind)
            )
    paths = [
        Word("", "", scale.steps([2 * state.floor for state in states]), "floor"),
        Word("", "", scale.steps([2 * state.target for state in states]), "target"),
    ]
    used = {week.state.state if week.over else AHEAD for week in weeks}
    legend = {kind: words for kind, words in LEGEND.items() if kind in used}
    if bands:
        legend["school"] = "vacances scolaires"
    return Chart(
        key="weeks",
        title="Jours avec un médecin, semaine par semaine",
        description=f"{count(len(weeks), 'semaine', 'semaines')}, contre son objectif et son plancher. "
        "Le tableau qui suit donne chaque valeur.",
        size=size,
        bars=[bar for bar in bars if bar.height != "0.0"],
        figures=figures,
        names=scale.names(_months_of_weeks(weeks)),
        levels=scale.levels(),
        lines=_line_words(scale, states),
        paths=paths if weeks else [],
        bands=bands,
        legend=legend,
    )


def months_chart(months: Sequence[MonthCover], size: Size) -> Chart:
    """A bar a month with what is written for its days to come on top, and its target across it."""
    highest = max((max(month.whole.held, month.whole.target) for month in months), default=2)
    scale = Scale(size, among=len(months), highest=highest)
    bars, figures, paths = [], [], []
    for rank, month in enumerate(months):
        held, whole = month.cover.held, month.whole
        bars.append(scale.column("held", rank, 0, held))
        bars.append(scale.column(AHEAD, rank, held, whole.held))
        left, right = scale.middle(rank) - scale.bar * 0.65, scale.middle(rank) + scale.bar * 0.65
        target = f"M{at(left)} {at(scale.y(whole.target))}H{at(right)}"
        paths.append(Word("", "", target, "target"))
        said = percent(month.cover.of_target) if month.cover.of_target is not None else ""
        if said and scale.step >= 2 * FIGURE:
            top = min(scale.y(whole.held), scale.y(whole.target))
            figures.append(Word(at(scale.middle(rank)), at(top - 5), said))
    legend = {
        kind: words for kind, words in HELD.items() if kind != AHEAD or any(m.ahead.held for m in months)
    }
    names = [_month_said(month.month, first=not n) for n, month in enumerate(months)]
    return Chart(
        key="months",
        title="Jours avec un médecin, mois par mois",
        description=f"{count(len(months), 'mois', 'mois')}, chacun contre son objectif. "
        "Le tableau qui suit donne chaque valeur.",
        size=size,
        bars=[bar for bar in bars if bar.height != "0.0"],
        figures=figures,
        names=scale.names(names),
        levels=scale.levels(),
        paths=paths,
        legend=legend,
    )


def rooms_chart(rooms: Sequence[Part], size: Size) -> Chart:
    """A bar a room, out of all the half-days on which the practice was open."""
    line, name = 34, 16
    size = replace(size, height=line * max(len(rooms), 1) + BOTTOM)
    length = size.width - RIGHT
    bars, names, figures = [], [], []
    for rank, room in enumerate(rooms):
        y = rank * line + name + 4
        bars.append(Bar("whole", "0.5", at(y), at(length), "12"))
        bars.append(Bar("held", "0.5", at(y), at(length * (room.percent or 0) / 100), "12"))
        names.append(Word("0", at(y - 5), room.label))
        said = "–" if room.percent is None else percent(room.percent)
        figures.append(Word(at(size.width), at(y + 10.5), said))
    return Chart(
        key="rooms",
        title="Salles utilisées",
        description="Part des demi-journées ouvertes pendant laquelle chaque salle a servi. "
        "Le tableau qui suit donne chaque valeur.",
        size=replace(size, height=line * max(len(rooms), 1)),
        bars=[bar for bar in bars if bar.width != "0.0"],
        figures=figures,
        names=names,
    )


def _months_of_weeks(weeks: Sequence[WeekCover]) -> list[str]:
    """The name of a month at the first of its weeks, which are those of its Thursdays."""
    thursdays = [week.week.monday + timedelta(days=3) for week in weeks]
    return [
        _month_said(day, first=not n) if not n or thursdays[n - 1].month != day.month else ""
        for n, day in enumerate(thursdays)
    ]


def _month_said(day: date, *, first: bool) -> str:
    """« oct. »; « janv. 27 » in January, and at the start."""
    name = SHORT_MONTHS[day.month - 1]
    return f"{name} {day:%y}" if first or day.month == 1 else name


def _line_words(scale: Scale, states: Sequence) -> list[Word]:
    """The names of the lines, at their end; the floor's is left out when it is the target."""
    if not states:
        return []
    last, x = states[-1], at(scale.size.width - RIGHT + 5)
    words = [Word(x, at(scale.y(2 * last.target) + 4), "objectif", "target")]
    if last.floor != last.target:
        words.append(Word(x, at(scale.y(2 * last.floor) + 4), "plancher", "floor"))
    return words
