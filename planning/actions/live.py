"""Open calendars hear that a day of theirs changed: kind « presence », subject the day."""

from datetime import date

from cabinet import live


def day_changed(on: date) -> None:
    """In the transaction of the change; many changes of one day are heard once."""
    live.tell(kind="presence", subject=on, audience=live.who_may("see_planning"))
