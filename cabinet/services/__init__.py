"""PostgreSQL and Valkey from their wheels, in a folder, so that a clone runs without installing a server.

The rest of the project knows only the environment (`DATABASE_URL`, `REDIS_URL`, …): this package fills it
for a checkout that was given none. Standard library only: it runs before Django is there.
"""

import base64
import hashlib
import os
from pathlib import Path
from urllib.parse import quote

from cabinet.services.keys import load_keys
from cabinet.services.places import Places, default_data_dir

__all__ = ["default_data_dir", "ensure_environment", "environment", "house_environment"]


def environment(data_dir: Path) -> dict[str, str]:
    """What the settings read from `os.environ`, for the services that live under `data_dir`."""
    places = Places.under(data_dir)
    return _house(places) | _servers(places)


def house_environment(data_dir: Path) -> dict[str, str]:
    """The same without the addresses of the servers: for a demo on a PostgreSQL and a Valkey of one's own."""
    return _house(Places.under(data_dir))


def _house(places: Places) -> dict[str, str]:
    keys = load_keys(places)
    return {
        "CABINET_DATA_DIR": str(places.data),
        "CABINET_ENVIRONMENT": "demo",
        "MAIL_FOLDER": str(places.data / "mail"),
        "MASTER_KEYS": f"1:{keys['master_key']}",
        "SECRET_KEY": keys["secret_key"],
        "STATIC_ROOT": str(places.data / "static"),
        "TENANCY_KEY": keys["tenancy_key"],
        "VAPID_PRIVATE_KEY": _drawn_from(keys["secret_key"], "vapid"),
    }


def _drawn_from(secret: str, purpose: str) -> str:
    """32 bytes in URL-safe base64, always the same for a secret: any such number signs on P-256."""
    digest = hashlib.sha256(f"{purpose}:{secret}".encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _servers(places: Places) -> dict[str, str]:
    keys = load_keys(places)

    def database(role: str, password: str) -> str:
        # `?host=` and not a percent-encoded host: URL parsers lower-case host names, and paths have capitals.
        return f"postgres://{role}:{password}@/cabinet?host={quote(str(places.sockets))}"

    return {
        "DATABASE_URL": database("cabinet_app", keys["app_password"]),
        "DATABASE_OWNER_URL": database("cabinet_owner", keys["owner_password"]),
        "DATABASE_BACKUP_URL": database("cabinet_backup", keys["backup_password"]),
        "REDIS_URL": f"unix://{quote(str(places.valkey_socket))}",
        "CELERY_BROKER_URL": f"redis+socket://{quote(str(places.valkey_socket))}",
        "PGHOST": str(places.sockets),  # for `manage.py dbshell`, which knows no other way to a socket
    }


def ensure_environment() -> None:
    """Fill `os.environ` from the embedded services when nobody named a database. Starts nothing."""
    if "DATABASE_URL" in os.environ:
        return
    for name, value in environment(default_data_dir()).items():
        os.environ.setdefault(name, value)
