"""The only task: look at the jobs table. Two beats, ten workers or none at all: same result."""

from celery import shared_task
from django.utils import timezone

from cabinet import jobs
from cabinet.models import Heartbeat


@shared_task(name="cabinet.tick")
def tick() -> None:
    now = timezone.now()
    Heartbeat.beat(now)
    jobs.expect_jobs(now)
    jobs.run_due(at=now)
