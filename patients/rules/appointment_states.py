"""Somebody is expected, arrives and is seen, or is not; a wrong click is taken back that day.

Source: the practice's agenda: booked, arrived, in consultation, done; absent, cancelled, moved, to move.
"""

from datetime import date

STATE_LABELS = {
    "booked": "prévu",
    "arrived": "arrivé",
    "in_consultation": "en consultation",
    "done": "vu",
    "no_show": "absent",
    "cancelled": "annulé",
    "moved": "déplacé",
    "to_move": "à déplacer",
}

#: What may follow, what is usual first. A doctor who sees somebody in haste goes straight to « vu ».
_NEXT = {
    "booked": ("arrived", "moved", "no_show", "cancelled", "to_move"),
    "arrived": ("in_consultation", "done", "cancelled", "to_move"),
    "in_consultation": ("done", "to_move"),
    "done": (),
    "no_show": ("moved", "arrived"),
    "cancelled": (),
    "moved": (),
    "to_move": ("moved", "cancelled", "booked"),
}
#: Said of a day that is lived, never beforehand.
_ON_THE_DAY = frozenset({"arrived", "in_consultation", "done"})


def may_follow(before: str, after: str) -> bool:
    """Whether a state may follow another."""
    return after in _NEXT[before]


def too_early(after: str, *, on: date, today: date, started: bool) -> bool:
    """Whether that is not known yet: nobody arrives on the eve, nor is absent before their hour."""
    if after == "no_show":
        return on > today or (on == today and not started)
    return after in _ON_THE_DAY and on > today


def taken_back(state: str, *, was_started: bool, was_arrived: bool) -> str | None:
    """The state before a mistaken click; None when there is nothing to take back."""
    if state == "done":
        return "in_consultation" if was_started else "arrived"
    if state == "in_consultation":
        return "arrived"
    if state in ("arrived", "no_show"):
        return "booked"
    return ("arrived" if was_arrived else "booked") if state == "cancelled" else None


def may_take_back(state: str, *, said_on: date | None, today: date) -> bool:
    """Whether a click is recent enough to be a mistake: it was made today."""
    return said_on == today and taken_back(state, was_started=False, was_arrived=False) is not None
