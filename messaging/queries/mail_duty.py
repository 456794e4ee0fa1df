"""What the doctor on call leaves to the next one about the mail: the line of their duty, and no other."""

from datetime import datetime, timedelta

from cabinet.clock import PARIS
from cabinet.models import Membership
from planning.models import Astreinte


def duty_to_tell(by: Membership, at: datetime) -> Astreinte | None:
    """Their own duty that runs, or has ended since yesterday: where a line is left for the next doctor."""
    today = at.astimezone(PARIS).date()
    mine = Astreinte.objects.standing().filter(membership=by, starts_at__lte=at)
    return mine.between(today - timedelta(days=1), today).order_by("-on").first()
