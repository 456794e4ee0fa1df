"""The secrets of one data directory, drawn once."""

import contextlib
import fcntl
import json
import os
import secrets
import tempfile

from cabinet.services.places import PlaceRefusedError, Places

NAMES = (
    "secret_key",
    "tenancy_key",
    "superuser_password",
    "owner_password",
    "app_password",
    "backup_password",
)
#: Wraps the keys of the practices' content: 32 bytes exactly.
MASTER = "master_key"
MASTER_BYTES = 32


def load_keys(places: Places) -> dict[str, str]:
    """Read `secrets.json`, drawing what is missing. Two first starts at once agree on one file."""
    if not places.keys.exists():
        places.prepare()
        _publish(_drawn({}), places)
    maker = places.keys.stat().st_uid
    if maker != os.geteuid():  # sudo once, not the next time: the servers' files would change hands half-way
        raise PlaceRefusedError(
            f"{places.data} was made by user {maker} and we are {os.geteuid()}: "
            "work as that user, remove it, or set CABINET_DATA_DIR to another folder."
        )
    keys: dict[str, str] = json.loads(places.keys.read_text())
    return keys if keys.keys() >= {*NAMES, MASTER} else _completed(places)


def _drawn(known: dict[str, str]) -> dict[str, str]:
    """What is known, and a new secret for each name that has none."""
    drawn = {name: secrets.token_urlsafe(48) for name in NAMES}
    return drawn | {MASTER: secrets.token_urlsafe(MASTER_BYTES)} | known


def _completed(places: Places) -> dict[str, str]:
    """The secrets of a folder made before one of them existed. Two at once draw it once."""
    with places.keys.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        keys = _drawn(json.load(file))
        file.seek(0)
        json.dump(keys, file, indent=2)
        file.truncate()
    return keys


def _publish(keys: dict[str, str], places: Places) -> None:
    descriptor, draft = tempfile.mkstemp(dir=places.data, prefix=".secrets-")  # 0600
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(keys, file, indent=2)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # the other one was first: theirs is the one
            os.link(draft, places.keys)
    finally:
        os.unlink(draft)
