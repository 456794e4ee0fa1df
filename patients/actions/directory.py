"""The numbers that the desk dials: added, changed, put in order, taken away."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max

from cabinet import audit, live
from cabinet.actions.refusals import Refused
from cabinet.actions.settings import changes_of, refuse_stale
from cabinet.constraints_text import explain
from cabinet.models import Membership
from cabinet.text import one_line
from patients.constraints import SENTENCES
from patients.models import DirectoryEntry
from patients.permissions import keeps_intake
from patients.usual.directory import ENTRIES

FIELDS = ("kind", "name", "phone", "hours", "note", "without_doctor")


class EntryIsRefused(Refused):
    """422: this name is there already, or there is nothing to dial nor to know."""


def add_entry(*, values: dict[str, Any], by: Membership, at: datetime) -> DirectoryEntry:
    """At the end of the list."""
    _require_keeper(by)
    entry = DirectoryEntry(**_tidy(values), position=_next())
    _write(entry, force_insert=True)
    audit.record("add_directory_entry", entry, by=by, at=at, kind=entry.kind)
    _tell()
    return entry


def change_entry(
    *, entry: DirectoryEntry, values: dict[str, Any], read: dict[str, Any], by: Membership, at: datetime
) -> DirectoryEntry:
    """Raises `cabinet.actions.settings.ChangedMeanwhile` when what was `read` no longer stands."""
    _require_keeper(by)
    entry = DirectoryEntry.objects.select_for_update().get(pk=entry.pk)
    refuse_stale(entry, values, read)
    changes = changes_of(entry, _tidy(values))
    if changes:
        _write(entry, update_fields=list(changes))
        audit.record("change_directory_entry", entry, by=by, at=at, fields=sorted(changes))
        _tell()
    return entry


def withdraw_entry(*, entry: DirectoryEntry, by: Membership, at: datetime) -> None:
    _require_keeper(by)
    audit.record("withdraw_directory_entry", entry, by=by, at=at, kind=entry.kind)
    entry.delete()
    _tell()


def move_entry(*, entry: DirectoryEntry, up: bool, by: Membership, at: datetime) -> None:
    """One place up or down; at the end of the list it stays where it is."""
    _require_keeper(by)
    entries = list(DirectoryEntry.objects.select_for_update().order_by("position", "name", "pk"))
    here = [one.pk for one in entries].index(entry.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(entries):
        return
    entries[here], entries[there] = entries[there], entries[here]
    for position, one in enumerate(entries, 1):
        one.position = position
    DirectoryEntry.objects.bulk_update(entries, ["position"])
    audit.record("move_directory_entry", entry, by=by, at=at, up=up)
    _tell()


def add_usual_entries(*, by: Membership, at: datetime) -> int:
    """The numbers of everywhere that are not there yet; how many. Done twice, it is done once."""
    _require_keeper(by)
    known = set(DirectoryEntry.objects.values_list("name", flat=True))
    missing = [dict(zip(FIELDS, entry, strict=True)) for entry in ENTRIES if entry[1] not in known]
    for values in missing:
        add_entry(values=values, by=by, at=at)
    return len(missing)


def _require_keeper(by: Membership) -> None:
    if not keeps_intake(by):
        raise PermissionDenied("L’annuaire est tenu par les titulaires et la secrétaire.")


def _tidy(values: dict[str, Any]) -> dict[str, Any]:
    said = {name: values[name] for name in FIELDS if name in values}
    return {name: one_line(value) if isinstance(value, str) else value for name, value in said.items()}


def _next() -> int:
    return (DirectoryEntry.objects.aggregate(last=Max("position"))["last"] or 0) + 1


def _write(entry: DirectoryEntry, **options: Any) -> None:
    try:
        with transaction.atomic():
            entry.save(**options)
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise EntryIsRefused(explained.sentence, field=explained.field) from None


def _tell() -> None:
    live.tell(kind="directory", audience=live.roles(*_READERS))


_READERS = ("titulaire", "remplacant", "interne", "secretaire", "telesecretaire")
