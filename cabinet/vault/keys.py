"""The keys of the open practice: made when first needed, kept unwrapped in this process for a minute."""

import time
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from cabinet.models import DataKey
from cabinet.tenancy.scope import current_cabinet_id
from cabinet.vault import masters
from cabinet.vault.envelope import Place, UnreadableError, new_key, seal, unseal

#: How long another process may still open what was destroyed a moment ago, in seconds.
REMEMBERED = 60.0
TABLE = DataKey._meta.db_table

_opened: dict[int, tuple[float, dict[int, bytes], int | None]] = {}
#: Practices whose keys were written by a transaction that may yet be undone: read anew each time.
_unsettled: set[int] = set()


def sealing_key() -> tuple[int, bytes]:
    """The version and the key that seal now. Needs an open practice."""
    keys, sealing = _keys()
    if sealing is None:
        _make_first()
        keys, sealing = _keys(fresh=True)
    if sealing is None:
        raise UnreadableError("this practice's keys were destroyed")
    return sealing, keys[sealing]


def opening_key(version: int) -> bytes:
    """Raises UnreadableError when it was destroyed."""
    keys, _ = _keys()
    if version not in keys:
        keys, _ = _keys(fresh=True)
    if version not in keys:
        raise UnreadableError("this practice's key is gone")
    return keys[version]


def forget_opened() -> None:
    """Empty this process's memory of keys."""
    _opened.clear()


def rotate() -> int:
    """A new version that seals from now on; the former ones only open. The new version."""
    with transaction.atomic():
        latest = max(DataKey.objects.select_for_update().values_list("version", flat=True), default=0)
        DataKey.objects.filter(retired_at=None).update(retired_at=timezone.now())
        _insert(latest + 1)
    forget_opened()
    return latest + 1


def drop_retired(*, before: datetime) -> int:
    """Delete the versions retired before that instant, when they seal nothing any more; how many."""
    deleted, _ = DataKey.objects.filter(retired_at__lt=before).delete()
    forget_opened()
    return deleted


def destroy() -> int:
    """Delete every key of the practice: what it sealed is gone for ever. How many keys there were."""
    deleted, _ = DataKey.objects.all().delete()
    forget_opened()
    return deleted


def rewrap() -> int:
    """Wrap the practice's keys by the current master key; how many were wrapped by another one."""
    number, _ = masters.current()
    with transaction.atomic():
        stale = list(DataKey.objects.select_for_update().exclude(master=number))
        for row in stale:
            row.wrapped, row.master = _wrap(_unwrap(row), row.version), number
            row.save(update_fields=["wrapped", "master"])
    return len(stale)


def _keys(*, fresh: bool = False) -> tuple[dict[int, bytes], int | None]:
    cabinet_id = _cabinet_id()
    read_at, keys, sealing = _opened.get(cabinet_id, (0.0, {}, None))
    if fresh or not keys or cabinet_id in _unsettled or time.monotonic() - read_at > REMEMBERED:
        rows = list(DataKey.objects.all())
        keys = {row.version: _unwrap(row) for row in rows}
        sealing = next((row.version for row in rows if row.retired_at is None), None)
        _opened[cabinet_id] = (time.monotonic(), keys, sealing)
    return keys, sealing


def _make_first() -> None:
    """Two first messages at once agree on one key: the second insert waits, then finds the first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [TABLE, _cabinet_id()])
        if not DataKey.objects.exists():
            _insert(1)


def _insert(version: int) -> None:
    cabinet_id = _cabinet_id()
    _unsettled.add(cabinet_id)
    transaction.on_commit(lambda: _settled(cabinet_id))
    number, _ = masters.current()
    DataKey.objects.create(
        version=version, wrapped=_wrap(new_key(), version), master=number, made_at=timezone.now()
    )


def _settled(cabinet_id: int) -> None:
    _opened.pop(cabinet_id, None)
    _unsettled.discard(cabinet_id)


def _wrap(key: bytes, version: int) -> bytes:
    number, master = masters.current()
    return seal(key, key=master, version=number, place=_place(version))


def _unwrap(row: DataKey) -> bytes:
    try:
        master = masters.numbered(row.master)
    except KeyError as error:
        raise UnreadableError(f"MASTER_KEYS no longer has key {row.master}") from error
    return unseal(bytes(row.wrapped), key=master, place=_place(row.version))


def _place(version: int) -> Place:
    return Place(_cabinet_id(), TABLE, str(version), "wrapped")


def _cabinet_id() -> int:
    cabinet_id = current_cabinet_id()
    if cabinet_id is None:
        raise RuntimeError("a key belongs to a practice: open its scope first")
    return cabinet_id
