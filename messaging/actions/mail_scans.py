"""The scans of a letter go along with it, sealed anew by keys of the practice that receives them."""

import base64
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from cabinet.files import strongroom
from cabinet.jobs import enqueue
from cabinet.models.sealed_file import FileState
from cabinet.vault.envelope import UnreadableError, new_key
from messaging.actions.attachments import SCAN
from messaging.models import Attachment, Mail, Notice

ALIKE = ("name", "media_type", "size", "width", "height", "state")


@dataclass(frozen=True)
class Scan:
    """A file out of its drawer, between two practices; never written anywhere as it is."""

    said: dict
    content: bytes
    thumbnail: bytes | None


def scans_of(mail: Mail) -> list[Scan]:
    """In the practice that sends: what the scanner has not refused, and can still be opened."""
    taken = []
    for row in mail.attachments.exclude(state=FileState.REFUSED):
        with suppress(UnreadableError):
            content, thumbnail = strongroom.get(row.drawer), None
            with suppress(UnreadableError):
                thumbnail = strongroom.get(row.drawer, small=True)
            taken.append(Scan({name: getattr(row, name) for name in ALIKE}, content, thumbnail))
    return taken


def keep_scans(scans: Sequence[Scan], *, of: Mail, at: datetime) -> list[Attachment]:
    """In the practice that receives, whose scope is open. Without its row a file is purged after a day."""
    kept = []
    for scan in scans:
        row = Attachment(
            mail=of,
            uploaded_at=at,
            file_key=base64.b64encode(new_key()).decode(),
            sha256=hashlib.sha256(scan.content).hexdigest(),
            **scan.said,
        )
        row.take_current_cabinet()
        strongroom.put(scan.content, row.drawer)
        if scan.thumbnail is not None:
            strongroom.put(scan.thumbnail, row.drawer, small=True)
        row.save(force_insert=True)
        if row.state == FileState.WAITING:
            enqueue(SCAN, key=f"{SCAN}:{row.pk}", due_at=at, attachment=str(row.pk))
        kept.append(row)
    return kept


def forget_letter(mail: Mail) -> None:
    """With its scans, its alerts and what was told of it: rows now, files once it is committed."""
    for row in mail.attachments.all():
        gone = partial(strongroom.remove, row.cabinet_id, row.stored_as)
        row.delete()
        transaction.on_commit(gone, robust=True)
    Notice.objects.filter(mail=mail).delete()
    mail.alerts.all().delete()
    mail.delete()
