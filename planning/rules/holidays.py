"""Days off in a row that bear one name are one holiday; one entered by hand hides those it overlaps.

Source: the `holidays` package (French public holidays, school zones A, B and C of the ministry's calendar).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Span:
    """A holiday from its first to its last day; `zone` is empty for a public one."""

    kind: str
    zone: str
    name: str
    starts_on: date
    ends_on: date

    def overlaps(self, other: "Span") -> bool:
        return (
            (self.kind, self.zone) == (other.kind, other.zone)
            and self.starts_on <= other.ends_on
            and other.starts_on <= self.ends_on
        )


def spans(kind: str, zone: str, names: Mapping[date, str]) -> list[Span]:
    """The spans made of single days with a name, in order."""
    found: list[Span] = []
    for on, name in sorted(names.items()):
        name = name.replace("'", "’")
        if found and found[-1].name == name and on - found[-1].ends_on == timedelta(days=1):
            found[-1] = Span(kind, zone, name, found[-1].starts_on, on)
        else:
            found.append(Span(kind, zone, name, on, on))
    return found


def without_overlapped(found: Iterable[Span], by_hand: Iterable[Span]) -> list[Span]:
    """What the package says, less what somebody has put right by hand."""
    by_hand = list(by_hand)
    return [span for span in found if not any(span.overlaps(other) for other in by_hand)]
