"""Between two hours of the French clock, across midnight or not, only what is urgent and theirs rings.

Source: PRODUCT.md §6 « quiet hours »; practice policy.
"""

from datetime import UTC, datetime, time, timedelta

from cabinet.clock import PARIS, in_paris


def is_quiet(starts: time | None, ends: time | None, at: datetime) -> bool:
    """Whether the instant lies in them: from the first hour until the second. Twice the same is none."""
    if starts is None or ends is None or starts == ends:
        return False
    now = at.astimezone(PARIS).time().replace(tzinfo=None)
    return starts <= now < ends if starts < ends else now >= starts or now < ends


def quiet_until(starts: time | None, ends: time | None, at: datetime) -> datetime | None:
    """The instant at which they end, by the clock on the wall; nothing outside them."""
    if not is_quiet(starts, ends, at) or ends is None:
        return None
    here = at.astimezone(PARIS)
    on = here.date() if here.time().replace(tzinfo=None) < ends else here.date() + timedelta(days=1)
    # On the day when the clock shows an hour twice, its second round comes after the first.
    rounds = [in_paris(on, ends.replace(fold=fold)).astimezone(UTC) for fold in (0, 1)]
    return next(end for end in sorted(rounds) if end > at)


def may_ring(starts: time | None, ends: time | None, at: datetime, *, urgent: bool) -> bool:
    """What is urgent and theirs passes through."""
    return urgent or not is_quiet(starts, ends, at)
