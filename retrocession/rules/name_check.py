"""What the bank answers when it compares the name of a payee with that of the account (VOP)."""

from collections.abc import Iterable
from enum import StrEnum


class NameAnswer(StrEnum):
    MATCH = "match"
    CLOSE = "close"
    NONE = "none"
    IMPOSSIBLE = "impossible"


NAME_ANSWER_LABELS = {
    NameAnswer.MATCH: "le nom correspond",
    NameAnswer.CLOSE: "le nom est proche",
    NameAnswer.NONE: "le nom ne correspond pas",
    NameAnswer.IMPOSSIBLE: "vérification impossible",
}


def warns(answers: Iterable[NameAnswer | None]) -> bool:
    """A name that does not match is to be read again before the file is handed in; nothing else stops it.

    Source: regulation (EU) 2024/886, verification of payee since 9 October 2025: the payer decides.

    `answers`: the last one of each payee, None while the bank has not answered.
    """
    return NameAnswer.NONE in answers


def asks_payee(answer: NameAnswer, *, before: NameAnswer | None) -> bool:
    """A payee is asked to check their name when the bank says that it is not that one, once until it changes.

    Source: regulation (EU) 2024/886; the name is that of the holder exactly as at the bank.
    """
    return answer is NameAnswer.NONE and before is not NameAnswer.NONE
