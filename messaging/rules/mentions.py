"""Somebody is mentioned by « @ » and their name as it is shown, when they are in the conversation.

Source: usage; a name of somebody else is text like any other.
"""

import re
import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

MOST = 20

Person = TypeVar("Person", bound=Hashable)


@dataclass(frozen=True)
class Piece:
    """A part of a message: plain text, or the name of somebody mentioned."""

    text: str
    who: Any = None


def mentioned(text: str, names: Mapping[Person, Sequence[str]]) -> list[Person]:
    """Those of `names` whose name stands after an « @ », in their order, each once, 20 at most.

    Source: usage. A name that two people bear (a first name) mentions neither.
    """
    return list(dict.fromkeys(piece.who for piece in pieces(text, names) if piece.who is not None))[:MOST]


def pieces(text: str, names: Mapping[Person, Sequence[str]]) -> list[Piece]:
    """The message cut around the names that mention somebody, the longest name first; joined, it is the text.

    Source: usage.
    """
    known = _known(names)
    found, start = [], 0
    for at in re.finditer(r"(?<![\w@])@", text):
        if at.start() < start:
            continue
        length, who = _longest(text, at.end(), known)
        if length:
            found += [Piece(text[start : at.start()]), Piece(text[at.start() : at.end() + length], who)]
            start = at.end() + length
    return [piece for piece in (*found, Piece(text[start:])) if piece.text]


def plain(text: str) -> list[Piece]:
    """A message in which nobody can be mentioned: one piece. Source: usage; it holds no « @ »."""
    return [Piece(text)] if text else []


def _known(names: Mapping[Any, Sequence[str]]) -> dict[str, Any]:
    """Who bears each name, without accent nor case; a name of two people is nobody's."""
    bearers: dict[str, set] = {}
    for who, said in names.items():
        for name in said:
            bearers.setdefault(_plain_name(name), set()).add(who)
    return {name: who for name, (who, *others) in bearers.items() if name and not others}


def _longest(text: str, start: int, known: Mapping[str, Any]) -> tuple[int, Any]:
    rest = _plain(text[start : start + 140])
    fits = [name for name in known if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum()]
    best = max(fits, key=len, default="")
    return (len(best), known[best]) if best else (0, None)


@lru_cache(maxsize=4096)
def _plain_name(name: str) -> str:
    """The names of a team are asked for at each message that mentions somebody."""
    return _plain(name)


def _plain(text: str) -> str:
    """Letter for letter, so that places in one are places in the other."""
    return "".join((unicodedata.normalize("NFD", letter)[0].lower() or letter)[:1] for letter in text)
