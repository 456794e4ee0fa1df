"""A file comes in as a draft of who uploads it, is bound to what they send, or is purged after a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q

from cabinet import live, permissions
from cabinet.actions.files import (
    INFECTED,
    FileRefused,
    forget_file,
    forget_strays,
    keep_file,
    looked_at,
    made_safe,
    one_at_a_time,
    scan_again,
)
from cabinet.jobs import enqueue
from cabinet.models import Membership
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.models.sealed_file import FileState
from cabinet.rules.files import MAX_PER_MESSAGE
from messaging.models import Attachment, Mail, Message
from messaging.rules.audience import may_attach as takes_files

#: A draft that nobody sent is forgotten after so long, and a file that no row knows.
DRAFTS_KEPT = timedelta(days=1)
SCAN = "scan_attachment"

GONE = "Une pièce jointe n’est plus là\u202f: ajoutez-la de nouveau, puis renvoyez."
TOO_MANY = f"{MAX_PER_MESSAGE} pièces jointes au plus par message. Retirez-en, ou envoyez un second message."
NOT_HERE = (
    "La mairie ou d’autres cabinets lisent ce canal\u202f: on n’y joint pas de fichier, "
    "où pourrait figurer un patient."
)


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

    Under the same `client_key` it is uploaded once. Raises FileRefused.
    """
    require_attaching(by)
    if known := _uploaded_before(by, client_key):
        return known
    made = made_safe(file)
    state = looked_at(made)
    one_at_a_time()
    if known := _uploaded_before(by, client_key):
        return known
    row = Attachment(uploaded_by=by, uploaded_at=at, client_key=client_key)
    keep_file(row, made, named=file.name or "", state=state)
    if state == FileState.WAITING:
        enqueue(SCAN, key=f"{SCAN}:{row.pk}", due_at=at, attachment=str(row.pk))
    return row


def take_posted(
    *, files: Sequence[UploadedFile], drafts: Sequence[UUID], by: Membership, at: datetime
) -> list[UUID]:
    """The drafts of a form sent with files in it (a browser without script), those it had before first."""
    if len(files) + len(drafts) > MAX_PER_MESSAGE:
        raise FileRefused(TOO_MANY)
    taken = list(drafts)
    for file in files:
        try:
            taken.append(take_upload(file=file, by=by, at=at).pk)
        except FileRefused as error:
            named = f"«\u202f{file.name}\u202f»\u202f: " if len(files) > 1 else ""
            raise FileRefused(f"{named}{error.sentence}") from error
    return taken


def bind(*, drafts: Sequence[UUID], to: Message | Mail, by: Membership) -> list[Attachment]:
    """Join one's drafts to what one sends, in its transaction; in the order of `drafts`. Bound twice is once.

    Raises FileRefused: too many, gone, recognised by the scanner, or read by others than the practice.
    """
    wanted = list(dict.fromkeys(drafts))
    if not wanted:
        return []
    if isinstance(to, Message) and not takes_files(to.conversation.audience, network=to.conversation.network):
        raise FileRefused(NOT_HERE)
    thing = "message" if isinstance(to, Message) else "mail"
    mine = Q(message=None, mail=None) | Q(**{thing: to})
    found = {
        row.pk: row
        for row in Attachment.objects.select_for_update().filter(mine, pk__in=wanted, uploaded_by=by)
    }
    if len(found) < len(wanted):
        raise FileRefused(GONE)
    if any(row.state == FileState.REFUSED for row in found.values()):
        raise FileRefused(INFECTED)
    others = Attachment.objects.filter(**{thing: to}).exclude(pk__in=wanted).count()
    if others + len(wanted) > MAX_PER_MESSAGE:
        raise FileRefused(TOO_MANY)
    Attachment.objects.filter(pk__in=wanted).update(**{thing: to})
    for row in found.values():
        setattr(row, thing, to)
    return [found[pk] for pk in wanted]


def remove_draft(*, attachment: Attachment, by: Membership) -> None:
    """One's own, not sent yet. What was sent stays with its message."""
    if not attachment.is_draft or attachment.uploaded_by_id != by.pk:
        raise PermissionDenied("Ce fichier est déjà envoyé.")
    forget_file(attachment)


def scan_once_more(*, attachment: Attachment) -> None:
    """What waited for the scanner. Raises ScannerAwayError while it is away."""
    if scan_again(attachment) and attachment.uploaded_by is not None:
        who = live.people([attachment.uploaded_by.person_id])
        live.tell(kind="attachment", subject=attachment.pk, audience=who)


def purge(*, cabinet_id: int, at: datetime) -> int:
    """Drafts that nobody sent and files that no row knows, both older than a day; how many."""
    before = at - DRAFTS_KEPT
    drafts = Attachment.objects.select_for_update(skip_locked=True).filter(
        message=None, mail=None, uploaded_at__lt=before
    )
    old = list(drafts)
    for row in old:
        forget_file(row)
    return len(old) + forget_strays(cabinet_id=cabinet_id, before=before)


def _uploaded_before(by: Membership, client_key: UUID | None) -> Attachment | None:
    if client_key is None:
        return None
    return Attachment.objects.filter(uploaded_by=by, client_key=client_key).first()
