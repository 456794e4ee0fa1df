"""A fixed weekday over a span: started, changed from a date on, ended. The days behind are never touched."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import explain
from cabinet.models import Membership, Role
from cabinet.text import full_day
from planning.actions.give_back import cancel_shifts, give_back
from planning.actions.make_series import make_days, released_by_somebody, terms_of
from planning.actions.place import lock_days
from planning.actions.tell import tell_end, tell_series
from planning.constraints import SENTENCES
from planning.models import Presence, Series, Shift
from planning.permissions import DESK, HOLDERS, keeps_calendar
from planning.queries.series_plan import Plan, Terms, plan_series
from planning.rules.series_days import SeriesDay, weekdays_between

#: Longer than an intern's six months, short enough to catch a year typed wrong.
LONGEST = timedelta(days=2 * 366)
CHANGED, ENDED, GIVEN_BACK = "série modifiée", "série arrêtée", "déjà libéré"


class SeriesRefused(Refused):
    """422: a series that makes no sense for this person."""


class SeriesChanged(Refused):
    """409: somebody changed it since it was read."""

    def __init__(self) -> None:
        super().__init__(
            "Cette série vient d’être modifiée par quelqu’un d’autre. Rien n’est enregistré\u202f: "
            "relisez-la, puis recommencez."
        )


def start_series(*, terms: Terms, by: Membership, at: datetime, follows: Series | None = None) -> Series:
    """The series, with its days made and those skipped kept. Raises PermissionDenied or SeriesRefused."""
    terms = checked(terms, by=by)
    return _start(terms, by=by, at=at, follows=follows)


def change_series(
    *,
    series: Series,
    from_on: date,
    terms: Terms,
    seen_until: date | None = None,
    by: Membership,
    at: datetime,
) -> Series:
    """The one that follows `series` from that day on; days that are the same go over to it unchanged.

    `seen_until`: its end as the person read it. Raises PermissionDenied, SeriesRefused or SeriesChanged.
    """
    _ask(by)
    series = _lock(series.pk, by=by, seen_until=seen_until)
    _check_from(series, from_on, at=at)
    terms = checked(replace(terms, starts_on=from_on), by=by)
    coming = _coming(series, from_on)
    days = weekdays_between(terms.weekday, terms.starts_on, terms.until_on)
    _lock_days(series, {*days, *(row.on for row in coming)})
    plan = plan_series(by.cabinet, terms, instead_of=series)
    already = released_by_somebody(series, days) if terms.weekday == series.weekday else set()
    kept = {row.on: row for row in _coming(series, from_on) if _is_same(row, terms, plan)}
    released = _release([row for row in coming if row.on not in kept], by=by, at=at, reason=CHANGED)
    _shorten(series, from_on, at=at)
    plan = Plan([
        SeriesDay(day.on, GIVEN_BACK) if day.on in already and day.on not in kept and not day.reason else day
        for day in plan.days
    ])  # fmt: skip
    return _start(terms, by=by, at=at, follows=series, plan=plan, kept=kept.values(), released=released)


def end_series(
    *, series: Series, from_on: date, seen_until: date | None = None, by: Membership, at: datetime
) -> Series:
    """No day of it from `from_on` on. Ended twice, it is ended once."""
    _ask(by)
    series = _lock(series.pk, by=by, seen_until=seen_until)
    _check_from(series, from_on, at=at)
    coming = _coming(series, from_on)
    _lock_days(series, {row.on for row in coming})
    released = _release(coming, by=by, at=at, reason=ENDED)
    _shorten(series, from_on, at=at)
    audit.record(
        "end_series", series, by=by, at=at, from_on=str(from_on), released=[str(row.on) for row in released]
    )
    tell_end(series, from_on=from_on, by=by, at=at)
    return series


def checked(terms: Terms, *, by: Membership) -> Terms:
    """The terms, an intern's with the supervisor by default; refuses what makes no sense."""
    _ask(by)
    member = terms.membership
    if terms.of_the_desk and member.role not in DESK:
        raise SeriesRefused(f"{member.display_name} ne tient pas l’accueil.", field="membership")
    if not terms.of_the_desk and member.role not in HOLDERS:
        raise SeriesRefused(f"{member.display_name} ne tient pas de journée au planning.", field="membership")
    if terms.opens and terms.closes and terms.closes <= terms.opens:
        raise SeriesRefused("L’heure de fin vient avant celle du début.", field="closes")
    if terms.until_on < terms.starts_on:
        raise SeriesRefused("La série finit avant de commencer.", field="until")
    if terms.until_on - terms.starts_on > LONGEST:
        raise SeriesRefused("Une série dure deux ans au plus.", field="until")
    if not weekdays_between(terms.weekday, terms.starts_on, terms.until_on):
        raise SeriesRefused("Ce jour de la semaine ne tombe pas entre ces deux dates.", field="until")
    return replace(terms, supervisor=_supervisor(terms))


def _ask(by: Membership) -> None:
    if not keeps_calendar(by):
        raise PermissionDenied("Votre rôle ne permet pas de tenir les séries.")


