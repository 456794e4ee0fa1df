"""A message is plain text of 4,000 characters at most, without characters that hide or reorder what is read.

Source: « Trojan Source » (CVE-2021-42574) for direction controls; 4,000 characters: a page and a half.
"""

import re
import unicodedata

LONGEST = 4_000

#: Marks, embeddings, overrides and isolates of direction.
DIRECTIONS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
#: Other characters that nobody sees and that join no letter nor emoji.
UNSEEN = "\ufeff\u00ad\u2028\u2029\u180e\u2060"


def clean(text: str) -> str:
    """What was typed, without controls of direction nor unseen characters; its lines kept, trimmed outside.
    Empty when nothing of it would be seen, as of the joiners of letters alone.

    Source: CVE-2021-42574; a reader must see the letters in the order in which they were typed.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = "".join(letter for letter in text.replace("\t", "    ") if letter == "\n" or not _hidden(letter))
    said = re.sub(r"\n{4,}", "\n\n\n", "\n".join(line.rstrip() for line in kept.split("\n"))).strip()
    return said if any(map(_shows, said)) else ""


def fault_of(text: str, *, with_files: bool = False) -> str:
    """Why a cleaned text is no message, as a French sentence; empty when it is one. A file needs no word.

    Source: 4,000 characters at most.
    """
    if not text and not with_files:
        return "Écrivez un message avant de l’envoyer."
    if len(text) > LONGEST:
        said = f"{len(text):,}".replace(",", "\u202f")
        return (
            f"Ce message fait {said} caractères\u202f: 4\u202f000 au plus. Raccourcissez-le, "
            "ou envoyez-le en deux fois."
        )
    return ""


def _shows(letter: str) -> bool:
    return unicodedata.category(letter)[0] not in "CZ"


def _hidden(letter: str) -> bool:
    return letter in DIRECTIONS or letter in UNSEEN or unicodedata.category(letter) in ("Cc", "Cs")
