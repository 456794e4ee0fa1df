"""The house's settings, in the environment of the tests."""

import atexit
import os
import shutil
from tempfile import mkdtemp
from urllib.parse import urlsplit

from cabinet.services import ensure_environment

os.environ["CABINET_ENVIRONMENT"] = "test"
ensure_environment()
os.environ.pop("MAIL_FOLDER", None)


def own_valkey(address: str, number: int) -> str:
    """The same server's database of that number: what one process of the tests empties is not another's."""
    address = address.partition("?")[0]
    match address.partition("://")[0]:
        case "unix":
            return f"{address}?db={number}"
        case "redis+socket":
            return f"{address}?virtual_host={number}"
        case scheme:
            return f"{scheme}://{urlsplit(address).netloc}/{number}"


if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    for name in ("REDIS_URL", "CELERY_BROKER_URL"):
        if name in os.environ:
            os.environ[name] = own_valkey(os.environ[name], 1 + int(worker.removeprefix("gw")))

from cabinet.settings import *
from cabinet.settings import TEMPLATES


class Undefined(str):
    """A template that names a variable nobody gave fails its test."""

    def __contains__(self, item) -> bool:
        return item == "%s"

    def __mod__(self, variable) -> str:
        raise NameError(f"undefined template variable: {variable}")


TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined("undefined: %s")
#: Quick on purpose: strength is the house's settings' business, tested there.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
#: Static files are found where they are written: nothing is collected for tests.
WHITENOISE_AUTOREFRESH = True
#: Sealed files of the tests, thrown away with them.
ATTACHMENTS_DIR = mkdtemp(prefix="attachments-")
atexit.register(shutil.rmtree, ATTACHMENTS_DIR, ignore_errors=True)
