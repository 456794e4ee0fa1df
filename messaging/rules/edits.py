"""A message is corrected by who sent it, for a quarter of an hour; what it said before stays readable.

Source: fifteen minutes with history, no message deleted by its author (agreed by the team).
"""

from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)


def may_edit(*, sent_at: datetime, at: datetime) -> bool:
    """Whether its author may still correct a message at `at`, the last instant included.

    Source: fifteen minutes, agreed by the team.
    """
    return sent_at <= at <= sent_at + WINDOW
