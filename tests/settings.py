"""The house's settings, in the environment of the tests."""

import os

from cabinet.services import ensure_environment

os.environ["CABINET_ENVIRONMENT"] = "test"
ensure_environment()
os.environ.pop("MAIL_FOLDER", None)

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
