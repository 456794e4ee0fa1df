"""What the workers do for the calendar."""

from datetime import datetime

from cabinet.clock import PARIS
from cabinet.jobs import enqueue, expects, handles
from cabinet.models import Cabinet, Job
from cabinet.tenancy.scope import scoped
from planning.actions.load_holidays import load_holidays

LOAD_HOLIDAYS = "load_holidays"


@expects
def expect_holidays(at: datetime) -> None:
    """Once a month the national calendar is looked at again, in the name of the first practice."""
    key = f"{LOAD_HOLIDAYS}:{at.astimezone(PARIS):%Y-%m}"
    if Job.objects.filter(key=key).exists():
        return
    cabinet = Cabinet.objects.order_by("pk").first()
    if cabinet is not None:
        with scoped(cabinet.pk):
            enqueue(LOAD_HOLIDAYS, key=key, due_at=at)


@handles(LOAD_HOLIDAYS)
def load_national_calendar(*, job: Job, at: datetime) -> None:
    load_holidays(today=at.astimezone(PARIS).date())
