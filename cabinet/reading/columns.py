"""Which column of a file holds what: recognised by its title, or told once by the practice."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

_BRACKETS = re.compile(r"\([^()]*\)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")

# Our name of a column: the titles seen in files, the surest first, as `normalise` writes them.
Synonyms = Mapping[str, tuple[str, ...]]


def normalise(text: str) -> str:
    """Lower case, without accents or punctuation, single spaces: « N° Facture » gives « n facture »."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


def titles_of(text: str) -> tuple[str, ...]:
    """« date | date acte » → its titles."""
    return tuple(" ".join(title.split()) for title in text.split("|"))


def synonyms_of(text: str) -> dict[str, tuple[str, ...]]:
    """A table written as « our_name: a title | another title », one name after the other."""
    parts = re.split(r"(\w+):", text)[1:]
    return {name: titles_of(titles) for name, titles in zip(parts[::2], parts[1::2], strict=True)}


def without_dots(text: str) -> str:
    """« A.L.D. » gives « ald »: an acronym is the same with or without its dots."""
    return normalise(text.replace(".", ""))


@dataclass(frozen=True, slots=True)
class Columns:
    """What a row of titles gives: `recognised` maps our name of a column to its title in the file.

    `missing` are the names of what is needed and not there, `missing_labels` how people call them; `dropped`
    the titles that are never read; `ambiguous` those that two columns share.
    """

    headers: tuple[str, ...]
    recognised: dict[str, str]
    indexes: dict[str, int]
    missing: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    missing_labels: tuple[str, ...] = ()

    @property
    def unread(self) -> tuple[str, ...]:
        """The titles that say nothing to us: somebody must be told that their column was not read."""
        read = {*self.recognised.values(), *self.dropped}
        return tuple(header for header in self.headers if header and header not in read)


def find_columns(
    headers: Sequence[str],
    synonyms: Synonyms,
    *,
    mapping: Mapping[str, str] | None = None,
    never: Collection[str] = frozenset(),
    bracketed: bool = False,
) -> Columns:
    """Each of our columns: by the practice's mapping when its title is there, else by its synonyms.

    A title of `never` is not taken, even mapped. `bracketed`: « Précarité (C2S) » is « Précarité », which
    columns of amounts must not be.
    """
    told = {normalise(title) for title in (mapping or {}).values()}
    known_titles = {title for known in synonyms.values() for title in known} | {*never} | told
    titles = [_title(header, known_titles, bracketed=bracketed) for header in headers]
    indexes: dict[str, int] = {}
    ambiguous: list[str] = []
    for name, known in synonyms.items():
        wanted = (normalise((mapping or {}).get(name) or ""), *known)
        found = next((title for title in wanted if title and title in titles and title not in never), None)
        if found is None:
            continue
        indexes[name] = titles.index(found)
        if titles.count(found) > 1:
            ambiguous.append(headers[indexes[name]])
    return Columns(
        headers=tuple(headers),
        recognised={name: headers[index] for name, index in indexes.items()},
        indexes=indexes,
        dropped=tuple(header for header, title in zip(headers, titles, strict=True) if title in never),
        ambiguous=tuple(ambiguous),
    )


def _title(header: str, known: Collection[str], *, bracketed: bool) -> str:
    """The title as it is known: as written, without the dots of an acronym, without what is in brackets."""
    writings = [normalise(header), without_dots(header)]
    if bracketed:
        writings.append(without_dots(_BRACKETS.sub(" ", header)))
    return next((title for title in writings if title in known), writings[0])
