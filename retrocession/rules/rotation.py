"""Who should be médecin remplacé of the coming months."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Person = TypeVar("Person", bound=Hashable)

#: Months before the proposal that still count when two titulaires have as many in it.
LOOKS_BACK = 12


@dataclass(frozen=True, slots=True)
class Stay(Generic[Person]):
    """A time as titulaire, last day included; a person who came back has two."""

    person: Person
    starts_on: date
    ends_on: date | None = None

    def touches(self, month: date) -> bool:
        return self.starts_on.replace(day=1) <= month and (self.ends_on is None or self.ends_on >= month)


def rotation(
    months: Collection[date], *, stays: Sequence[Stay[Person]], held: Mapping[date, Person]
) -> dict[date, Person]:
    """Each free month goes to the titulaire with the fewest months, then to whose last is longest ago.

    Source: the practice's règlement intérieur: the titulaires are remplacés in turn.

    Months are first days. `held` says who has which month, before, within or after `months`: what is
    designated or settled stays, and counts. Months are counted within `months` first, so that one who just
    came does not take a whole year to catch up; then over the twelve before. A month in which no titulaire is
    a member is left out. Between equals the order of `stays` decides.
    """
    wanted = sorted(months)
    known = dict(held)
    proposed: dict[date, Person] = {}
    for month in wanted:
        if month in known:
            continue
        there = list(dict.fromkeys(stay.person for stay in stays if stay.touches(month)))
        if not there:
            continue
        coming = [known[other] for other in wanted if other in known]
        before = [person for other, person in known.items() if _is_just_before(other, wanted[0])]
        last = {person: other for other, person in sorted(known.items()) if other < month}
        proposed[month] = known[month] = min(
            there,
            key=lambda person: (coming.count(person), before.count(person), last.get(person, date.min)),
        )
    return proposed


def _is_just_before(month: date, first: date) -> bool:
    return 0 < (first.year - month.year) * 12 + first.month - month.month <= LOOKS_BACK