def _supervisor(terms: Terms) -> Membership | None:
    supervisor = terms.supervisor
    if terms.membership.role != Role.INTERNE:
        if supervisor:
            raise SeriesRefused("Seul un interne a un médecin qui l’encadre.", field="supervisor")
        return None
    if supervisor is None and terms.membership.supervisor_id:
        supervisor = Membership.objects.select_related("person").get(pk=terms.membership.supervisor_id)
    if supervisor is None:
        raise SeriesRefused("Dites quel titulaire encadre ces journées.", field="supervisor")
    if supervisor.role != Role.TITULAIRE or not supervisor.is_open_on(terms.starts_on):
        raise SeriesRefused(
            f"{supervisor.display_name} n’est pas titulaire ici le {full_day(terms.starts_on)}.",
            field="supervisor",
        )
    return supervisor


def _start(
    terms: Terms,
    *,
    by: Membership,
    at: datetime,
    follows: Series | None,
    plan: Plan | None = None,
    kept: Iterable[Presence | Shift] = (),
    released: Iterable[Presence | Shift] = (),
) -> Series:
    if plan is None:
        days = weekdays_between(terms.weekday, terms.starts_on, terms.until_on)
        lock_days(cabinet_id=by.cabinet_id, person_id=terms.membership.person_id, days=days)
        plan = plan_series(by.cabinet, terms)
    if not plan.made:
        raise SeriesRefused(
            "Aucun de ces jours ne peut être pris\u202f: tous seraient sautés.", field="weekday"
        )
    try:
        with transaction.atomic():
            series = Series.objects.create(
                membership=terms.membership, room=terms.room, weekday=terms.weekday, period=terms.period,
                opens=terms.opens, closes=terms.closes, starts_on=terms.starts_on, until_on=terms.until_on,
                supervisor=terms.supervisor, follows=follows,
            )  # fmt: skip
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise SeriesRefused(explained.sentence, field=explained.field) from error
    rows = {row.on: row for row in kept}
    for model in (Presence, Shift):
        model.objects.filter(pk__in=[row.pk for row in rows.values()]).update(series=series)
    todo = [day for day in plan.days if day.on not in rows]
    skipped = make_days(cabinet=by.cabinet, series=series, days=todo, by=by, at=at)
    audit.record(
        "change_series" if follows else "start_series", series, by=by, at=at,
        person=terms.membership.person_id, weekday=terms.weekday, starts_on=str(terms.starts_on),
        until_on=str(terms.until_on), made=len(plan.days) - len(skipped),
        skipped=[str(day.on) for day in skipped], released=[str(row.on) for row in released],
    )  # fmt: skip
    tell_series(series, skipped=skipped, by=by, at=at)
    return series


def _lock(pk: UUID, *, by: Membership, seen_until: date | None) -> Series:
    """One keeper at a time; the second one is told that it is no longer what they read."""
    found = Series.objects.select_for_update(of=("self",)).select_related(
        "membership__person", "room", "supervisor__person"
    )
    series = found.get(pk=pk)
    series.membership.cabinet = by.cabinet
    if series.cancelled_at or (seen_until and series.until_on != seen_until):
        raise SeriesChanged
    return series


def _check_from(series: Series, from_on: date, *, at: datetime) -> None:
    if from_on < at.astimezone(PARIS).date():
        raise SeriesRefused(
            "Les jours passés ne changent plus\u202f: choisissez un jour à venir.", field="from"
        )
    if from_on > series.until_on:
        raise SeriesRefused(f"La série s’arrête le {full_day(series.until_on)}.", field="from")


def _coming(series: Series, from_on: date) -> list[Presence | Shift]:
    presences = Presence.objects.standing().filter(series=series, on__gte=from_on)
    shifts = Shift.objects.standing().filter(series=series, on__gte=from_on)
    return [*(shifts if series.opens else presences)]


def _lock_days(series: Series, days: Iterable[date]) -> None:
    lock_days(cabinet_id=series.cabinet_id, person_id=series.membership.person_id, days=days)


def _is_same(row: Presence | Shift, terms: Terms, plan: Plan) -> bool:
    """Whether the day stands in the new terms as it is: nobody need be told that it changed."""
    if row.on not in {day.on for day in plan.made} or row.membership_id != terms.membership.pk:
        return False
    if isinstance(row, Presence):
        return row.period == terms.period and terms.room is not None and row.room_id == terms.room.pk
    return (row.starts_at, row.ends_at) == terms.instants(row.on, terms.membership.cabinet)


def _release(
    rows: Iterable[Presence | Shift], *, by: Membership | None, at: datetime, reason: str
) -> list[Presence | Shift]:
    rows = list(rows)
    presences = [row for row in rows if isinstance(row, Presence)]
    shifts = [row for row in rows if isinstance(row, Shift)]
    return [*give_back(presences, by=by, at=at, reason=reason), *cancel_shifts(shifts, at=at)]


def _shorten(series: Series, from_on: date, *, at: datetime) -> None:
    """It ends the day before; one that had not begun is cancelled."""
    if from_on <= series.starts_on:
        series.cancelled_at = at
    else:
        series.until_on = from_on - timedelta(days=1)
    series.save(update_fields=["cancelled_at", "until_on"])


__all__ = [
    "SeriesChanged",
    "SeriesRefused",
    "change_series",
    "end_series",
    "start_series",
    "terms_of",
]
