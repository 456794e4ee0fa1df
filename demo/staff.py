"""The fixed days around today: the intern's and the nurse's, the desk's hours, a closure, another target."""

from datetime import date, datetime, time, timedelta

from cabinet.models import Membership
from planning.actions import Refused
from planning.actions.absence import say_absence
from planning.actions.series import start_series
from planning.actions.special_periods import declare_period
from planning.models import Absence, Room, Series, SpecialPeriod
from planning.queries.series_plan import Terms

HALF_A_YEAR = timedelta(days=181)

#: (first name of the e-mail, weekday, from, to): the phones switch from one to the other, and once to nobody.
DESK = [
    *(("baptiste", weekday, time(8, 30), time(13)) for weekday in (0, 1, 3, 4)),
    *(("baptiste", weekday, time(14), time(18, 30)) for weekday in (0, 1, 3)),
    *(("tiphaine", weekday, time(13), time(14)) for weekday in (0, 1, 3, 4)),
    ("tiphaine", 2, time(8), time(18, 30)),
    ("tiphaine", 4, time(14), time(17)),
]


def hire(members: dict[str, Membership], *, today: date, at: datetime) -> int:
    """Write the desk's series once; how many."""
    if Series.objects.filter(opens__isnull=False).exists():
        return 0
    start = today - timedelta(days=today.weekday() + 14)
    for name, weekday, opens, closes in DESK:
        terms = Terms(
            membership=members[name], weekday=weekday, starts_on=start, until_on=start + 2 * HALF_A_YEAR,
            opens=opens, closes=closes,
        )  # fmt: skip
        start_series(terms=terms, by=members["ulysse"], at=at)
    return len(DESK)


def supervise(members: dict[str, Membership], *, today: date, at: datetime) -> bool:
    """The intern's fixed day when the start kit's is over or not begun; False when one runs."""
    if Series.objects.standing().filter(membership=members["anais"], until_on__gte=today).exists():
        return False
    terms = Terms(
        membership=members["anais"], weekday=3, period="day", room=Room.objects.get(name="Bureau 2"),
        starts_on=today - timedelta(days=21), until_on=today + HALF_A_YEAR,
    )  # fmt: skip
    start_series(terms=terms, by=members["ulysse"], at=at)
    return True


def except_some_days(members: dict[str, Membership], *, today: date, at: datetime) -> int:
    """One closure, one other target, a leave, and the intern's days elsewhere; how many were missing."""
    monday = today - timedelta(days=today.weekday())
    keeper, written = members["baptiste"], 0
    if not SpecialPeriod.objects.exists():
        friday = monday + timedelta(weeks=5, days=4)
        declare_period(
            kind="closure", starts_on=friday, ends_on=friday, reason="travaux de peinture", confirmed=True,
            by=keeper, at=at,
        )  # fmt: skip
        declare_period(
            kind="target", starts_on=monday + timedelta(weeks=6), ends_on=monday + timedelta(weeks=7, days=6),
            reason="congés", weekly_target=3, weekly_minimum=1, by=keeper, at=at,
        )  # fmt: skip
        written += 2
    if not Absence.objects.exists():
        for name, days, kind, place in [
            ("valentine", (3 * 7, 3 * 7 + 4), "leave", ""),
            ("anais", (8, 9), "elsewhere", "Service d’urgences, La Roche-sur-Yon"),
        ]:
            first, last = (monday + timedelta(days=n) for n in days)
            written += _absent(members[name], kind, place, first, last, by=keeper, at=at)
    return written


def _absent(
    member: Membership, kind: str, place: str, first: date, last: date, *, by: Membership, at: datetime
) -> int:
    try:
        say_absence(
            membership=member, kind=kind, place=place, starts_on=first, ends_on=last, confirmed=True,
            by=by, at=at,
        )  # fmt: skip
    except Refused:
        return 0
    return 1
