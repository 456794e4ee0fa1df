"""The intern's day is talked over with its supervising titulaire: that of the series, else of the intern.

Source: SASPAS: a named maître de stage, reachable that day; the debrief is the supervisor's to tick.
"""

from collections.abc import Hashable
from datetime import date


def supervisor_of(*, of_series: Hashable | None, of_intern: Hashable | None) -> Hashable | None:
    """The supervisor of a presence."""
    return of_series if of_series is not None else of_intern


def may_tick(on: date, *, today: date, supervises: bool) -> bool:
    """A debrief is ticked, or unticked, by the supervisor, from the day itself on."""
    return supervises and on <= today


def reach_said(name: str, *, present: str = "", absent: bool = False) -> str:
    """« Dr Texier, au cabinet ce jour-là (Bureau 1) », or by telephone, or who else to ask."""
    if absent:
        return f"{name}, indisponible ce jour-là\u202f: demandez au secrétariat qui prend le relais"
    if present:
        return f"{name}, au cabinet ce jour-là ({present})"
    return f"{name}, joignable par téléphone ce jour-là"
