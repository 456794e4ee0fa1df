"""A list as it stands: its points, who ticked them and when; begun or not, it is drawn the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from cabinet.clock import PARIS
from cabinet.models import Membership
from cabinet.text import clock, day, instant, month
from patients.models import ChecklistRun, ChecklistTemplate, ChecklistTick, ListKind, Patient
from patients.rules.checklists import Item, Progress, progress_of

TITLES = {
    ListKind.OPENING: "Ouverture",
    ListKind.CLOSING: "Fermeture",
    ListKind.NO_DOCTOR: "Jour sans médecin",
    ListKind.PRESENCE_DAY: "Jour de présence",
    ListKind.FIRST_CONSULTATION: "Première consultation",
    ListKind.MONTH_END: "Fin de mois",
}


@dataclass(frozen=True)
class Line:
    """A point, and who ticked it when; `undone`: it was ticked before and taken back."""

    item: Item
    by: str = ""
    at: str = ""
    undone: str = ""

    @property
    def done(self) -> bool:
        return bool(self.at)


@dataclass(frozen=True)
class List:
    """A list of a day as it stands, begun or not."""

    template: ChecklistTemplate
    on: date
    lines: Sequence[Line]
    progress: Progress
    run: ChecklistRun | None = None
    membership: Membership | None = None
    patient: Patient | None = None
    late: bool = False

    @property
    def kind(self) -> str:
        return self.template.kind

    @property
    def title(self) -> str:
        """« Ouverture », « Fin de mois, novembre 2026 », « Fermeture du ven. 20 nov. » when it is late."""
        title = TITLES[ListKind(self.kind)]
        if self.kind == ListKind.MONTH_END:
            return f"{title}, {month(self.on)}"
        return f"{title} du {day(self.on)}" if self.late else title

    @property
    def key(self) -> str:
        """What names it on a page."""
        whose = self.patient or self.membership
        return f"liste-{self.kind}-{self.on}" + (f"-{whose.pk}" if whose else "")

    @property
    def target(self) -> str:
        """Where a page puts it back."""
        return f"#{self.key}"

    @property
    def left(self) -> list[Line]:
        return [line for line in self.lines if not line.done]


def templates_in_force(*, named: bool = False) -> dict[str, ChecklistTemplate]:
    """The highest version of each kind, in one statement; `named`: with who published it."""
    found = ChecklistTemplate.objects.order_by("kind", "-version").distinct("kind")
    if named:
        found = found.select_related("published_by__person")
    return {template.kind: template for template in found}


def list_of(template: ChecklistTemplate, on: date, whose: Membership | Patient | None) -> List:
    """One list as it stands; `template` is shown when it is not begun."""
    wanted = [(template.kind, on, whose)]
    found = runs_of(wanted)
    ticks = ticks_of(run.pk for run in found.values())
    return lists_of(wanted, {template.kind: template}, found, ticks)[0]


def of_run(run: ChecklistRun) -> List:
    """A list that was begun, with its version."""
    lines = _lines(run.template, ticks_of([run.pk]).get(run.pk, []), run.on)
    progress = progress_of([line.item for line in lines], {line.item.key for line in lines if line.done})
    return List(run.template, run.on, lines, progress, run, run.membership, run.patient)


def items_of(template: ChecklistTemplate) -> list[Item]:
    return [Item(item["key"], item["label"], item.get("help", "")) for item in template.items]


Wanted = tuple[str, date, Membership | Patient | None]
Found = Mapping[tuple[str, date | None, UUID | None], ChecklistRun]
Ticks = Mapping[UUID, Sequence[ChecklistTick]]


def _key(kind: str, on: date, whose: UUID | None) -> tuple[str, date | None, UUID | None]:
    """A first consultation is one whatever its day."""
    return kind, None if kind == ListKind.FIRST_CONSULTATION else on, whose


def runs_of(wanted: Sequence[Wanted]) -> Found:
    asked = Q(pk=None)
    for kind, on, whose in wanted:
        one = Q(kind=kind)
        if isinstance(whose, Patient):
            one &= Q(patient=whose)
        elif kind == ListKind.PRESENCE_DAY:
            one &= Q(membership=whose)
        if kind != ListKind.FIRST_CONSULTATION:
            one &= Q(on=on)
        asked |= one
    rows = ChecklistRun.objects.filter(asked).select_related("template")
    return {_key(run.kind, run.on, run.patient_id or run.membership_id): run for run in rows}


def ticks_of(runs: Iterable[UUID]) -> Ticks:
    found: dict[UUID, list[ChecklistTick]] = {}
    rows = ChecklistTick.objects.filter(run__in=list(runs)).select_related("by__person", "undone_by__person")
    for tick in rows.order_by("at", "pk"):
        found.setdefault(tick.run_id, []).append(tick)
    return found


def lists_of(
    wanted: Sequence[Wanted],
    templates: Mapping[str, ChecklistTemplate],
    found: Found,
    ticks: Ticks,
    *,
    late: bool = False,
) -> list[List]:
    """Those that have a template, begun or not; a list begun keeps its own version."""
    lists = []
    for kind, on, whose in wanted:
        run = found.get(_key(kind, on, whose.pk if whose else None))
        template = run.template if run else templates.get(kind)
        if template is None:
            continue
        lines = _lines(template, ticks.get(run.pk, []) if run else [], on)
        done = {line.item.key for line in lines if line.done}
        lists.append(
            List(
                template=template,
                on=on,
                lines=lines,
                progress=progress_of([line.item for line in lines], done),
                run=run,
                membership=whose if isinstance(whose, Membership) else None,
                patient=whose if isinstance(whose, Patient) else None,
                late=late,
            )
        )
    return lists


def _lines(template: ChecklistTemplate, ticks: Sequence[ChecklistTick], on: date) -> list[Line]:
    standing = {tick.item: tick for tick in ticks if tick.undone_at is None}
    undone = {tick.item: tick for tick in ticks if tick.undone_at is not None}
    lines = []
    for item in items_of(template):
        tick, back = standing.get(item.key), undone.get(item.key)
        lines.append(
            Line(
                item,
                by=_name(tick.by) if tick else "",
                at=_when(tick.at, on) if tick else "",
                undone=f"coché {_when(back.at, on)}, repris par {_name(back.undone_by)}"
                if back and not tick and back.undone_at
                else "",
            )
        )
    return lines


def progress_of_run(run: ChecklistRun | None, ticks: Ticks) -> Progress | None:
    """None when it is not begun."""
    if run is None:
        return None
    done = {tick.item for tick in ticks.get(run.pk, []) if tick.undone_at is None}
    return progress_of(items_of(run.template), done)


def _name(membership: Membership | None) -> str:
    return membership.display_name if membership else "quelqu’un"


def _when(at: datetime, on: date) -> str:
    """« 8 h 32 », with its day when it is not that of the list."""
    return f"à {clock(at)}" if at.astimezone(PARIS).date() == on else instant(at)
