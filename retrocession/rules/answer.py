"""A locum agrees with a statement, contests it, or says nothing: silence long enough is agreement.

Source: the practice's closing; the silence is a setting (`statement_silence_days`, 5 days).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Word(StrEnum):
    """What one of the two parties, or the secretary, says of a statement."""

    AGREE = "agree"
    CONTEST = "contest"
    REPLY = "reply"


class Answer(StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    TACIT = "tacit"
    CONTESTED = "contested"
    REPLIED = "replied"


ANSWER_LABELS = {
    Answer.WAITING: "En attente de réponse",
    Answer.AGREED: "Accepté",
    Answer.TACIT: "Accepté sans réponse",
    Answer.CONTESTED: "Contesté",
    Answer.REPLIED: "Réponse donnée",
}


@dataclass(frozen=True)
class Said:
    """A word, and the day in Paris on which it was said."""

    word: Word
    on: date


def silence_ends_on(since: date, silence_days: int) -> date:
    """Silence is agreement from that day on: so many whole days after the statement, or after the reply."""
    return since + timedelta(days=silence_days)


def answer_of(said: Iterable[Said], *, issued_on: date, today: date, silence_days: int) -> Answer:
    """The last word counts; a reply opens the silence again, and one may contest even what was agreed.

    Source: the practice's closing.
    """
    last = max(enumerate(said), key=lambda pair: (pair[1].on, pair[0]), default=(0, None))[1]
    if last is not None and last.word is Word.AGREE:
        return Answer.AGREED
    if last is not None and last.word is Word.CONTEST:
        return Answer.CONTESTED
    since = last.on if last is not None else issued_on
    if today >= silence_ends_on(since, silence_days):
        return Answer.TACIT
    return Answer.WAITING if last is None else Answer.REPLIED


def may_say(word: Word, answer: Answer, *, is_payee: bool) -> bool:
    """The payee agrees or contests, the others reply to what is contested; nothing is agreed twice.

    Source: the practice's closing; a statement may be contested after it was paid.
    """
    if word is Word.REPLY:
        return answer is Answer.CONTESTED and not is_payee
    if not is_payee:
        return False
    return answer is not Answer.AGREED if word is Word.AGREE else answer is not Answer.CONTESTED
