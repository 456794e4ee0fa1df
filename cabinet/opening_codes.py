"""Codes to open a practice: made by the operator, found again by their digest, counted down."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from cabinet.actions.refusals import Refused
from cabinet.models import OpeningCode

LIFETIME = timedelta(days=30)
#: Without 0, O, 1, I and L: it is read aloud.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


class CodeUnusable(Refused):
    """Unknown, used up or expired: one sentence, so that nothing is learnt by trying."""

    def __init__(self) -> None:
        super().__init__(
            "Ce code n’ouvre pas, ou plus, de cabinet. Relisez-le, ou demandez-en un autre.",
            field="code",
        )


class OpeningClosed(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Ici, les cabinets sont ouverts par l’équipe qui tient le service\u202f: écrivez-lui."
        )


def asks_code() -> bool:
    return settings.PRACTICE_OPENING != "open"


def refuse_if_closed() -> None:
    if settings.PRACTICE_OPENING not in ("open", "code"):
        raise OpeningClosed


def digest(code: str) -> str:
    """Sixty random bits, tried twenty times an hour at most: a plain digest is enough."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def create_opening_code(
    *, label: str, uses: int = 1, at: datetime, lifetime: timedelta = LIFETIME
) -> tuple[str, OpeningCode]:
    """Make a code and return it, « ABCD-EFGH-JKMN »; it is not stored and cannot be shown again."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(12))
    code = "-".join(letters[at : at + 4] for at in range(0, 12, 4))
    row = OpeningCode.objects.create(
        label=label, digest=digest(code), uses_left=uses, expires_at=at + lifetime
    )
    return code, row


def check_code(code: str, *, at: datetime) -> OpeningCode | None:
    """The code that still opens; None where none is asked. Raises `CodeUnusable` or `OpeningClosed`."""
    refuse_if_closed()
    if not asks_code():
        return None
    found = OpeningCode.objects.filter(digest=digest(code), uses_left__gt=0, expires_at__gt=at).first()
    if found is None:
        raise CodeUnusable
    return found


def use_code(code: str, *, at: datetime) -> OpeningCode | None:
    """Count one use, in the transaction that opens the practice: of two at once, one gets the last use."""
    found = check_code(code, at=at)
    if found and not OpeningCode.objects.filter(pk=found.pk, uses_left__gt=0).update(
        uses_left=F("uses_left") - 1
    ):
        raise CodeUnusable
    return found
