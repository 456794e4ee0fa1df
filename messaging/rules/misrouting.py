"""Mail that a sender addressed to the wrong practice, counted by month and sender, both ways.

Source: what the secretaries send to laboratories and hospitals so that it stops.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Arrival:
    """One letter or result of a sender, in its month: `came`: by another practice; `went`: to another one."""

    sender: str
    month: date
    came: bool = False
    went: bool = False


@dataclass(frozen=True)
class Figures:
    """`addressed`: what the sender addressed here; `here`: of these, for another practice; `elsewhere`: ours,
    addressed to another one; `by_month`: both, month by month."""

    sender: str
    addressed: int
    here: int
    elsewhere: int
    by_month: Mapping[date, int]

    @property
    def wrong(self) -> int:
        return self.here + self.elsewhere


def misrouted(arrivals: Iterable[Arrival]) -> list[Figures]:
    """By sender, most errors first; senders who make none are left out.

    What came by another practice and went on was for neither: it is theirs to count.

    Source: misrouting figures by month and sender.
    """
    addressed: Counter[str] = Counter()
    here: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    months: dict[str, Counter[date]] = {}
    for arrival in arrivals:
        addressed[arrival.sender] += not arrival.came
        if arrival.came == arrival.went:
            continue
        (here if arrival.went else elsewhere)[arrival.sender] += 1
        months.setdefault(arrival.sender, Counter())[arrival.month] += 1
    found = [
        Figures(name, addressed[name], here[name], elsewhere[name], dict(months[name]))
        for name in sorted(months)
    ]
    return sorted(found, key=lambda one: -one.wrong)


def months_of(figures: Iterable[Figures]) -> Sequence[date]:
    """The months in which something went wrong, in their order.

    Source: misrouting figures by month and sender.
    """
    return sorted({month for one in figures for month in one.by_month})
