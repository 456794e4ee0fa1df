"""A file of somebody becomes a row and a sealed file on the disk, or is refused in a sentence."""

import base64
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.db.models import Sum

from cabinet.actions.refusals import Refused
from cabinet.files import scanner, strongroom
from cabinet.files.workshop import Made, UnsafeFileError, make_safe
from cabinet.models.sealed_file import FileState, SealedFile, tables_of_files
from cabinet.rules.files import MAX_BYTES, SENTENCES, Fault, clean_name, is_over_quota
from cabinet.tenancy import scope
from cabinet.vault.envelope import new_key

INFECTED = (
    "L’antivirus a reconnu un programme malveillant dans ce fichier\u202f: il n’est pas gardé. "
    "Prévenez qui l’a envoyé."
)
FULL = "Le cabinet n’a plus de place pour ses pièces jointes. Prévenez la secrétaire ou qui tient le serveur."


class FileRefused(Refused):
    """The file, or what it was to be joined to, in a sentence; `field` is that of the files."""

    def __init__(self, sentence: str, *, field: str = "files") -> None:
        super().__init__(sentence, field=field)


def made_safe(file: UploadedFile) -> Made:
    """What is kept of it, opened in the workshop. Raises FileRefused."""
    if file.size is not None and file.size > MAX_BYTES:
        raise FileRefused(SENTENCES[Fault.TOO_BIG])
    try:
        return make_safe(file.read())
    except UnsafeFileError as error:
        raise FileRefused(SENTENCES[error.fault]) from error


def looked_at(made: Made) -> FileState:
    """Without an answer of the scanner, nobody reads the file until it has given one. Raises FileRefused."""
    if not scanner.is_there():
        return FileState.READY
    try:
        found = scanner.verdict(made.content)
    except scanner.ScannerAwayError:
        return FileState.WAITING
    if found:
        raise FileRefused(INFECTED)
    return FileState.READY


def one_at_a_time() -> None:
    """Two uploads at once do not both find the last free place, nor both the same key unused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('attachments', %s))", [scope.current_cabinet_id()]
        )


def keep_file(row: SealedFile, made: Made, *, named: str, state: FileState) -> None:
    """Write `row`, which says what it is joined to, and its file, after `one_at_a_time`. Raises FileRefused.

    The file is on the disk before its row is written; without a row, it is purged after a day.
    """
    row.take_current_cabinet()
    row.name = clean_name(named, made.kind)
    row.file_key = base64.b64encode(new_key()).decode()
    row.media_type, row.size = made.kind.value, len(made.content)
    row.width, row.height = made.width, made.height
    row.sha256, row.state = made.sha256, state
    if is_over_quota(kept=_kept_bytes(), added=row.size, quota=settings.ATTACHMENTS_QUOTA):
        raise FileRefused(FULL)
    try:
        strongroom.put(made.content, row.drawer)
        if made.thumbnail:
            strongroom.put(made.thumbnail, row.drawer, small=True)
    except OSError as error:
        strongroom.remove(row.cabinet_id, row.stored_as)
        raise FileRefused(FULL) from error
    row.save(force_insert=True)


def scan_again(row: SealedFile) -> bool:
    """Whether the scanner has now answered on what waited for it. Raises ScannerAwayError until then."""
    if row.state != FileState.WAITING:
        return False
    found = scanner.verdict(strongroom.get(row.drawer))
    row.state = FileState.REFUSED if found else FileState.READY
    row.save(update_fields=["state"])
    if found:
        _remove_on_commit(row)
    return True


def forget_file(row: SealedFile) -> None:
    """The row now, its file once it is committed."""
    type(row).objects.filter(pk=row.pk).delete()
    _remove_on_commit(row)


def forget_strays(*, cabinet_id: int, before: datetime) -> int:
    """Files that no row of any table knows, last written before that instant; how many."""
    known: set = set()
    for table in tables_of_files():
        known.update(table.objects.values_list("stored_as", flat=True))
    gone = 0
    for path, stored_as in list(strongroom.older_than(before, cabinet_id=cabinet_id)):
        if stored_as not in known:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _kept_bytes() -> int:
    """Of the whole practice; for a person of the mairie, whose role reads no other, of what it may read."""
    aggregates = scope.current().database_role == scope.AGGREGATES_ROLE
    tables = [table for table in tables_of_files() if table.aggregates_may or not aggregates]
    return sum(table.objects.aggregate(bytes=Sum("size"))["bytes"] or 0 for table in tables)


def _remove_on_commit(row: SealedFile) -> None:
    transaction.on_commit(partial(strongroom.remove, row.cabinet_id, row.stored_as), robust=True)
