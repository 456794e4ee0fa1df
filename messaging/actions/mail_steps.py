"""Read, then filed in the record; a wrong click is taken back. Twice is once; where it came by knows."""

from datetime import datetime

from django.core.exceptions import PermissionDenied

from cabinet import audit
from cabinet.models import Membership
from messaging.actions.mail_alerts import acknowledged
from messaging.actions.mail_live import mail_changed
from messaging.actions.mail_lock import locked
from messaging.actions.mail_origin import tell_origin
from messaging.actions.mail_refused import MailMoved, MailRefused
from messaging.actions.mail_return import call_back
from messaging.mail_access import answers_alerts, require_mail
from messaging.models import Mail, MailState
from messaging.rules.mail_states import may_follow, may_read, may_take_back, state_before


def read_mail(*, mail: Mail, by: Membership, at: datetime) -> Mail:
    """« Lu »: by a doctor or an intern when it is clinical. An urgent one is then in their hands."""
    require_mail(by)
    if not may_read(mail.kind, by.role):
        raise PermissionDenied("Un résultat, un courrier médical se lit par un médecin ou un interne.")
    row = moving(mail, MailState.READ)
    if row.state == MailState.READ:
        return row
    row.state, row.read_at, row.read_by = MailState.READ, at, by
    if row.urgent and answers_alerts(by):
        alerts = list(row.alerts.all())
        if not any(alert.acknowledged_at for alert in alerts):
            acknowledged(row, alerts, by=by, at=at)
    return moved(row, "read_mail", by=by, at=at)


def file_mail(*, mail: Mail, by: Membership, at: datetime) -> Mail:
    """« Classé » in the patient's record, which is kept elsewhere."""
    require_mail(by)
    row = moving(mail, MailState.FILED)
    if row.state == MailState.FILED:
        return row
    row.state, row.filed_at, row.filed_by = MailState.FILED, at, by
    return moved(row, "file_mail", by=by, at=at)


def take_back_mail(*, mail: Mail, state: str, by: Membership, at: datetime) -> Mail:
    """A wrong click, undone one step. `state`: the one that was seen; taken back already, it stays so."""
    require_mail(by)
    row = locked(mail)
    if state == MailState.READ and not may_read(row.kind, by.role):
        raise PermissionDenied("Qui peut lire ce courrier peut le remettre à lire.")
    before = state_before(row.state, was_read=row.read_at is not None)
    if row.state != state:
        if row.state == state_before(state, was_read=row.read_at is not None):
            return row
        raise MailMoved(row)
    clicked_at = {
        MailState.READ: row.read_at, MailState.FILED: row.filed_at, MailState.ROUTED: row.routed_at
    }.get(MailState(row.state))  # fmt: skip
    if before is None or clicked_at is None:
        raise MailRefused("Rien à reprendre\u202f: ce courrier n’a pas été lu.")
    if not may_take_back(clicked_at, at):
        raise MailRefused("Plus d’un jour est passé\u202f: cela ne se reprend plus.")
    if row.state == MailState.ROUTED:
        call_back(row, at=at)
        row.routed_at, row.routed_by, row.routed_to, row.became, row.became_at = None, None, None, "", None
    elif row.state == MailState.FILED:
        row.filed_at, row.filed_by = None, None
    else:
        row.read_at, row.read_by = None, None
    row.state = before
    return moved(row, "take_back_mail", by=by, at=at, was=state)


def moving(mail: Mail, after: str) -> Mail:
    """The letter, locked, that may go on to `after` or is there already. Raises `MailMoved`."""
    row = locked(mail)
    if row.state != after and not may_follow(row.state, after):
        raise MailMoved(row)
    return row


def moved(row: Mail, verb: str, *, by: Membership, at: datetime, **details: str) -> Mail:
    row.version += 1
    row.save()
    audit.record(verb, row, by=by, at=at, state=row.state, **details)
    mail_changed(row)
    tell_origin(row, at=at)
    return row
