"""What follows the end of a membership."""

from datetime import datetime

from cabinet.actions.memberships import END
from cabinet.jobs import handles
from cabinet.models import Job, Membership
from planning.actions.departure import release_after_end


@handles(END)
def membership_ended(*, job: Job, at: datetime, membership: str) -> None:
    found = Membership.objects.select_related("person", "cabinet").filter(pk=membership).first()
    if found is not None:
        release_after_end(membership=found, at=at)
