"""What the pool of a practice reads of the calls of its network."""

from datetime import datetime

from cabinet import house
from cabinet.jobs import handles
from cabinet.models import Job
from planning.actions.network import SAY


@handles(SAY)
def say_pool_call(*, job: Job, at: datetime, practice: str, said_as: str) -> None:
    house.say_in_channel(
        audience="pool",
        text=(
            f"Dans le réseau, {practice} cherche des médecins. Les jours à prendre sont dans "
            "«\u202fMes jours\u202f», «\u202fDans le réseau\u202f»."
        ),
        at=at,
        key=f"pool_call:{said_as}",
    )
