"""The days of a series, put in the calendar one by one; what cannot be made is kept with its reason."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction

from cabinet.models import Cabinet, Membership
from planning.actions.place import PersonElsewhere, PersonThere, RoomTaken, place_presence
from planning.models import Presence, Series, SeriesSkip, Shift
from planning.queries.series_plan import ELSEWHERE, REASON_LIMIT, Terms, taken_said, there_said
from planning.rules.series_days import SeriesDay


def terms_of(series: Series) -> Terms:
    return Terms(
        membership=series.membership,
        weekday=series.weekday,
        starts_on=series.starts_on,
        until_on=series.until_on,
        period=series.period,
        room=series.room,
        opens=series.opens,
        closes=series.closes,
        supervisor=series.supervisor,
    )


def make_days(
    *, cabinet: Cabinet, series: Series, days: Iterable[SeriesDay], by: Membership | None, at: datetime
) -> list[SeriesDay]:
    """Make those without a reason; those skipped, for the reason known or for one found on the way."""
    terms, skipped = terms_of(series), []
    for day in days:
        reason = day.reason or make_day(cabinet=cabinet, series=series, terms=terms, on=day.on, by=by, at=at)
        if reason:
            skipped.append(SeriesDay(day.on, reason[:REASON_LIMIT]))
    SeriesSkip.objects.bulk_create(
        (SeriesSkip(series=series, on=day.on, reason=day.reason) for day in skipped), ignore_conflicts=True
    )
    return skipped


def make_day(
    *, cabinet: Cabinet, series: Series, terms: Terms, on: date, by: Membership | None, at: datetime
) -> str:
    """One day; why it was not made, when somebody was first."""
    if terms.of_the_desk:
        return _make_shift(cabinet=cabinet, series=series, terms=terms, on=on, by=by, at=at)
    try:
        place_presence(
            cabinet=cabinet, membership=series.membership, on=on, period=series.period, room=series.room,
            by=by, at=at, series=series,
        )  # fmt: skip
    except PersonThere as error:
        return there_said(error.presence)
    except RoomTaken as error:
        return taken_said(error.holders)
    except PersonElsewhere:
        return ELSEWHERE
    return ""


def _make_shift(
    *, cabinet: Cabinet, series: Series, terms: Terms, on: date, by: Membership | None, at: datetime
) -> str:
    starts_at, ends_at = terms.instants(on, cabinet)
    try:
        with transaction.atomic():
            Shift.objects.create(
                membership=series.membership, series=series, on=on, starts_at=starts_at, ends_at=ends_at,
                written_by=by, written_at=at,
            )  # fmt: skip
    except IntegrityError:
        return "déjà à l’accueil"
    return ""


def released_by_somebody(
    series: Series, days: Iterable[date], *, closed_at: datetime | None = None
) -> set[date]:
    """The days of `days` that were made once and given back, the last time otherwise than at `closed_at`."""
    released = Presence.objects.filter(series=series, on__in=list(days)).exclude(released_at=None)
    cancelled = Shift.objects.filter(series=series, on__in=list(days)).exclude(cancelled_at=None)
    last = {row.on: row.released_at for row in released.order_by("released_at")}
    last |= {row.on: row.cancelled_at for row in cancelled.order_by("cancelled_at")}
    return {on for on, given_back_at in last.items() if given_back_at != closed_at}
