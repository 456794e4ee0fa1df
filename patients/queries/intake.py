"""The intake list: by wave, then by points, with the reasons; and which waves are open."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from cabinet.models import Cabinet
from patients.models import Criterion, Patient, Step, WaveOpening
from patients.models.words import WAITING_STEPS
from patients.queries.turns import Turn, Turns
from patients.rules.points import in_order
from patients.rules.waves import WAVE_LABELS, WAVES, Facts, age

PER_PAGE = 50
#: « à prendre »: those who still wait for a first appointment.
TO_TAKE = "a-prendre"
OUTSIDE = "hors"
STEP_CHOICES = [(TO_TAKE, "à prendre"), *Step.choices, ("tous", "tous")]
WAVE_CHOICES = [*((str(wave), f"vague {wave}") for wave in WAVES), (OUTSIDE, "hors des vagues")]
_COLUMNS = (
    "pk", "birth_on", "criteria", "renewal_until_on", "on_former_list", "without_doctor", "commune", "wave",
    "wave_reason", "step", "entered_at", "import_line",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the list is asked for: `wave` 1, 2, 3 or None for those of no wave; `step` of `STEP_CHOICES`."""

    wave: int | None = 1
    step: str = TO_TAKE
    criterion: str = ""

    def keeps(self, step: str, criteria: frozenset[str]) -> bool:
        if self.criterion and self.criterion not in criteria:
            return False
        if self.step == TO_TAKE:
            return step in WAITING_STEPS
        return self.step in ("tous", step)


@dataclass(frozen=True)
class Row:
    """Somebody at their place in the list."""

    rank: int
    patient: Patient
    turn: Turn
    age: int


@dataclass(frozen=True)
class WaveState:
    """A wave: how many of the list, and since when it is open, by whom."""

    wave: int | None
    label: str
    count: int
    opening: WaveOpening | None = None

    @property
    def code(self) -> str:
        return str(self.wave) if self.wave else OUTSIDE


@dataclass(frozen=True)
class IntakeList:
    asked: Asked
    waves: list[WaveState]
    rows: list[Row]
    page: Page
    nobody_at_all: bool

    @property
    def people(self) -> list[Patient]:
        return [row.patient for row in self.rows]

    @property
    def current(self) -> WaveState:
        return next(state for state in self.waves if state.wave == self.asked.wave)


@dataclass(frozen=True)
class _Place:
    pk: Any
    turn: Turn
    step: str
    criteria: frozenset[str]
    entered: tuple


def intake_list(asked: Asked, *, today: date, cabinet: Cabinet, page: str | int = 1) -> IntakeList:
    """One page of the list; four statements, whatever its length."""
    places = list(_places(Turns.on(today, cabinet=cabinet)))
    kept = [place for place in places if asked.keeps(place.step, place.criteria)]
    counts = Counter(place.turn.wave.number for place in kept)
    ordered = _ordered(place for place in kept if place.turn.wave.number == asked.wave)
    shown = Paginator(ordered, PER_PAGE).get_page(page)
    patients = Patient.objects.defer("search_key").in_bulk([place.pk for place in shown])
    rows = [
        Row(rank, patients[place.pk], place.turn, age(patients[place.pk].birth_on, today))
        for rank, place in enumerate(shown, start=shown.start_index())
        if place.pk in patients
    ]
    openings = {
        opening.wave: opening
        for opening in WaveOpening.objects.filter(closed_at=None).select_related("opened_by__person")
    }
    waves = [
        *(WaveState(wave, WAVE_LABELS[wave], counts[wave], openings.get(wave)) for wave in WAVES),
        WaveState(None, "hors des vagues", counts[None]),
    ]
    return IntakeList(asked, waves, rows, shown, nobody_at_all=not places)


def whole_list(asked: Asked, *, today: date, cabinet: Cabinet) -> list[Row]:
    """Everybody of the list in its order, to be carried away in a file."""
    kept = [
        place
        for place in _places(Turns.on(today, cabinet=cabinet))
        if asked.keeps(place.step, place.criteria) and place.turn.wave.number == asked.wave
    ]
    patients = Patient.objects.defer("search_key").in_bulk([place.pk for place in kept])
    return [
        Row(rank, patients[place.pk], place.turn, age(patients[place.pk].birth_on, today))
        for rank, place in enumerate(_ordered(kept), start=1)
    ]


def wave_history() -> list[WaveOpening]:
    """Each opening and each closing, the last first."""
    return list(
        WaveOpening.objects.select_related("opened_by__person", "closed_by__person").order_by("-opened_at")[
            :20
        ]
    )


def asked_of(parameters: dict[str, str]) -> Asked:
    """`?vague=2&etape=called&critere=ald`; what is not known is left to what is usual."""
    wave, step, criterion = (parameters.get(name, "") for name in ("vague", "etape", "critere"))
    return Asked(
        wave=None if wave == OUTSIDE else int(wave) if wave in map(str, WAVES) else 1,
        step=step if step in dict(STEP_CHOICES) else TO_TAKE,
        criterion=criterion if criterion in Criterion.values else "",
    )


def _places(turns: Turns) -> Iterator[_Place]:
    for row in Patient.objects.order_by().values(*_COLUMNS).iterator(chunk_size=5000):
        criteria = frozenset(row["criteria"])
        facts = Facts(
            birth_on=row["birth_on"],
            criteria=criteria,
            renewal_until_on=row["renewal_until_on"],
            on_former_list=row["on_former_list"],
            without_doctor=row["without_doctor"],
            commune=row["commune"],
            wave=row["wave"],
            wave_reason=row["wave_reason"],
        )
        entered = (row["entered_at"], row["import_line"] or 0)
        yield _Place(row["pk"], turns.of_facts(facts), row["step"], criteria, entered)


def _ordered(places: Any) -> list[_Place]:
    return in_order(places, total=lambda one: one.turn.score.total, entered=lambda one: one.entered)
