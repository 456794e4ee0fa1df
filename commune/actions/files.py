"""A file is joined to an entry of a register, and taken back when it is not the right one."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cabinet import audit
from cabinet.actions.files import (
    FileRefused,
    forget_file,
    keep_file,
    looked_at,
    made_safe,
    one_at_a_time,
    scan_again,
)
from cabinet.jobs import enqueue
from cabinet.models import Membership
from cabinet.models.sealed_file import FileState
from commune.models import Entry, EntryEvent, EntryFile
from commune.models.registers import FILE_JOINED, FILE_REMOVED
from commune.permissions import may_join, may_take_back

FIELD = "file"
SCAN = "scan_entry_file"
MOST = 10
TOO_MANY = f"{MOST} pièces jointes au plus par entrée. Retirez-en une, ou notez une seconde entrée."


@transaction.atomic
def join_file(*, entry: Entry, file: UploadedFile, by: Membership, at: datetime) -> EntryFile:
    """The file made harmless, sealed, and told in the history. The same one again is the one that is there.

    Raises FileRefused.
    """
    if not may_join(by, entry):
        raise PermissionDenied("Cette entrée n’est pas de celles auxquelles vous joignez un document.")
    try:
        made = made_safe(file)
        state = looked_at(made)
        one_at_a_time()
        there = list(EntryFile.objects.filter(entry=entry))
        if same := next((one for one in there if one.sha256 == made.sha256), None):
            return same
        if len(there) >= MOST:
            raise FileRefused(TOO_MANY)
        row = EntryFile(entry=entry, uploaded_by=by, uploaded_at=at)
        keep_file(row, made, named=file.name or "", state=state)
    except FileRefused as refused:
        raise FileRefused(refused.sentence, field=FIELD) from refused
    if state == FileState.WAITING:
        enqueue(SCAN, key=f"{SCAN}:{row.pk}", due_at=at, file=str(row.pk))
    EntryEvent.objects.create(entry=entry, what=FILE_JOINED, at=at, by=by)
    audit.record("join_file", row, by=by, at=at)
    return row


@transaction.atomic
def take_file_back(*, file: EntryFile, by: Membership, at: datetime) -> None:
    """The file is forgotten, and its history says that there was one."""
    if not may_take_back(by, file):
        raise PermissionDenied("Seuls le cabinet et qui l’a joint retirent ce document.")
    one_at_a_time()
    if not EntryFile.objects.filter(pk=file.pk).exists():
        return
    EntryEvent.objects.create(entry_id=file.entry_id, what=FILE_REMOVED, at=at, by=by)
    audit.record("take_file_back", file, by=by, at=at)
    forget_file(file)


def scan_once_more(*, file: EntryFile) -> None:
    """What waited for the scanner. Raises ScannerAwayError while it is away."""
    scan_again(file)
