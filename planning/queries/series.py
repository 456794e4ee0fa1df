"""The series of a practice, and one of them day by day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from cabinet.models import Membership
from planning.models import Debrief, Presence, Series, SeriesSkip, Shift
from planning.queries.calendar import days_off_between
from planning.rules.series_days import closure_reason, day_off_reason, weekdays_between
from planning.rules.series_words import series_said

MADE, SKIPPED, RELEASED = "made", "skipped", "released"
SHOWN_SKIPS = 3
WITH = ("membership__person", "room", "supervisor__person")


@dataclass(frozen=True)
class SeriesLine:
    """One series of the list, with the next days that it skips."""

    series: Series
    said: str
    skips: Sequence[SeriesSkip]
    more: int

    @property
    def name(self) -> str:
        return self.series.membership.display_name


@dataclass(frozen=True)
class DayOfSeries:
    """A day, whether it was made, and why not."""

    on: date
    state: str
    words: str
    debriefed: bool
    presence: Presence | None
    past: bool


def said_of(series: Series) -> str:
    return series_said(
        series.weekday,
        period=series.period,
        room=series.room.name if series.room else "",
        opens=series.opens,
        closes=series.closes,
    )


def coming_series(today: date) -> list[SeriesLine]:
    """Those that run or will, by person; two statements."""
    found = Series.objects.standing().filter(until_on__gte=today).select_related(*WITH)
    ordered = list(found.order_by("membership__person__sort_key", "weekday", "opens", "starts_on"))
    skips: dict[object, list[SeriesSkip]] = {}
    for skip in unmade(SeriesSkip.objects.filter(series__in=ordered, on__gte=today)):
        skips.setdefault(skip.series_id, []).append(skip)
    return [
        SeriesLine(
            series,
            said_of(series),
            skips.get(series.pk, [])[:SHOWN_SKIPS],
            max(0, len(skips.get(series.pk, [])) - SHOWN_SKIPS),
        )
        for series in ordered
    ]


def unmade(skips: QuerySet[SeriesSkip]) -> QuerySet[SeriesSkip]:
    """Without the days that were made since: a closure that was withdrawn."""
    same = {"series": OuterRef("series"), "on": OuterRef("on")}
    return skips.exclude(Exists(Presence.objects.standing().filter(**same))).exclude(
        Exists(Shift.objects.standing().filter(**same))
    )


def days_of_series(all_series: Iterable[Series], *, today: date) -> list[DayOfSeries]:
    """Every day of these series of one kind, in order; six statements, however many days."""
    all_series = [series for series in all_series if series.cancelled_at is None]
    if not all_series:
        return []
    first = min(series.starts_on for series in all_series)
    last = max(series.until_on for series in all_series)
    holidays, closures = days_off_between(first, last)
    rows = {(row.series_id, row.on): row for row in _rows(all_series)}
    skips = {(skip.series_id, skip.on): skip for skip in SeriesSkip.objects.filter(series__in=all_series)}
    ticked = set(
        Debrief.objects.filter(presence__series__in=all_series).values_list("presence_id", flat=True)
    )
    found = []
    for series in all_series:
        for on in weekdays_between(series.weekday, series.starts_on, series.until_on):
            row, skip = rows.get((series.pk, on)), skips.get((series.pk, on))
            off = day_off_reason(on, holidays=holidays, closures=closures)
            state, words = _state(row, skip, off)
            presence = row if isinstance(row, Presence) and state == MADE else None
            found.append(
                DayOfSeries(on, state, words, bool(row and row.pk in ticked), presence, past=on < today)
            )
    return sorted(found, key=lambda day: day.on)


def _rows(all_series: Sequence[Series]) -> list[Presence | Shift]:
    """What became of the days, those that stand last."""
    presences = Presence.objects.filter(series__in=all_series).select_related("room", "series", "membership")
    shifts = Shift.objects.filter(series__in=all_series).select_related("series")
    return sorted([*presences, *shifts], key=lambda row: (_stands(row), row.sequence))


def _stands(row: Presence | Shift) -> bool:
    return (row.released_at if isinstance(row, Presence) else row.cancelled_at) is None


def _state(row: Presence | Shift | None, skip: SeriesSkip | None, off: str) -> tuple[str, str]:
    """A day made stands; else it is off; else it was given back; else it could never be made."""
    if row is not None and _stands(row):
        return MADE, ""
    if off:
        return SKIPPED, off
    if row is not None:
        reason = row.release_reason if isinstance(row, Presence) else ""
        closed = reason.startswith(closure_reason(""))
        return RELEASED, "non repris après la fermeture" if closed else reason
    if skip is None:
        return SKIPPED, "pas encore au planning"
    stale = skip.reason.startswith(closure_reason(""))
    return SKIPPED, "non repris après la fermeture" if stale else skip.reason


def series_of(membership: Membership) -> list[Series]:
    found = Series.objects.standing().filter(membership=membership).select_related(*WITH)
    return list(found.order_by("starts_on", "weekday"))
