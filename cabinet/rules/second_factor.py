"""Who must sign in with a second factor, and how long they have to add one."""

import math
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

#: What shows a patient, or somebody's money.
READING = (
    "see_patients",
    "patient_threads",
    "see_mail",
    "read_statement",
    "verify_accounts",
    "approve_statements",
)
GRACE = timedelta(days=7)


def must_have_second_factor(
    role: str, *, matrix: Mapping[str, Mapping[str, str]], also: Collection[str]
) -> bool:
    """Whoever reads patients or money signs in with a second factor; a practice may ask it of others.

    Source: référentiel d'identification électronique (order of 28 March 2022); TRUST.md §5.
    `matrix` is verb → role → cell, « – » being no; `also` the roles that the practice adds. None is excused.
    """
    return role in also or any(matrix[verb][role] != "–" for verb in READING)


def grace_days_left(*, since: datetime | None, at: datetime) -> int:
    """A person has seven days from their first sign-in to add a second factor.

    Source: agreed with the doctors: long enough for a locum who comes one day a week.
    Started days count: 7 at first, 1 on the last day, 0 when it is over. Nobody signed in yet: all seven.
    """
    if since is None:
        return GRACE.days
    return max(0, math.ceil((since + GRACE - at) / timedelta(days=1)))
