"""Once a day, the answers kept for `Idempotency-Key` are forgotten, those of people who left included."""

from datetime import datetime

from cabinet.api.idempotency import forget
from cabinet.clock import PARIS
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Job, Membership
from cabinet.tenancy.scope import scoped


@expects
def forget_answers_daily(at: datetime) -> None:
    enqueue_for_each_practice("forget_answers", period=at.astimezone(PARIS).date().isoformat(), due_at=at)


@handles("forget_answers")
def forget_answers(*, job: Job, at: datetime) -> None:
    people = Membership.objects.order_by().values_list("person_id", flat=True).distinct()
    for person_id in list(people):
        with scoped(job.tenant_id, person_id=person_id):
            forget(person_id=person_id)
