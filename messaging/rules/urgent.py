"""An urgent message goes to its conversation, after 15 minutes to the doctor on call, then to titulaires.

Source: not acknowledged in 15 minutes, it goes on (agreed by the doctors); never twice to one person.
"""

from collections.abc import Collection, Hashable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

ADDRESSED, ON_CALL, TITULAIRES = "addressed", "on_call", "titulaires"
Person = TypeVar("Person", bound=Hashable)

PATIENCE = timedelta(minutes=15)

#: How long after the flag each stage is due.
AFTER = {ADDRESSED: timedelta(0), ON_CALL: PATIENCE, TITULAIRES: 2 * PATIENCE}


def stages_due(*, flagged_at: datetime, reached: Collection[str], at: datetime) -> list[str]:
    """The stages that should have been told by `at` and were not; two at once when nobody looked meanwhile.

    Source: 15 minutes a stage, counted from the flag and never from the last look.
    """
    return [stage for stage, after in AFTER.items() if at >= flagged_at + after and stage not in reached]


def next_stage_at(*, flagged_at: datetime, at: datetime) -> datetime | None:
    """The next instant at which a stage falls due; None when all have.

    Source: 15 minutes a stage, counted from the flag.
    """
    return next((flagged_at + after for after in AFTER.values() if flagged_at + after > at), None)


def newly_told(
    candidates: Iterable[Person], *, told: Collection[Person], author: Person | None
) -> list[Person]:
    """Of those whom a stage names, who is told now: neither its author nor anybody told before.

    Source: nobody is told the same thing twice.
    """
    return [one for one in dict.fromkeys(candidates) if one not in told and one != author]
