"""Mail is received, read, then filed in the record; or routed to the right practice before it is filed.

Source: the way of a letter or of a result, from the door to the record.
"""

from datetime import datetime, timedelta

RECEIVED, READ, FILED, ROUTED = "received", "read", "filed", "routed"

NEXT = {
    RECEIVED: frozenset({READ, ROUTED}),
    READ: frozenset({FILED, ROUTED}),
    FILED: frozenset(),
    ROUTED: frozenset(),
}
#: What a doctor must have seen before it is filed; the rest is read by whoever opens it.
CLINICAL = frozenset({"result", "letter", "imaging"})
READERS = frozenset({"titulaire", "remplacant", "interne"})
#: A wrong click is taken back within the day that follows it.
TAKEN_BACK_WITHIN = timedelta(hours=24)


def may_follow(state: str, after: str) -> bool:
    """No state is skipped, and what is filed stays here.

    Source: the way of a letter or of a result.
    """
    return after in NEXT[state]


def state_before(state: str, *, was_read: bool) -> str | None:
    """Where a wrong click is taken back to; None: nothing was clicked.

    Source: the way of a letter or of a result.
    """
    return {READ: RECEIVED, FILED: READ, ROUTED: READ if was_read else RECEIVED}.get(state)


def may_take_back(clicked_at: datetime, at: datetime, *, touched_there: bool = False) -> bool:
    """Within a day; what was routed, only while nobody has touched it where it went.

    Source: the way of a letter or of a result.
    """
    return at - clicked_at <= TAKEN_BACK_WITHIN and not touched_there


def may_read(kind: str, role: str) -> bool:
    """Results, letters and imaging are read by a doctor or an intern; anything else by who sees mail.

    Source: « lu par le Dr X ».
    """
    return kind not in CLINICAL or role in READERS
