"""A list as screens and the command show it: who comes in, in which wave, and what stands in the way."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cabinet.reading import LineError
from patients.models import Criterion, Patient, PatientColumns, PatientImport
from patients.queries.turns import Turn, Turns, facts_of_entry
from patients.reading import Checked, Checker, Double, Pair, PatientList, Sorted, read_reduced, sort_out
from patients.reading.columns import LABELS
from patients.reading.reduced import unread_of
from patients.rules.entry import Entry
from patients.rules.identity import Known
from patients.rules.points import in_order
from patients.rules.waves import WAVE_LABELS

MAX_SHOWN = 50
CRITERIA = frozenset(Criterion.values)


@dataclass(frozen=True)
class Newcomer:
    """Somebody of a list, and their turn."""

    line: int
    entry: Entry
    turn: Turn

    @property
    def display_name(self) -> str:
        return f"{self.entry.last_name.upper()} {self.entry.first_name}"


@dataclass(frozen=True)
class PairShown:
    """Side by side: somebody of the list, and a line above or somebody of the practice."""

    line: int
    new: Entry
    why: str
    of_line: int | None
    patient: Patient | None
    name: str
    birth_name: str
    birth_on: date


@dataclass(frozen=True)
class WaveCount:
    wave: int | None
    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    """A list before it is written."""

    sorted: Sorted
    waves: list[WaveCount]
    first: list[Newcomer]
    pairs: list[PairShown]
    pairs_left: int
    wrong_lines: list[Checked]
    set_aside: list[tuple[int, str]]
    same_file: PatientImport | None
    unread: list[str]

    @property
    def doubles(self) -> list[Double]:
        return self.sorted.doubles[:MAX_SHOWN]

    @property
    def lines_in_doubt(self) -> list[int]:
        return sorted({pair.new.line for pair in self.sorted.pairs})

    @property
    def new(self) -> int:
        return len(self.sorted.accepted)

    @property
    def wrong_lines_hidden(self) -> int:
        return len(self.sorted.wrong) - len(self.wrong_lines)

    @property
    def warnings(self) -> list[LineError]:
        return self.sorted.warnings[:MAX_SHOWN]

    @property
    def warnings_hidden(self) -> int:
        return max(0, len(self.sorted.warnings) - MAX_SHOWN)

    @property
    def people(self) -> list[Patient]:
        """Those of the practice whom this page shows: each is traced."""
        return list({pair.patient.pk: pair.patient for pair in self.pairs if pair.patient}.values())


def column_mapping() -> dict[str, str]:
    """{our name of a column: title}, as the practice told it."""
    found = PatientColumns.objects.first()
    return found.columns if found else {}


def told_columns() -> list[tuple[str, str]]:
    """(what it is, the title it has in this practice's lists), for each column pointed at by hand."""
    return [(LABELS[name], title) for name, title in column_mapping().items() if name in LABELS]


def known_people() -> list[Known]:
    """Everybody of the practice, as they are compared; one statement."""
    rows = Patient.objects.order_by().values_list("pk", "last_name", "first_name", "birth_on", "birth_name")
    return [Known(*row) for row in rows.iterator(chunk_size=5000)]


def list_of(patient_import: PatientImport) -> PatientList:
    return read_reduced(bytes(patient_import.content), sha256=patient_import.sha256)


def checker_of(found: PatientList, *, today: date, former_list: bool) -> Checker:
    return Checker(
        columns=found.columns,
        delimiter=found.delimiter,
        today=today,
        former_list=former_list,
        criteria=CRITERIA,
    )


def sorted_of(patient_import: PatientImport) -> Sorted:
    """A kept list, sorted out against the practice as it is now."""
    found = list_of(patient_import)
    checker = checker_of(found, today=patient_import.read_on, former_list=patient_import.former_list)
    return sort_out(
        (checker.check(number, cells) for number, cells in found.records()),
        known=known_people(),
        set_aside={int(line) for line in patient_import.set_aside},
        kept_apart=set(patient_import.kept_apart),
    )


def newcomers_of(accepted: Iterable[Checked], turns: Turns) -> list[Newcomer]:
    """Those of a list in the order of their turn: most points first, then the order of the file."""
    people = [
        Newcomer(checked.line, checked.entry, turns.of_facts(facts_of_entry(checked.entry)))
        for checked in accepted
        if checked.entry is not None
    ]
    return in_order(people, total=lambda one: one.turn.score.total, entered=lambda one: one.line)


def same_list_written(sha256: str) -> PatientImport | None:
    """The import that already wrote this very file."""
    written = PatientImport.objects.filter(sha256=sha256, state=PatientImport.State.WRITTEN)
    return written.select_related("settled_by__person").order_by("-settled_at").first()


def preview(patient_import: PatientImport, *, turns: Turns) -> Preview:
    """All that the page of a list shows; the number of statements does not depend on its lines."""
    found = sorted_of(patient_import)
    newcomers = newcomers_of(found.accepted, turns)
    counts = Counter(one.turn.wave.number for one in newcomers)
    return Preview(
        sorted=found,
        waves=[
            WaveCount(wave, WAVE_LABELS[wave] if wave else "hors des vagues", counts[wave])
            for wave in (1, 2, 3, None)
            if counts[wave]
        ],
        first=newcomers[:10],
        pairs=_shown(found.pairs[:MAX_SHOWN]),
        pairs_left=len(found.pairs),
        wrong_lines=found.wrong[:MAX_SHOWN],
        set_aside=sorted((int(line), reason) for line, reason in patient_import.set_aside.items()),
        same_file=same_list_written(patient_import.sha256),
        unread=unread_of(bytes(patient_import.content)),
    )


def lists_of_practice() -> list[PatientImport]:
    """Every list that was brought, the last first."""
    return list(
        PatientImport.objects.defer("content").select_related("uploaded_by__person", "settled_by__person")
    )


def _shown(pairs: list[Pair]) -> list[PairShown]:
    ids = {pair.of_patient for pair in pairs if pair.of_patient}
    patients = Patient.objects.in_bulk(ids) if ids else {}
    return [
        PairShown(
            line=pair.new.line,
            new=pair.new.entry,
            why=pair.likeness.value,
            of_line=pair.of_line,
            patient=patients.get(pair.of_patient),
            name=f"{pair.other.last_name.upper()} {pair.other.first_name}",
            birth_name=pair.other.birth_name,
            birth_on=pair.other.birth_on,
        )
        for pair in pairs
        if pair.new.entry is not None
    ]
