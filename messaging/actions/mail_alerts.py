"""An urgent result is told to who answers, then to the next ones, exactly once each, until acknowledged."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.jobs import enqueue
from cabinet.models import Membership
from cabinet.text import NARROW, clock
from messaging.actions.mail_live import mail_changed
from messaging.actions.mail_lock import locked
from messaging.actions.mail_tell import tell_doctor, tell_the_pool
from messaging.mail_access import answers_alerts
from messaging.models import AlertStage, Mail, MailAlert, MailState
from messaging.queries.mail_groups import groups_at
from messaging.rules.mail_alerts import EVERY, to_tell

ESCALATE = "escalate_mail"


class AlreadyTaken(Refused):
    """409: another doctor has said that they see to it."""


def look_at_alert(*, mail: Mail, at: datetime) -> list[MailAlert]:
    """Tell the next ones if it is time; those who were told now. Safe to run twice, and two at once."""
    row = locked(mail)
    alerts = list(row.alerts.all())
    settled = (
        not row.urgent
        or row.state != MailState.RECEIVED
        or any(alert.acknowledged_at is not None for alert in alerts)
    )
    told = {alert.membership_id: alert.told_at for alert in alerts}
    group = None if settled else to_tell(groups_at(row.cabinet, at), told, at=at, settled=False)
    if group is None:
        return []
    made = [MailAlert(mail=row, membership_id=who, stage=group.stage, told_at=at) for who in group.who]
    MailAlert.objects.bulk_create(made)
    people = Membership.objects.filter(pk__in=group.who).with_person()
    for membership in people:
        tell_doctor(membership, mail=row, stage=group.stage, at=at, next_at=at + EVERY)
    tell_the_pool(row, people, at=at, number=len(told) + len(made))
    audit.record("tell_of_mail", row, by=None, at=at, stage=group.stage, people=[str(pk) for pk in group.who])
    mail_changed(row)
    number = len(told) + len(made)
    enqueue(ESCALATE, key=f"{ESCALATE}:{row.pk}:{number}", due_at=at + EVERY, mail=str(row.pk))
    return made


def acknowledge_mail(*, mail: Mail, by: Membership, at: datetime) -> MailAlert:
    """« Je m’en occupe »: nobody else is told from then on. Twice is once; `AlreadyTaken` names who did."""
    if not answers_alerts(by):
        raise PermissionDenied("Un médecin ou un interne dit qu’il s’en occupe.")
    row = locked(mail)
    alerts = list(row.alerts.select_related("membership__person"))
    taken = next((alert for alert in alerts if alert.acknowledged_at), None)
    if taken is not None:
        if taken.membership_id == by.pk:
            return taken
        raise AlreadyTaken(taken_said(taken))
    if not row.urgent or row.state != MailState.RECEIVED:
        raise Refused(f"Rien n’attend plus ici{NARROW}: ce courrier est {row.get_state_display()}.")
    alert = acknowledged(row, alerts, by=by, at=at)
    mail_changed(row)
    return alert


def acknowledged(mail: Mail, alerts: Sequence[MailAlert], *, by: Membership, at: datetime) -> MailAlert:
    """Their own alert; who was not told sees to it of their own accord."""
    alert = next((one for one in alerts if one.membership_id == by.pk), None)
    if alert is None:
        alert = MailAlert(mail=mail, membership=by, stage=AlertStage.ITSELF, told_at=at)
    alert.acknowledged_at = at
    alert.save()
    audit.record("acknowledge_mail", mail, by=by, at=at)
    return alert


def taken_said(alert: MailAlert) -> str:
    assert alert.acknowledged_at is not None
    return f"{alert.membership.display_name} s’en occupe depuis {clock(alert.acknowledged_at)}."
