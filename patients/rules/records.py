"""A former record is asked for, received on paper or as files, integrated; or it cannot be had.

Source: record recovery of the practice: asked → received (paper, digital) → integrated, or impossible.
"""

RECORD_LABELS = {
    "asked": "demandé",
    "received": "reçu",
    "integrated": "intégré",
    "impossible": "impossible",
}
#: What is usual first. « Impossible » may be asked again: the former doctor answers in the end.
_NEXT = {
    "asked": ("received", "impossible"),
    "received": ("integrated", "impossible"),
    "integrated": (),
    "impossible": ("asked",),
}


def next_record_states(state: str) -> tuple[str, ...]:
    """The states that may follow, what is usual first.

    Source: record recovery of the practice.
    """
    return _NEXT[state]


def record_may_become(before: str, after: str) -> bool:
    """A record goes one state at a time; said twice, it is said once.

    Source: record recovery of the practice.
    """
    return before == after or after in _NEXT[before]
