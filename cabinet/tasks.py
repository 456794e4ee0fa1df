"""The only task: look at the jobs table. Two beats, ten workers or none at all: same result."""

from django.utils import timezone

from cabinet import jobs
from cabinet.celery import app  # of ours: a page that nudges knows no other broker than the workers
from cabinet.models import Heartbeat


@app.task(name="cabinet.tick")
def tick() -> None:
    now = timezone.now()
    Heartbeat.beat(now)
    jobs.expect_jobs(now)
    jobs.run_due()
