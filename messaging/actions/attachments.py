"""A file comes in as a draft of who uploads it, is bound to what they send, or is purged after a day."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Q, Sum

from cabinet import live, permissions
from cabinet.actions.refusals import Refused
from cabinet.files import scanner, strongroom
from cabinet.files.workshop import Made, UnsafeFileError, make_safe
from cabinet.jobs import enqueue
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.rules.files import MAX_BYTES, MAX_PER_MESSAGE, SENTENCES, Fault, clean_name, is_over_quota
from cabinet.vault.envelope import new_key
from messaging.models import Attachment, AttachmentState, Mail, Message
from messaging.rules.audience import may_attach as takes_files

#: A draft that nobody sent is forgotten after so long, and a file that no row knows.
DRAFTS_KEPT = timedelta(days=1)
SCAN = "scan_attachment"
FIELD = "files"

GONE = "Une pièce jointe n’est plus là\u202f: ajoutez-la de nouveau, puis renvoyez."
TOO_MANY = f"{MAX_PER_MESSAGE} pièces jointes au plus par message. Retirez-en, ou envoyez un second message."
INFECTED = (
    "L’antivirus a reconnu un programme malveillant dans ce fichier\u202f: il n’est pas gardé. "
    "Prévenez qui l’a envoyé."
)
FULL = "Le cabinet n’a plus de place pour ses pièces jointes. Prévenez la secrétaire ou qui tient le serveur."
NOT_HERE = (
    "La mairie ou d’autres cabinets lisent ce canal\u202f: on n’y joint pas de fichier, "
    "où pourrait figurer un patient."
)


class AttachmentRefused(Refused):
    """The file, or what it was to be joined to, in a sentence; `field` is that of the files."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, field=FIELD)


def may_attach(by: Membership) -> bool:
    """Whoever writes in the team's channels, but neither the mairie nor the CLS: no photo is for them."""
    return by.role not in AGGREGATES_ONLY and permissions.allows(by.role, "team_channels")


def require_attaching(by: Membership) -> None:
    if not may_attach(by):
        raise PermissionDenied("Votre rôle ne permet pas de joindre un fichier.")


def take_upload(
    *, file: UploadedFile, by: Membership, at: datetime, client_key: UUID | None = None
) -> Attachment:
    """A draft of `by`: made harmless, looked at by the scanner if there is one, sealed on the disk.

    Under the same `client_key` it is uploaded once. Raises AttachmentRefused.
    """
    require_attaching(by)
    if known := _uploaded_before(by, client_key):
        return known
    made = _made_safe(file)
    return _keep(made, named=file.name or "", by=by, at=at, client_key=client_key)


def take_posted(
    *, files: Sequence[UploadedFile], drafts: Sequence[UUID], by: Membership, at: datetime
) -> list[UUID]:
    """The drafts of a form sent with files in it (a browser without script), those it had before first."""
    if len(files) + len(drafts) > MAX_PER_MESSAGE:
        raise AttachmentRefused(TOO_MANY)
    taken = list(drafts)
    for file in files:
        try:
            taken.append(take_upload(file=file, by=by, at=at).pk)
        except AttachmentRefused as error:
            named = f"«\u202f{file.name}\u202f»\u202f: " if len(files) > 1 else ""
            raise AttachmentRefused(f"{named}{error.sentence}") from error
    return taken


def bind(*, drafts: Sequence[UUID], to: Message | Mail, by: Membership) -> list[Attachment]:
    """Join one's drafts to what one sends, in its transaction; in the order of `drafts`. Bound twice is once.

    Raises AttachmentRefused: too many, gone, recognised by the scanner, or read by others than the practice.
    """
    wanted = list(dict.fromkeys(drafts))
    if not wanted:
        return []
    if isinstance(to, Message) and not takes_files(to.conversation.audience, network=to.conversation.network):
        raise AttachmentRefused(NOT_HERE)
    thing = "message" if isinstance(to, Message) else "mail"
    mine = Q(message=None, mail=None) | Q(**{thing: to})
    found = {
        row.pk: row
        for row in Attachment.objects.select_for_update().filter(mine, pk__in=wanted, uploaded_by=by)
    }
    if len(found) < len(wanted):
        raise AttachmentRefused(GONE)
    if any(row.state == AttachmentState.REFUSED for row in found.values()):
        raise AttachmentRefused(INFECTED)
    others = Attachment.objects.filter(**{thing: to}).exclude(pk__in=wanted).count()
    if others + len(wanted) > MAX_PER_MESSAGE:
        raise AttachmentRefused(TOO_MANY)
    Attachment.objects.filter(pk__in=wanted).update(**{thing: to})
    for row in found.values():
        setattr(row, thing, to)
    return [found[pk] for pk in wanted]


