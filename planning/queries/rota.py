"""Who may be asked for an astreinte on given days, what each already holds, and what is fair."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from cabinet.models import Cabinet, Membership
from planning.models import Astreinte, Engagement, Presence
from planning.permissions import TAKERS
from planning.rules.astreintes import ANSWERING, duty_span
from planning.rules.rota import Candidate, counted, fair_rota, in_order, six_months_before


@dataclass(frozen=True)
class Rota:
    """The doctors by name, the days on which each is not free, and the days that each holds or held."""

    members: Mapping[UUID, Membership]
    candidates: Sequence[Candidate]
    duties: Mapping[UUID, set[date]]

    def propose(self, days: Collection[date]) -> dict[date, Membership | None]:
        """A doctor for each day, or nobody when none is free."""
        found = fair_rota(days, self.candidates, self.duties)
        return {on: self.members[who] if who else None for on, who in found.items()}

    def order(self, on: date) -> list[Membership]:
        """Those who are free on `on`, the first to ask in front."""
        return [self.members[one.who] for one in in_order(self.candidates, self.duties, on=on)]

    def counts(self, on: date) -> list[tuple[Membership, int]]:
        """How many duties each has had over the last six months, or holds; the busiest first."""
        found = [(member, counted(self.duties.get(pk, ()), on)) for pk, member in self.members.items()]
        return sorted(found, key=lambda pair: -pair[1])

    def is_busy(self, membership_id: UUID, on: date) -> bool:
        return any(one.who == membership_id and on in one.busy for one in self.candidates)


def read_rota(cabinet: Cabinet, days: Collection[date], *, today: date) -> Rota:
    """Three statements. `days`: those that may be asked about."""
    days = sorted({*days, today})
    members = [
        member
        for member in Membership.objects.filter(role__in=TAKERS, starts_on__lte=days[-1]).with_person()
        if any(member.is_open_on(on) for on in days)
    ]
    engaged = engaged_days(cabinet, days, {member.person_id for member in members})
    return Rota(
        members={member.pk: member for member in members},
        candidates=[
            Candidate(
                member.pk,
                frozenset(
                    on for on in days if not member.is_open_on(on) or on in engaged.get(member.person_id, ())
                ),
            )
            for member in members
        ],
        duties=duties_held(since=six_months_before(days[0])),
    )


def engaged_days(cabinet: Cabinet, days: Collection[date], people: Collection[int]) -> dict[int, set[date]]:
    """The days on which each person is taken during the hours of a duty: present somewhere, or away."""
    spans = {on: duty_span(on, cabinet.astreinte_starts, cabinet.astreinte_ends) for on in days}
    if not spans:
        return {}
    first, last = min(start for start, _ in spans.values()), max(end for _, end in spans.values())
    found: dict[int, set[date]] = {}
    for engagement in Engagement.objects.of(people).between(first, last):
        for on, (starts_at, ends_at) in spans.items():
            if engagement.starts_at < ends_at and engagement.ends_at > starts_at:
                found.setdefault(engagement.person_id, set()).add(on)
    return found


def duties_held(*, since: date) -> dict[UUID, set[date]]:
    """The days of duty of each member, but those on which a doctor was there all the same."""
    there = Presence.objects.counting().filter(on=OuterRef("on"), membership__role__in=ANSWERING)
    held = Astreinte.objects.standing().filter(~Exists(there), on__gte=since)
    found: dict[UUID, set[date]] = {}
    for membership_id, on in held.values_list("membership_id", "on"):
        found.setdefault(membership_id, set()).add(on)
    return found
