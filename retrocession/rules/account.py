"""When a transfer waits for the payee to say that an account is theirs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of an account: when, whether another member typed it, and what is known of it since.

    `is_first`: it replaced no account. `confirmed`: the payee said that it is theirs.
    """

    at: datetime
    typed_for_them: bool
    is_first: bool
    confirmed: bool


def awaits_confirmation(change: LastChange | None, *, prepared_at: datetime | None) -> bool:
    """An account typed for the payee, or one that replaced another since the month was prepared, is not paid
    before the payee confirmed it.

    Source: the practice's closing: fraud by a changed account number; an account that never changed is known.
    """
    if change is None or change.confirmed:
        return False
    if change.typed_for_them:
        return True
    return not change.is_first and prepared_at is not None and change.at > prepared_at
