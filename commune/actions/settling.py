"""A step on the path to settling is dated by a titulaire, once; a wrong date is corrected."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership
from commune.actions.costs import lock
from commune.models import SettlingStep
from commune.permissions import dates_settling
from commune.rules.settling import STEPS, refusal_of


class StepRefused(Refused):
    """422: a date that does not fit with the others."""


@transaction.atomic
def date_step(*, membership: Membership, step: str, on: date, by: Membership, at: datetime) -> SettlingStep:
    """The step with its date; said again, the last date stands."""
    if not dates_settling(by):
        raise PermissionDenied("Les étapes sont datées par les titulaires.")
    lock("settling")
    known = dict(SettlingStep.objects.filter(membership=membership).values_list("step", "on"))
    others = {name: day for name, day in known.items() if name != step}
    today = at.astimezone(PARIS).date()
    if sentence := refusal_of(step, on, others, since=membership.starts_on, today=today):
        raise StepRefused(sentence, field="on")
    if known.get(step) == on:
        return SettlingStep.objects.get(membership=membership, step=step)
    found, _ = SettlingStep.objects.update_or_create(
        membership=membership, step=step, defaults={"on": on, "said_at": at, "said_by": by}
    )
    audit.record("date_step", found, by=by, at=at, step=STEPS[step], on=on.isoformat())
    return found
