"""What came in is entered in seconds, and corrected without losing what somebody else wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.models import Membership
from cabinet.text import instant
from messaging.actions.attachments import bind
from messaging.actions.mail_alerts import look_at_alert
from messaging.actions.mail_live import mail_changed
from messaging.actions.mail_lock import lock_trace, locked
from messaging.actions.mail_refused import MailChanged, MailMoved, MailRefused, ahead_said, long_ago_said
from messaging.mail_access import answers_alerts, require_mail
from messaging.models import Mail, MailKind, MailSender, MailState
from messaging.rules.senders import LONGEST_NAME
from patients.models import Patient

SENDER_LIMIT, ABOUT_LIMIT, NOTE_LIMIT = LONGEST_NAME, 120, 300
#: Two clocks differ a little.
AHEAD = timedelta(minutes=5)
#: What arrived before is in the record already; a year typed wrongly would stand in red for ever.
LONG_AGO = timedelta(days=366)


@dataclass(frozen=True)
class Arrived:
    """An envelope. `about`: somebody who is not on the list; `note`: for who reads it."""

    kind: str
    sender: str
    received_at: datetime
    patient: Patient | None = None
    about: str = ""
    note: str = ""
    addressee: Membership | None = None
    urgent: bool = False


def enter_mail(
    *,
    arrived: Arrived,
    by: Membership,
    at: datetime,
    trace: UUID | None = None,
    scans: Sequence[UUID] = (),
) -> Mail:
    """`trace` names what was typed: sent twice it is one letter. An urgent one is told at once.

    `scans`: drafts of `by`, joined to it. Raises `MailRefused`, `FileRefused`: nothing is then written.
    """
    require_mail(by)
    trace = trace or uuid4()
    lock_trace(trace)
    if known := Mail.objects.filter(trace=trace).first():
        return known
    arrived = tidied(arrived, at)
    with transaction.atomic():
        mail = Mail(trace=trace, entered_at=at, entered_by=by, **fields_of(arrived))
        mail.save(force_insert=True)
        bind(drafts=scans, to=mail, by=by)
    audit.record("enter_mail", mail, by=by, at=at, kind=mail.kind, urgent=mail.urgent)
    mail_changed(mail)
    if mail.urgent:
        look_at_alert(mail=mail, at=at)
    return mail


def change_mail(*, mail: Mail, arrived: Arrived, version: int, by: Membership, at: datetime) -> Mail:
    """Correct an envelope. `version`: the one read. The same words change nothing."""
    require_mail(by)
    row = locked(mail)
    if row.state == MailState.ROUTED:
        raise MailMoved(row)
    arrived = tidied(arrived, at, known_at=row.received_at)
    values = fields_of(arrived)
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    if not differing:
        return row
    if row.version != version:
        raise MailChanged(row, [(name, said_of(row, name)) for name in differing])
    for name in differing:
        setattr(row, name, values[name])
    row.version += 1
    row.save()
    audit.record("change_mail", row, by=by, at=at, fields=sorted(differing))
    mail_changed(row)
    if "urgent" in differing and row.urgent:
        look_at_alert(mail=row, at=at)
    return row


def tidied(arrived: Arrived, at: datetime, *, known_at: datetime | None = None) -> Arrived:
    """`known_at`: when it arrived, as it is written already. Raises `MailRefused` beside what is wrong."""
    sender, about, note = (" ".join(text.split()) for text in (arrived.sender, arrived.about, arrived.note))
    if not sender:
        raise MailRefused(
            "Dites qui l’envoie\u202f: un laboratoire, un hôpital, un confrère.", field="sender"
        )
    for text, limit, field in (
        (sender, SENDER_LIMIT, "sender"),
        (about, ABOUT_LIMIT, "about"),
        (note, NOTE_LIMIT, "note"),
    ):
        if len(text) > limit:
            raise MailRefused(f"{limit} caractères au plus.", field=field)
    if arrived.kind not in MailKind.values:
        raise MailRefused("Dites ce que c’est.", field="kind")
    if arrived.received_at > at + AHEAD:
        raise MailRefused(ahead_said(), field="received_at")
    if arrived.received_at < at - LONG_AGO and arrived.received_at != known_at:
        raise MailRefused(long_ago_said(arrived.received_at), field="received_at")
    if arrived.addressee is not None and not answers_alerts(arrived.addressee):
        raise MailRefused("Un courrier se remet à un médecin ou à un interne.", field="addressee")
    return Arrived(
        arrived.kind, sender, arrived.received_at, arrived.patient, "" if arrived.patient else about, note,
        arrived.addressee, arrived.urgent,
    )  # fmt: skip


def fields_of(arrived: Arrived) -> dict:
    return vars(arrived) | {"sender": sender_named(arrived.sender)}


def sender_named(name: str, *, address: str = "") -> MailSender:
    """The one of that name, whatever its capitals, or a new one; two desks at once make one."""
    if known := MailSender.objects.filter(name__iexact=name).first():
        return known
    try:
        with transaction.atomic():
            return MailSender.objects.create(name=name, address=address)
    except IntegrityError:
        return MailSender.objects.get(name=name)


def said_of(mail: Mail, name: str) -> str:
    """A field as it is written now, for who compares."""
    value = getattr(mail, name)
    if name == "kind":
        return mail.get_kind_display()
    if name == "urgent":
        return "urgent" if value else "non urgent"
    if name in ("patient", "addressee"):
        return value.display_name if value else "personne"
    if name == "received_at":
        return instant(value)
    return str(value) or "rien"