def remove_draft(*, attachment: Attachment, by: Membership) -> None:
    """One's own, not sent yet. What was sent stays with its message."""
    if not attachment.is_draft or attachment.uploaded_by_id != by.pk:
        raise PermissionDenied("Ce fichier est déjà envoyé.")
    _forget([attachment])


def scan_again(*, attachment: Attachment) -> None:
    """What waited for the scanner. Raises ScannerAwayError while it is away."""
    if attachment.state != AttachmentState.WAITING:
        return
    found = scanner.verdict(strongroom.get(attachment.drawer))
    attachment.state = AttachmentState.REFUSED if found else AttachmentState.READY
    attachment.save(update_fields=["state"])
    if found:
        transaction.on_commit(lambda: strongroom.remove(attachment.cabinet_id, attachment.stored_as))
    if attachment.uploaded_by is not None:
        who = live.people([attachment.uploaded_by.person_id])
        live.tell(kind="attachment", subject=attachment.pk, audience=who)


def purge(*, cabinet_id: int, at: datetime) -> int:
    """Drafts that nobody sent and files that no row knows, both older than a day; how many."""
    before = at - DRAFTS_KEPT
    old = Attachment.objects.select_for_update(skip_locked=True).filter(
        message=None, mail=None, uploaded_at__lt=before
    )
    gone = _forget(list(old))
    known = set(Attachment.objects.values_list("stored_as", flat=True))
    for path, stored_as in list(strongroom.older_than(before, cabinet_id=cabinet_id)):
        if stored_as not in known:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _uploaded_before(by: Membership, client_key: UUID | None) -> Attachment | None:
    if client_key is None:
        return None
    return Attachment.objects.filter(uploaded_by=by, client_key=client_key).first()


def _made_safe(file: UploadedFile) -> Made:
    if file.size is not None and file.size > MAX_BYTES:
        raise AttachmentRefused(SENTENCES[Fault.TOO_BIG])
    try:
        return make_safe(file.read())
    except UnsafeFileError as error:
        raise AttachmentRefused(SENTENCES[error.fault]) from error


def _looked_at(made: Made) -> AttachmentState:
    """Without an answer of the scanner, nobody reads the file until it has given one."""
    if not scanner.is_there():
        return AttachmentState.READY
    try:
        found = scanner.verdict(made.content)
    except scanner.ScannerAwayError:
        return AttachmentState.WAITING
    if found:
        raise AttachmentRefused(INFECTED)
    return AttachmentState.READY


def _keep(made: Made, *, named: str, by: Membership, at: datetime, client_key: UUID | None) -> Attachment:
    """The file is on the disk before its row is written; without a row, it is purged after a day."""
    state = _looked_at(made)
    row = Attachment(
        uploaded_by=by,
        uploaded_at=at,
        client_key=client_key,
        name=clean_name(named, made.kind),
        file_key=base64.b64encode(new_key()).decode(),
        media_type=made.kind.value,
        size=len(made.content),
        width=made.width,
        height=made.height,
        sha256=hashlib.sha256(made.content).hexdigest(),
        state=state,
    )
    row.take_current_cabinet()
    _one_at_a_time(row.cabinet_id)
    if known := _uploaded_before(by, client_key):
        return known
    kept = Attachment.objects.aggregate(bytes=Sum("size"))["bytes"] or 0
    if is_over_quota(kept=kept, added=row.size, quota=settings.ATTACHMENTS_QUOTA):
        raise AttachmentRefused(FULL)
    try:
        strongroom.put(made.content, row.drawer)
        if made.thumbnail:
            strongroom.put(made.thumbnail, row.drawer, small=True)
    except OSError as error:
        strongroom.remove(row.cabinet_id, row.stored_as)
        raise AttachmentRefused(FULL) from error
    row.save(force_insert=True)
    if state == AttachmentState.WAITING:
        enqueue(SCAN, key=f"{SCAN}:{row.pk}", due_at=at, attachment=str(row.pk))
    return row


def _one_at_a_time(cabinet_id: int) -> None:
    """Two uploads at once do not both find the last free place, nor both the same key unused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('attachments', %s))", [cabinet_id])


def _forget(rows: list[Attachment]) -> int:
    Attachment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        gone = partial(strongroom.remove, row.cabinet_id, row.stored_as)
        transaction.on_commit(gone, robust=True)
    return len(rows)
