"""Mail that arrived at the wrong practice goes to the right one of the network, in one transaction."""

from datetime import datetime

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.constraints_text import explain
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_alerts import look_at_alert
from messaging.actions.mail_entry import sender_named
from messaging.actions.mail_live import mail_changed
from messaging.actions.mail_refused import MailMoved, MailRefused
from messaging.actions.mail_scans import keep_scans, scans_of
from messaging.actions.mail_steps import moved, moving
from messaging.constraints import SENTENCES
from messaging.mail_access import require_mail, siblings_of
from messaging.models import Mail, MailState


def route_mail(*, mail: Mail, to: Cabinet, by: Membership, at: datetime) -> Mail:
    """Here it is routed, there it is received: both or neither. Twice is once; two desks at once make one.

    Raises `MailRefused` for a practice that is not of the network, `MailMoved` when it went elsewhere.
    """
    require_mail(by)
    row = moving(mail, MailState.ROUTED)
    if row.state == MailState.ROUTED:
        if row.routed_to_id != to.pk:
            raise MailMoved(row)
        return row
    if not siblings_of(by.cabinet).filter(pk=to.pk).exists():
        raise MailRefused(SENTENCES["mail_goes_within_the_network"].sentence, field="to")
    row.state, row.routed_at, row.routed_by, row.routed_to = MailState.ROUTED, at, by, to
    row.became, row.became_at = MailState.RECEIVED, at
    try:
        with transaction.atomic():
            moved(row, "route_mail", by=by, at=at, to=to.slug)
            receive(row, to, at=at)
    except OSError as error:
        raise MailRefused("Le scan n’a pas pu être gardé là-bas\u202f: réessayez dans un moment.") from error
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise MailRefused(explained.sentence, field=explained.field) from error
    return row


def receive(sent: Mail, to: Cabinet, *, at: datetime) -> Mail:
    """In the practice that it is for: by nobody of theirs, about a name, since no patient is common."""
    envelope = {
        "kind": sent.kind,
        "about": sent.person_said,
        "note": sent.note,
        "urgent": sent.urgent,
        "received_at": sent.received_at,
        "came_from": sent.cabinet,
    }
    name, address, scans = sent.sender.name, sent.sender.address, scans_of(sent)
    with scoped(to.pk):
        sender = sender_named(name, address=address)
        mail = Mail.objects.select_for_update().filter(trace=sent.trace).first()
        if mail is None:
            mail = Mail(trace=sent.trace, entered_at=at, sender=sender, **envelope)
            mail.save(force_insert=True)
            keep_scans(scans, of=mail, at=at)
        else:  # it comes back to where it started
            mail.state, mail.came_from, mail.version = MailState.RECEIVED, sent.cabinet, mail.version + 1
            mail.routed_at, mail.routed_by, mail.routed_to = None, None, None
            mail.became, mail.became_at = "", None
            mail.read_at, mail.read_by, mail.filed_at, mail.filed_by = None, None, None, None
            mail.save()
        audit.record("receive_mail", mail, by=None, at=at, came_from=sent.cabinet.slug)
        mail_changed(mail)
        if mail.urgent:
            look_at_alert(mail=mail, at=at)
    return mail
