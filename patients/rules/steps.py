"""From the list to a doctor: which step may follow which, and which ones ask for a reason.

Source: intake of the practice: waiting, called, first appointment, seen, followed; or oriented, or given up.
"""

STEP_LABELS = {
    "waiting": "en attente",
    "called": "appelé",
    "booked": "premier rendez-vous pris",
    "seen": "vu",
    "followed": "suivi",
    "oriented": "orienté ailleurs",
    "given_up": "sans suite",
}

#: Where somebody may go, what is usual first. A cancelled appointment goes back to « called ».
_NEXT = {
    "waiting": ("called", "booked", "seen", "oriented", "given_up"),
    "called": ("booked", "waiting", "seen", "oriented", "given_up"),
    "booked": ("seen", "called", "waiting", "oriented", "given_up"),
    "seen": ("followed", "oriented", "booked", "given_up"),
    "followed": ("oriented", "given_up"),
    "oriented": ("waiting", "followed"),
    "given_up": ("waiting",),
}
_WITH_REASON = frozenset({"oriented", "given_up"})


def next_steps(step: str) -> tuple[str, ...]:
    """The steps that may follow, what is usual first."""
    return _NEXT[step]


def may_step(before: str, after: str) -> bool:
    """Whether a step may follow another; staying where one is is always allowed, and changes nothing."""
    return before == after or after in _NEXT[before]


def needs_reason(before: str, after: str) -> bool:
    """Leaving the list, and coming back to it, is said with a reason."""
    return before != after and (after in _WITH_REASON or before in _WITH_REASON)
