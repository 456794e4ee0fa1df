"""The secretary answers the phone, else the télésecrétariat, else nobody, and that is said.

Source: the phones switch from one to the other (product, §3); a stretch with neither is shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

SECRETARY, REMOTE, NOBODY = "secretaire", "telesecretaire", ""
ORDER = (SECRETARY, REMOTE)


@dataclass(frozen=True)
class Attendance:
    """Somebody's hours at the desk: their role and name, half-open."""

    role: str
    who: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Answering:
    """Who answers from an instant to another; `role` is empty when nobody does."""

    role: str
    who: str
    starts_at: datetime
    ends_at: datetime


def answering(
    attendances: Iterable[Attendance], *, opens_at: datetime, closes_at: datetime
) -> list[Answering]:
    """Who answers, in order, from the first minute to the last.

    The practice's hours are covered whole; somebody who comes earlier or stays later answers then too, and
    nobody is missed outside the hours.
    """
    attendances = list(attendances)
    edges = {opens_at, closes_at}
    for one in attendances:
        edges |= {one.starts_at, one.ends_at}
    spans: list[Answering] = []
    for starts_at, ends_at in pairwise(sorted(edges)):
        there = [one for one in attendances if one.starts_at <= starts_at and one.ends_at >= ends_at]
        role = next((role for role in ORDER if any(one.role == role for one in there)), NOBODY)
        if role == NOBODY and not opens_at <= starts_at < closes_at:
            continue
        who = " et ".join(dict.fromkeys(one.who for one in there if one.role == role))
        last = spans[-1] if spans else None
        if last and (last.role, last.who, last.ends_at) == (role, who, starts_at):
            spans[-1] = Answering(role, who, last.starts_at, ends_at)
        else:
            spans.append(Answering(role, who, starts_at, ends_at))
    return spans


def unanswered(spans: Iterable[Answering]) -> list[Answering]:
    """The stretches during which nobody answers."""
    return [span for span in spans if span.role == NOBODY]
