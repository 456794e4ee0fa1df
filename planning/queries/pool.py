"""The calls of a network's other practices, as a locum reads them: each opened in turn, as a mairie would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership, Person, Role
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from planning.models import CoverCall
from planning.queries.calendar import Held
from planning.queries.cover import Busy, Cover, busy_between, read_cover
from planning.rules.alternatives import Opening
from planning.rules.calls import possible
from planning.rules.company import Candidate, in_order_of_offer
from planning.rules.pool import Belonging, left_aside, networks_of
from planning.rules.words import missing_said


@dataclass(frozen=True)
class PoolDay:
    """A day, or a half of it, that they may take, and who is there."""

    opening: Opening
    company: Sequence[Held]


@dataclass(frozen=True)
class PoolWeek:
    cabinet: Cabinet
    monday: date
    missing: int
    days: Sequence[PoolDay]

    @property
    def said(self) -> str:
        return missing_said(self.missing)


def pool_practices(person: Person, today: date) -> list[Cabinet]:
    """The practices whose calls this person may answer without being of them yet. Two statements."""
    with scoped(person_id=person.pk):
        found = Membership.everywhere.filter(person=person).select_related("cabinet")
        mine = [
            Belonging(
                cabinet=one.cabinet_id,
                network=one.cabinet.network_id,
                is_locum=one.role == Role.REMPLACANT and one.is_open_on(today),
                shares_pool=one.cabinet.shares_pool,
            )
            for one in found
        ]
        networks = networks_of(mine)
        if not networks:
            return []
        shared = Cabinet.objects.filter(network__in=networks, shares_pool=True)
        return list(shared.exclude(pk__in=left_aside(mine)).order_by("name"))


def pool_weeks(person: Person, at: datetime) -> list[PoolWeek]:
    """What is open there now; as many statements for each practice, whatever it holds."""
    found: list[PoolWeek] = []
    for cabinet in pool_practices(person, at.astimezone(PARIS).date()):
        with scoped(cabinet.pk, person_id=person.pk, database_role=AGGREGATES_ROLE):
            mondays = [call.monday for call in asked_of_the_pool()]
            if not mondays:
                continue
            first, last = mondays[0], mondays[-1] + timedelta(days=6)
            cover = read_cover(cabinet, first, last, at)
        with scoped(person_id=person.pk):
            busy = busy_between([person.pk], first, last)[person.pk]
        weeks = [_week(cabinet, cover, monday, busy) for monday in mondays]
        found += [week for week in weeks if week.missing and week.days]
    return found


def asked_of_the_pool() -> list[CoverCall]:
    """The calls of the open practice that have reached its locums, the soonest first."""
    calls = CoverCall.objects.open().exclude(stage=CoverCall.Stage.LAST_RESORT)
    return list(calls.order_by("monday"))


def _week(cabinet: Cabinet, cover: Cover, monday: date, busy: Busy) -> PoolWeek:
    free = {opening.on: opening for opening in possible(cover.openings(monday), busy=busy, hours=cover.hours)}
    there = {on: [p for p in cover.calendar.by_day.get(on, []) if p.is_sure] for on in free}
    ordered = in_order_of_offer(Candidate(on, need=0, company=len(there[on])) for on in free)
    days = [PoolDay(free[day.on], there[day.on]) for day in ordered]
    return PoolWeek(cabinet, monday, cover.state(monday).missing, days)
