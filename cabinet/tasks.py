"""The only task: look at the jobs table. Two beats, ten workers or none at all: same result."""

from celery import shared_task
from django.utils import timezone

from cabinet import jobs


@shared_task(name="cabinet.tick")
def tick() -> None:
    now = timezone.now()
    jobs.expect_jobs(now)
    jobs.run_due(at=now)
