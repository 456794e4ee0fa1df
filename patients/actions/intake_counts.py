"""The counts of a day, as the mairie may read them: floored, and moving by steps of the floor."""

from datetime import date

from cabinet.models import Cabinet
from patients.models import IntakeCount
from patients.queries.turns_counted import counted_by_wave
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
        before = IntakeCount.objects.filter(wave=wave, on__lt=on).order_by("on")
        last = before.last()
        # Under the floor for a day, the running total never goes back: the last one told is looked for.
        total = before.filter(taken_in__isnull=False).last()
        rows.append(
            IntakeCount(
                on=on,
                wave=wave,
                waiting=count_told(waiting[wave], told=last.waiting if last else None, floor=floor),
                taken_in=count_told(taken_in[wave], told=total.taken_in if total else None, floor=floor),
            )
        )
    return IntakeCount.objects.bulk_create(rows, ignore_conflicts=True)
