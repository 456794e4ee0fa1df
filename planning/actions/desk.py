"""The desk's hours of one day: added, or taken away, beside what the series say."""

from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import in_paris
from cabinet.constraints_text import explain
from cabinet.models import Membership
from cabinet.text import full_day
from planning.constraints import SENTENCES
from planning.models import Shift
from planning.permissions import DESK, keeps_calendar


class ShiftRefused(Refused):
    """422: hours that make no sense, or during which that person is at the desk already."""


def add_shift(
    *, membership: Membership, on: date, opens: time, closes: time, by: Membership, at: datetime
) -> Shift:
    """Somebody at the desk on that day. Raises PermissionDenied or ShiftRefused."""
    _ask(by)
    if membership.role not in DESK:
        raise ShiftRefused(f"{membership.display_name} ne tient pas l’accueil.", field="membership")
    if not membership.is_open_on(on):
        raise ShiftRefused(
            f"{membership.display_name} n’est pas dans ce cabinet le {full_day(on)}.", field="membership"
        )
    if closes <= opens:
        raise ShiftRefused("L’heure de fin vient avant celle du début.", field="closes")
    try:
        with transaction.atomic():
            shift = Shift.objects.create(
                membership=membership, on=on, starts_at=in_paris(on, opens), ends_at=in_paris(on, closes),
                written_by=by, written_at=at,
            )  # fmt: skip
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise ShiftRefused(explained.sentence, field=explained.field) from error
    audit.record("add_shift", shift, by=by, at=at, person=membership.person_id, on=str(on))
    return shift


def cancel_shift(*, shift: Shift, by: Membership, at: datetime) -> Shift:
    """Cancelled twice, it is cancelled once; the row stays, for the calendars that were read."""
    _ask(by)
    shift = Shift.objects.select_for_update(of=("self",)).select_related("membership").get(pk=shift.pk)
    if shift.cancelled_at is None:
        shift.cancelled_at = at
        shift.sequence += 1
        shift.save(update_fields=["cancelled_at", "sequence"])
        audit.record("cancel_shift", shift, by=by, at=at, person=shift.membership.person_id, on=str(shift.on))
    return shift


def _ask(by: Membership) -> None:
    if not keeps_calendar(by):
        raise PermissionDenied("Votre rôle ne permet pas de changer les heures de l’accueil.")
