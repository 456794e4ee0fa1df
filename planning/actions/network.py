"""What a call says beyond its practice, where the pool is common."""

from datetime import datetime

from cabinet.clock import PARIS
from cabinet.jobs import enqueue
from cabinet.models import Cabinet
from cabinet.tenancy.scope import scoped

SAY = "say_pool_call"


def tell_network(*, cabinet: Cabinet, at: datetime) -> None:
    """A call has reached the pool: the locums of the other practices that share theirs read it in their
    channel, once a day however many calls there are. A job of each practice writes it."""
    if not (cabinet.shares_pool and cabinet.network_id):
        return
    on = str(at.astimezone(PARIS).date())
    for other in Cabinet.objects.filter(network=cabinet.network_id, shares_pool=True).exclude(pk=cabinet.pk):
        with scoped(other.pk):
            key = f"{cabinet.pk}:{on}"
            enqueue(SAY, key=f"{SAY}:{key}:{other.pk}", due_at=at, practice=cabinet.name, said_as=key)
