"""An urgent result is told to those who answer, then to the next ones every 15 minutes, until acknowledged.

Source: decree of 15 December 2016 on urgent results; the practice's order: the doctors present, the doctor
on call, the next of the fair rota, the médecin remplacé, the titulaires.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

EVERY = timedelta(minutes=15)
PRESENT, ON_CALL, NEXT, REMPLACE, TITULAIRES = "present", "on_call", "next", "remplace", "titulaires"


@dataclass(frozen=True)
class Group:
    """People who are told at the same time, and why they are."""

    stage: str
    who: Sequence


def groups_to_tell(
    *,
    present: Iterable,
    on_call: Iterable,
    rota: Iterable,
    remplace: Any,
    titulaires: Iterable,
) -> list[Group]:
    """Who is told, group after group, nobody twice; `rota`: those who are free, the first to ask in front.

    Source: the practice's order, from the doctors present to the titulaires.
    """
    named: set = set()

    def group(stage: str, who: Iterable) -> Group:
        fresh = [one for one in dict.fromkeys(who) if one not in named]
        named.update(fresh)
        return Group(stage, tuple(fresh))

    first = [group(PRESENT, present), group(ON_CALL, on_call)]
    following = next((one for one in rota if one not in named), None)
    groups = [
        *first,
        group(NEXT, [] if following is None else [following]),
        group(REMPLACE, [] if remplace is None else [remplace]),
        group(TITULAIRES, titulaires),
    ]
    return [one for one in groups if one.who]


def to_tell(
    groups: Sequence[Group], told: Mapping[Any, datetime], *, at: datetime, settled: bool
) -> Group | None:
    """The group to tell now: the first one at once, each next one 15 minutes after the last who was told.

    Whoever came into a group meanwhile is told with it; None: it is settled, too early, or all were told.

    Source: decree of 15 December 2016, an escalation every 15 minutes.
    """
    if settled or (told and at < next_look(told.values())):
        return None
    for group in groups:
        fresh = tuple(one for one in group.who if one not in told)
        if fresh:
            return Group(group.stage, fresh)
    return None


def next_look(told_at: Collection[datetime]) -> datetime:
    """When the next ones are told, if nobody has acknowledged by then.

    Source: an escalation every 15 minutes.
    """
    return max(told_at) + EVERY
