"""Nothing waits unread over 48 hours without showing in red, with how long it has waited.

Source: what the doctors and the secretary agreed on for mail and lab results.
"""

from datetime import datetime, timedelta

from cabinet.text import NARROW, count

RED_AFTER = timedelta(hours=48)


def is_late(received_at: datetime, at: datetime, *, read: bool) -> bool:
    """Unread for more than 48 hours, nights and Sundays included: a result does not wait for Monday.

    Source: mail over 48 hours in red.
    """
    return not read and at - received_at > RED_AFTER


def waiting_said(received_at: datetime, at: datetime) -> str:
    """« 12 min », « 5 h », « 3 jours »: whole units, days from the second one on; never less than nothing.

    Source: mail over 48 hours in red.
    """
    minutes = max(int((at - received_at).total_seconds() // 60), 0)
    if minutes < 60:
        return f"{minutes}{NARROW}min"
    hours = minutes // 60
    return f"{hours}{NARROW}h" if hours < 48 else count(hours // 24, "jour", "jours")
