"""The job that follows a rotation of keys."""

from datetime import datetime

from cabinet.jobs import handles
from cabinet.models import Job
from cabinet.vault.reseal import RESEAL, reseal_practice


@handles(RESEAL, leased=True)
def reseal(*, job: Job, at: datetime) -> None:
    reseal_practice(job.tenant_id)
