"""The lists that somebody has to do today, those left unfinished, and those of a patient or of the past."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.models.membership import CAREGIVERS
from patients.models import Appointment, AppointmentKind, ChecklistRun, ListKind, Patient
from patients.permissions import keeps_intake
from patients.queries.checklist_state import (
    List,
    Wanted,
    lists_of,
    progress_of_run,
    runs_of,
    templates_in_force,
    ticks_of,
)
from patients.rules.checklists import Progress, lists_of_day
from planning.queries.calendar import Calendar, read_calendar
from planning.rules.astreintes import ANSWERING

#: As far back as the last open day is looked for.
LOOKED_BACK = 7


@dataclass(frozen=True)
class FirstToday:
    """Somebody whose first consultation is today, and how far their list is."""

    patient: Patient
    at: datetime
    practitioner: str
    progress: Progress | None


@dataclass(frozen=True)
class TodayLists:
    on: date
    lists: Sequence[List]
    late: Sequence[List]
    firsts: Sequence[FirstToday]
    missing: bool
    keeps: bool

    @property
    def progress(self) -> Progress:
        """Of all of today's lists together, but for the month's, which has its own time."""
        todays = [one.progress for one in self.lists if one.kind != ListKind.MONTH_END]
        return Progress(sum(one.done for one in todays), sum(one.total for one in todays))


def today_lists(
    member: Member, at: datetime, *, firsts: bool = True, calendar: Calendar | None = None
) -> TodayLists:
    """What is this member's to do today, and what was left on the last open day; a constant number of
    statements. `firsts`: with the first consultations of the day; `calendar`: that of `LOOKED_BACK` days,
    when it is read already."""
    on = at.astimezone(PARIS).date()
    if calendar is None:
        calendar = read_calendar(member.cabinet, on - timedelta(days=LOOKED_BACK), on)
    templates = templates_in_force()
    wanted: list[Wanted] = [(kind, day, None) for kind, day in desk_lists(member, calendar, on)]
    before = last_open_day(calendar, on)
    late: list[Wanted] = [
        (kind, day, None)
        for kind, day in (desk_lists(member, calendar, before) if before else [])
        if kind != ListKind.MONTH_END
    ]
    me = member.membership
    if is_there(calendar, me, on):
        wanted.insert(0, (ListKind.PRESENCE_DAY, on, me))
    if before and is_there(calendar, me, before):
        late.append((ListKind.PRESENCE_DAY, before, me))
    found = runs_of([*wanted, *late])
    ticks = ticks_of(run.pk for run in found.values())
    published = {kind: template.published_at.astimezone(PARIS).date() for kind, template in templates.items()}
    return TodayLists(
        on=on,
        lists=lists_of(wanted, templates, found, ticks),
        late=[
            one
            for one in lists_of(late, templates, found, ticks, late=True)
            if not one.progress.complete and (one.run or published[one.kind] < one.on)
        ],
        firsts=firsts_of(on, me) if firsts else [],
        missing=any(kind not in templates for kind in ListKind.values),
        keeps=keeps_intake(me),
    )


def desk_lists(member: Member, calendar: Calendar, on: date) -> list[tuple[str, date]]:
    """The secretary's of that day; of them, a titulaire has the month's."""
    if member.role not in (Role.SECRETAIRE, Role.TITULAIRE):
        return []
    found = lists_of_day(today=on, opens=calendar.is_open(on), without_doctor=is_without_doctor(calendar, on))
    if member.role == Role.TITULAIRE:
        return [(kind, day) for kind, day in found if kind == ListKind.MONTH_END]
    return found


def is_without_doctor(calendar: Calendar, on: date) -> bool:
    """Nobody who answers is there for sure."""
    return not any(held.counts and held.membership.role in ANSWERING for held in calendar.by_day.get(on, []))


def is_there(calendar: Calendar, membership: Membership, on: date) -> bool:
    """A doctor's day, or an intern's."""
    return membership.role in CAREGIVERS and any(
        held.is_sure and held.membership_id == membership.pk for held in calendar.by_day.get(on, [])
    )


def last_open_day(calendar: Calendar, on: date) -> date | None:
    days = (on - timedelta(days=back) for back in range(1, LOOKED_BACK + 1))
    return next((day for day in days if calendar.is_open(day)), None)


def firsts_of(on: date, by: Membership) -> list[FirstToday]:
    """The first consultations of the day; a doctor sees their own, the desk all of them."""
    rows = Appointment.objects.holding().filter(kind=AppointmentKind.FIRST, presence__on=on).with_names()
    if by.role in CAREGIVERS:
        rows = rows.filter(practitioner=by)
    rows = list(rows)
    runs = ChecklistRun.objects.filter(
        kind=ListKind.FIRST_CONSULTATION, patient__in=[row.patient_id for row in rows]
    ).select_related("template")
    begun = {run.patient_id: run for run in runs}
    ticks = ticks_of(run.pk for run in begun.values())
    return [
        FirstToday(
            patient=row.patient,
            at=row.starts_at,
            practitioner=row.practitioner.display_name,
            progress=progress_of_run(begun.get(row.patient_id), ticks),
        )
        for row in rows
    ]
