"""What the next page says (« C’est enregistré »), carried there by a cookie. It may name a patient: sealed.

Django signs that cookie and leaves it readable; too long for one, it goes by the session as Django has it.
Source: ASVS 5.0, 3.3.3 and 14.3.3.
"""

import zlib

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core.signing import BadSignature

from cabinet.sealed_words import seal, unseal
from cabinet.vault.envelope import UnreadableError

BOUND_TO = "toasts"


class Sealer:
    """In the place of Django's signer, for the two things that the cookie asks of it."""

    def sign_object(self, value: list[str], *, serializer: type, compress: bool) -> str:
        return seal(zlib.compress(serializer().dumps(value)), bound_to=BOUND_TO)

    def unsign_object(self, sealed: str, *, serializer: type) -> list:
        try:
            return serializer().loads(zlib.decompress(unseal(sealed, bound_to=BOUND_TO)))
        except UnreadableError as error:
            raise BadSignature("the toasts do not open") from error


class SealedCookie(CookieStorage):
    cookie_name = settings.TOASTS_COOKIE_NAME

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.signer = Sealer()


class Toasts(FallbackStorage):
    storage_classes = (SealedCookie, SessionStorage)
