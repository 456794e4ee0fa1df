"""Closures and other targets, declared and withdrawn; a closure gives back the days of those booked in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import explain
from cabinet.models import Cabinet, Membership
from cabinet.text import count, long_day
from planning.actions.cover import look_again
from planning.actions.give_back import cancel_shifts, give_back
from planning.actions.make_series import make_days, released_by_somebody, terms_of
from planning.actions.place import lock_days
from planning.actions.tell import listed, my_calendar, tell
from planning.constraints import SENTENCES
from planning.models import Presence, Series, SeriesSkip, Shift, SpecialPeriod
from planning.permissions import keeps_calendar
from planning.queries.series_plan import plan_series
from planning.rules.series_days import SeriesDay, closure_reason, weekdays_between
from planning.rules.words import days_of_period

LONGEST = timedelta(days=366)


class PeriodRefused(Refused):
    """422: a period that makes no sense, or that touches another one."""


class DaysBooked(Refused):
    """409: people are booked in the closure; say yes, and their days are given back."""

    def __init__(self, presences: Sequence[Presence], shifts: Sequence[Shift]) -> None:
        people = {presence.membership_id for presence in presences} | {
            shift.membership_id for shift in shifts
        }
        booked = count(len(people), "personne est inscrite", "personnes sont inscrites")
        super().__init__(
            f"{booked} pendant cette fermeture. "
            "Confirmez pour libérer ces jours\u202f: chacun sera prévenu par e-mail.",
            field="confirmed",
        )
        self.presences, self.shifts = list(presences), list(shifts)


@dataclass(frozen=True)
class Inside:
    """Who is booked, from today on, in a span."""

    presences: list[Presence]
    shifts: list[Shift]

    def __bool__(self) -> bool:
        return bool(self.presences or self.shifts)


def booked_inside(first: date, last: date, *, today: date) -> Inside:
    first = max(first, today)
    presences = Presence.objects.standing().between(first, last).with_names()
    shifts = Shift.objects.standing().between(first, last).select_related("membership__person")
    return Inside(list(presences), list(shifts))


def declare_period(
    *,
    kind: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    weekly_target: int | None = None,
    weekly_minimum: int | None = None,
    confirmed: bool = False,
    by: Membership,
    at: datetime,
) -> SpecialPeriod:
    """A closure, or another target. Raises PermissionDenied, PeriodRefused, or DaysBooked until confirmed."""
    _ask(by)
    today = at.astimezone(PARIS).date()
    check_period(
        kind=kind, starts_on=starts_on, ends_on=ends_on, reason=reason,
        weekly_target=weekly_target, weekly_minimum=weekly_minimum,
    )  # fmt: skip
    inside = Inside([], [])
    if kind == SpecialPeriod.Kind.CLOSURE:
        inside = booked_inside(starts_on, ends_on, today=today)
        if inside and not confirmed:
            raise DaysBooked(inside.presences, inside.shifts)
    period = write_period(
        kind=kind, starts_on=starts_on, ends_on=ends_on, reason=reason.strip(),
        weekly_target=weekly_target, weekly_minimum=weekly_minimum, by=by, at=at,
    )  # fmt: skip
    released = _close(period, inside, by=by, at=at)
    audit.record(
        "declare_period", period, by=by, at=at, kind=kind, starts_on=str(starts_on), ends_on=str(ends_on),
        released=[f"{row.membership_id} {row.on}" for row in released],
    )  # fmt: skip
    look_again(at=at)
    return period


def withdraw_period(*, period: SpecialPeriod, by: Membership, at: datetime) -> SpecialPeriod:
    """Nobody is brought back, but the days of series that the closure took, where they are still free.

    Withdrawn twice, it is withdrawn once.
    """
    _ask(by)
    period = SpecialPeriod.objects.select_for_update().get(pk=period.pk)
    if period.withdrawn_at:
        return period
    period.withdrawn_at = at
    period.save(update_fields=["withdrawn_at"])
    made = _reopen(period, by=by, at=at) if period.kind == SpecialPeriod.Kind.CLOSURE else []
    audit.record("withdraw_period", period, by=by, at=at, kind=period.kind, made=[str(on) for on in made])
    look_again(at=at)
    return period


def check_period(
    *,
    kind: str,
    starts_on: date,
    ends_on: date,
    reason: str,
    weekly_target: int | None,
    weekly_minimum: int | None,
) -> None:
    if not reason.strip():
        raise PeriodRefused("Dites pourquoi en quelques mots.", field="reason")
    if ends_on < starts_on:
        raise PeriodRefused("La période finit avant de commencer.", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise PeriodRefused("Une période dure un an au plus.", field="ends_on")
    if kind == SpecialPeriod.Kind.CLOSURE:
        return
    if weekly_target is None:
        raise PeriodRefused("Dites combien de jours par semaine sont visés.", field="weekly_target")
    if weekly_minimum is None:
        raise PeriodRefused("Dites le plancher de jours par semaine.", field="weekly_minimum")
    if weekly_minimum > weekly_target:
        raise PeriodRefused("Le plancher ne peut pas dépasser l’objectif.", field="weekly_minimum")


def write_period(*, by: Membership | None, at: datetime, **values: object) -> SpecialPeriod:
    try:
        with transaction.atomic():
            return SpecialPeriod.objects.create(declared_by=by, declared_at=at, **values)
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise PeriodRefused(explained.sentence, field=explained.field) from error


def _ask(by: Membership) -> None:
    if not keeps_calendar(by):
        raise PermissionDenied("Votre rôle ne permet pas de changer les exceptions.")


def _close(period: SpecialPeriod, inside: Inside, *, by: Membership, at: datetime) -> list[Presence | Shift]:
    """The days given back; those of series are skipped with the reason, and each person is told once."""
    reason = closure_reason(period.reason)
    released: list[Presence | Shift] = [
        *give_back(inside.presences, by=by, at=at, reason=reason),
        *cancel_shifts(inside.shifts, at=at),
    ]
    SeriesSkip.objects.bulk_create(
        (SeriesSkip(series_id=row.series_id, on=row.on, reason=reason) for row in released if row.series_id),
        ignore_conflicts=True,
    )
    by_person: dict[Membership, list[str]] = {}
    for row in sorted(released, key=lambda row: row.on):
        by_person.setdefault(row.membership, []).append(long_day(row.on))
    span = days_of_period(period.starts_on, period.ends_on)
    for membership, days in by_person.items():
        tell(
            membership,
            key=f"closure:{period.pk}:{membership.pk}",
            subject=f"Le cabinet sera fermé {span}",
            body=f"{by.cabinet.name} sera fermé {span} ({period.reason}). "
            f"Vos jours sont libérés\u202f:\n{listed(list(dict.fromkeys(days)))}\n\n"
            f"Le planning\u202f: {my_calendar(by.cabinet)}\n",
            by=by,
            at=at,
        )
    return released


def _reopen(period: SpecialPeriod, *, by: Membership, at: datetime) -> list[date]:
    """The days of series made again, from today on; those given back by somebody stay so."""
    today = at.astimezone(PARIS).date()
    first, last = max(period.starts_on, today), period.ends_on
    found = Series.objects.standing().filter(starts_on__lte=last, until_on__gte=first)
    made: list[date] = []
    for series in found.select_related("membership__person", "room", "supervisor"):
        made += remake(by.cabinet, series, first, last, closed_at=period.declared_at, by=by, at=at)
    return sorted(made)


def remake(
    cabinet: Cabinet,
    series: Series,
    first: date,
    last: date,
    *,
    closed_at: datetime,
    by: Membership,
    at: datetime,
) -> list[date]:
    terms = terms_of(series)
    days = [on for on in weekdays_between(series.weekday, first, last)
            if series.starts_on <= on <= series.until_on]  # fmt: skip
    lock_days(cabinet_id=cabinet.pk, person_id=series.membership.person_id, days=days)
    given_back = released_by_somebody(series, days, closed_at=closed_at)
    there = {
        row.on
        for model in (Presence, Shift)
        for row in model.objects.standing().filter(Q(series=series), on__in=days)
    }
    plan = {day.on: day.reason for day in plan_series(cabinet, terms).days}
    wanted = [on for on in days if on not in given_back | there]
    skipped = make_days(
        cabinet=cabinet, series=series, days=[SeriesDay(on, plan[on]) for on in wanted], by=by, at=at
    )
    return [on for on in wanted if on not in {day.on for day in skipped}]


__all__ = [
    "DaysBooked",
    "PeriodRefused",
    "booked_inside",
    "declare_period",
    "withdraw_period",
]
