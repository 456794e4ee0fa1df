"""Once a day, old events are forgotten: a page that slept for longer loads itself anew."""

from datetime import datetime, timedelta

from cabinet.clock import PARIS
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Job, LiveEvent

KEPT = timedelta(days=2)


@expects
def forget_live_events_daily(at: datetime) -> None:
    enqueue_for_each_practice("forget_live_events", period=at.astimezone(PARIS).date().isoformat(), due_at=at)


@handles("forget_live_events")
def forget_live_events(*, job: Job, at: datetime) -> None:
    LiveEvent.objects.filter(at__lt=at - KEPT).delete()
