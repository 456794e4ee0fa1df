"""Sorting a list out: who is new, who is there twice, who looks like somebody, which lines are wrong."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cabinet.reading import LineError
from patients.rules.identity import Crowd, Known, Likeness

from .checking import Checked


class Double(NamedTuple):
    """The same person as a line above (`of_line`), or as somebody whom the practice knows (`of_patient`)."""

    line: int
    of_line: int | None
    of_patient: object | None = None


class Pair(NamedTuple):
    """Somebody of the list, and who looks like them: a line above, or somebody of the practice."""

    new: Checked
    other: Known
    likeness: Likeness
    of_line: int | None
    of_patient: object | None


@dataclass
class Sorted:
    """A list sorted out; `left_out` are the lines that somebody set aside."""

    lines: int = 0
    left_out: int = 0
    accepted: list[Checked] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    wrong: list[Checked] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)

    @property
    def errors(self) -> list[LineError]:
        return [error for checked in self.wrong for error in checked.errors]

    @property
    def warnings(self) -> list[LineError]:
        return [warning for checked in self.accepted for warning in checked.warnings]


def sort_out(
    lines: Iterable[Checked],
    *,
    known: Iterable[Known],
    set_aside: Collection[int] = frozenset(),
    kept_apart: Collection[int] = frozenset(),
) -> Sorted:
    """Each line in its place, in the order of the file. `known`: those of the practice, by their id.

    `kept_apart`: lines of which a person said that they are not whoever looks like them.
    """
    crowd = Crowd(replace(one, key=("patient", one.key)) for one in known)
    found = Sorted()
    for checked in lines:
        found.lines += 1
        if checked.line in set_aside:
            found.left_out += 1
            continue
        if checked.entry is None:
            found.wrong.append(checked)
            continue
        somebody = checked.entry.known(("line", checked.line))
        double = crowd.double_of(somebody)
        if double is not None:
            found.doubles.append(Double(checked.line, *_whose(double)))
            continue
        if checked.line not in kept_apart:
            found.pairs += [
                Pair(checked, other, like, *_whose(other)) for other, like in crowd.look_alikes(somebody)
            ]
        crowd.add(somebody)
        found.accepted.append(checked)
    return found


def _whose(known: Known) -> tuple[int | None, object | None]:
    """(line, None) for a line of the list, (None, id) for somebody of the practice."""
    assert isinstance(known.key, tuple)
    kind, key = known.key
    return (key, None) if kind == "line" else (None, key)
