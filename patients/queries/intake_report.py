"""What the occupancy report says of patients: counts of which no small one can be made out."""

from collections.abc import Sequence
from datetime import date

from cabinet.models import Cabinet
from cabinet.text import number
from patients.models import IntakeCount
from patients.queries.forecast import week_said
from patients.rules.intake_counts import told_between
from patients.rules.waves import WAVE_LABELS, WAVES
from planning.queries.occupancy_tables import Cell, Column, Kind, Table


def intake_tables(cabinet: Cabinet, first: date, last: date) -> list[Table]:
    """« Accueil de patients », a wave a line; nothing where nothing was counted. One statement."""
    rows = IntakeCount.objects.filter(on__lte=last).order_by("wave", "-on")
    told = list(rows.values_list("wave", "on", "waiting", "taken_in", "seen_by_on", "sooner_on"))
    if not any(row[1] >= first for row in told):
        return []
    columns = [
        Column("Vague"),
        Column("En attente à la fin"),
        Column("Prises en charge sur la période"),
        Column("Prises en charge depuis l’ouverture"),
        Column("Toutes vues"),
        Column("Avec un jour de médecin de plus"),
    ]
    lines = [_line(wave, [row[1:] for row in told if row[0] == wave], first, cabinet) for wave in WAVES]
    return [Table("accueil", "Accueil de patients", columns, lines, note=note_of(cabinet))]


def note_of(cabinet: Cabinet) -> str:
    floor = cabinet.small_count_floor
    return (
        f"Aucun nombre inférieur à {floor} n’est dit, ni aucun changement de moins de {floor}\u202f: "
        "personne ne peut être reconnu. La semaine où toutes auront été vues vient de ces seuls nombres et "
        "du planning."
    )


def _line(
    wave: int,
    told: Sequence[tuple[date, int | None, int | None, date | None, date | None]],
    first: date,
    cabinet: Cabinet,
) -> list[Cell]:
    """`told`: the latest first."""
    small = f"< {cabinet.small_count_floor}"
    on, waiting, total, seen_by, sooner = told[0] if told else (first, None, None, None, None)
    before = [row for row in told if row[0] < first]
    taken_in, is_most = told_between(before[0][2] if before else None, total, began=bool(before))
    span = small if taken_in is None else f"{'au plus ' if is_most else ''}{number(taken_in)}"
    cells = [
        f"{wave}, {WAVE_LABELS[wave]}",
        small if waiting is None else number(waiting),
        span,
        small if total is None else number(total),
        week_told(seen_by, on, waiting),
        week_told(sooner, on, waiting),
    ]
    return [Cell(Kind.TEXT, cell) for cell in cells]


def week_told(monday: date | None, counted_on: date, waiting: int | None) -> str:
    """« semaine du lun. 14 déc. »; of a count that is not told, nothing."""
    if waiting is None:
        return "–"
    return week_said(monday, counted_on) if monday else "plus de deux ans"
