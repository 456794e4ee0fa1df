"""Who comes second is told what is left: the free rooms, and the half-days of that week without a doctor.

Source: the product's words (« Ce jour vient d’être pris par Dr Fradin. Mardi et vendredi sont libres. »).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cabinet.text import WEEKDAYS, sentence
from planning.rules.coverage import held_halves, open_halves
from planning.rules.half_days import HALVES, Stay, period_of, touch

PERIOD_WORDS = {"day": "", "morning": " matin", "afternoon": " après-midi"}


@dataclass(frozen=True)
class Opening:
    """A day, or a half of it, that nobody holds."""

    on: date
    period: str


def free_rooms(rooms: Sequence, stays: Iterable[Stay], *, on: date, period: str) -> list:
    """The rooms that nobody holds on that period, in the order of `rooms`."""
    taken = {stay.room for stay in stays if stay.holds and stay.on == on and touch(stay.period, period)}
    return [room for room in rooms if room not in taken]


def openings(
    days: Iterable[date],
    stays: Iterable[Stay],
    *,
    roles: Collection[str],
    rooms: Sequence,
    holidays: Collection[date] = (),
) -> list[Opening]:
    """The days and half-days without anybody of `roles`, and with a free room, in order."""
    days, stays = list(days), list(stays)
    held = held_halves(stays, roles)
    without_doctor: dict[date, set[str]] = {}
    for on, half in open_halves(days, holidays):
        if (on, half) not in held and free_rooms(rooms, stays, on=on, period=half):
            without_doctor.setdefault(on, set()).add(half)
    return [_opening(on, halves, rooms, stays) for on, halves in sorted(without_doctor.items())]


def _opening(on: date, halves: set[str], rooms: Sequence, stays: list[Stay]) -> Opening:
    """A whole day needs one room free all day; otherwise its morning is offered first."""
    period = period_of(halves) or "day"
    if period == "day" and not free_rooms(rooms, stays, on=on, period="day"):
        period = HALVES["day"][0]
    return Opening(on, period)


def joined(words: Sequence[str]) -> str:
    """« mardi », « mardi et vendredi », « lundi, mardi et vendredi »."""
    return " et ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def what_is_free(found: Sequence[Opening]) -> str:
    """« Mardi et vendredi après-midi sont libres. », or a sentence that says that nothing is."""
    words = [WEEKDAYS[opening.on.weekday()] + PERIOD_WORDS[opening.period] for opening in found]
    if not words:
        return "Aucun autre jour de cette semaine n’est libre."
    return f"{sentence(joined(words))} {'sont libres' if len(words) > 1 else 'est libre'}."
