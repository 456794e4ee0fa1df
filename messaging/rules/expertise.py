"""A tele-expertise is a question, then an answer, then it is closed; how long each took is shown.

Source: the practice's tele-expertises in dermatology and cardiology.
"""

from datetime import datetime, timedelta

ASKED, ANSWERED, CLOSED = "asked", "answered", "closed"


def state_of(*, answered_at: datetime | None, closed_at: datetime | None) -> str:
    """Asked until somebody else than who asked has written; closed when somebody said so.

    Source: question, answer, closed.
    """
    if closed_at:
        return CLOSED
    return ANSWERED if answered_at else ASKED


def delay_of(
    *, opened_at: datetime, answered_at: datetime | None, closed_at: datetime | None, at: datetime
) -> timedelta:
    """How long the answer took; without one, how long the question has waited, until it was closed.

    Source: delays are shown to who asks and to who answers.
    """
    return (answered_at or closed_at or at) - opened_at


def delay_said(delay: timedelta) -> str:
    """« moins d’une heure », « 3 h », « 2 jours »: whole hours up to two days, then whole days.

    Source: usage.
    """
    hours = int(delay.total_seconds() // 3600)
    if hours < 1:
        return "moins d’une heure"
    return f"{hours}\u202fh" if hours < 48 else f"{hours // 24}\u202fjours"


def progress_said(
    *, opened_at: datetime, answered_at: datetime | None, closed_at: datetime | None, at: datetime
) -> str:
    """Where it stands and how long it took: « attend une réponse depuis 3 h », « répondu en 2 h », « clos ».

    Source: delays are shown to who asks and to who answers.
    """
    delay = delay_said(delay_of(opened_at=opened_at, answered_at=answered_at, closed_at=closed_at, at=at))
    answered = f"répondu en {delay}" if answered_at else "sans réponse"
    if closed_at:
        return f"clos, {answered}"
    return answered if answered_at else f"attend une réponse depuis {delay}"
