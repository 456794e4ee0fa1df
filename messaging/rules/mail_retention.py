"""The envelope of what was filed or routed is kept for five years, then forgotten; what waits never is.

Source: retention of messages and mail (GDPR), five years unless the practice says otherwise.
"""

from datetime import datetime

YEARS = 5


def settled_before(at: datetime) -> datetime:
    """What was filed or routed before this instant is forgotten; 29 February counts as 28.

    Source: retention of messages and mail.
    """
    try:
        return at.replace(year=at.year - YEARS)
    except ValueError:
        return at.replace(year=at.year - YEARS, day=28)
