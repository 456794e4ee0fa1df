"""A message is found when it holds the beginnings of all the words asked for, without accent nor case.

Source: as patients are searched for at the front desk.
"""

import re
import unicodedata
from functools import lru_cache

SHORTEST = 2
MOST_TERMS = 6
AROUND = 60
#: « cœur » is found by « coeur », and « coeur » by « cœur »: one is typed on a telephone, the other not.
_PAIRS = re.compile("oe|œ|ae|æ")


class _Plain(dict[int, str]):
    """Each letter of the world, made plain when it is first met: thousands of messages are looked through."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = found = unicodedata.normalize("NFD", letter)[0].lower()[:1] or letter
        return found


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text without accent nor case, letter for letter.

    Source: « Éléonore » is found by « eleonore ».
    """
    return text.translate(_PLAIN)


def terms_of(asked: str) -> list[str]:
    """The words asked for, of two letters at least, six at most.

    Source: usage.
    """
    return [word for word in re.findall(r"\w+", plain(asked)) if len(word) >= SHORTEST][:MOST_TERMS]


def holds(text: str, terms: list[str]) -> bool:
    """Whether each term begins a word of `text`; nothing asked for, nothing found.

    Source: as the front desk searches.
    """
    said = plain(text)
    return (
        bool(terms)
        and all(piece in said for term in terms for piece in _PAIRS.split(term))
        and all(_beginning(term).search(said) for term in terms)
    )


@lru_cache(maxsize=256)
def _beginning(term: str) -> re.Pattern[str]:
    """A word that begins with the term, whose « oe » may be written « œ »."""
    either = _PAIRS.sub(lambda pair: "(?:oe|œ)" if pair[0] in ("oe", "œ") else "(?:ae|æ)", re.escape(term))
    return re.compile(rf"(?<!\w){either}\w*")


def excerpt(text: str, terms: list[str]) -> tuple[str, str, str]:
    """What stands before the first word found, that word, and what stands after; cut on whole words.

    Source: usage.
    """
    said = plain(text)
    found = next((m for term in terms if (m := _beginning(term).search(said))), None)
    if found is None:
        return text[: 2 * AROUND], "", ""
    start, end = found.span()
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    if start > AROUND:
        before = "… " + before.partition(" ")[2]
    if end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, text[start:end], after
