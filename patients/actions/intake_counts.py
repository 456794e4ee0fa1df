"""The counts of a day, as the mairie may read them: floored, and moving by steps of the floor."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from cabinet.models import Cabinet
from patients.models import IntakeCount, PatientSettings
from patients.queries.forecast import coming_weeks
from patients.queries.turns_counted import counted_by_wave
from patients.rules.forecast import weeks_of_counts
from patients.rules.intake_counts import count_told
from patients.rules.waves import WAVES


def count_intake(*, cabinet: Cabinet, on: date) -> list[IntakeCount]:
    """One row a wave for that day; counted already, the day stays as it was told."""
    if there := list(IntakeCount.objects.filter(on=on)):
        return there
    waiting, taken_in = counted_by_wave(cabinet, on)
    floor = cabinet.small_count_floor
    rows = []
    for wave in WAVES:
        told = list(IntakeCount.objects.filter(wave=wave, on__lt=on).values_list("waiting", "taken_in"))
        rows.append(
            IntakeCount(
                on=on,
                wave=wave,
                waiting=count_told(waiting[wave], told=_said(w for w, _ in told), floor=floor),
                taken_in=count_told(taken_in[wave], told=_said(t for _, t in told), floor=floor),
            )
        )
    _foresee(rows, on)
    return IntakeCount.objects.bulk_create(rows, ignore_conflicts=True)


def _said(counts: Iterable[int | None]) -> set[int]:
    """Once told, a count stays known: a day under the floor between two does not make it forgotten."""
    return {count for count in counts if count is not None}


def _foresee(rows: list[IntakeCount], on: date) -> None:
    """When all those told will have been seen, at the pace of the calendar; bookings are left out, which
    would tell of a few."""
    weeks = [replace(week, booked=0) for week in coming_weeks(on)]
    per_half = PatientSettings.current().first_per_half_day
    told = {row.wave: row.waiting for row in rows}
    now = weeks_of_counts(told, weeks, per_half=per_half)
    sooner = weeks_of_counts(told, weeks, per_half=per_half, more_days=1)
    for row in rows:
        row.seen_by_on, row.sooner_on = now[row.wave], sooner[row.wave]
