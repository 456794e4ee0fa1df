"""From the cell of a name, as lists write it, to the name in use and the one somebody was born with."""

import re

from cabinet.reading.values import shown

_CIVILITY = re.compile(r"(?:m\.|mr\.?|mme\.?|mlle\.?|monsieur|madame|mademoiselle)\s+", re.IGNORECASE)
_CAPITALS = r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ’'\-]+"
_NAME = rf"(?:{_CAPITALS}(?:\s+{_CAPITALS})*|[^\s()]+)"
_BORN = re.compile(rf"(?<!\S)\(?\s*(?:[Nn][ée]e?|N[ÉE]E?)\s+({_NAME})\s*\)?(?=\s|$)")
_MARRIED = re.compile(rf"(\S.*?)\s+\(?\s*(?:[ÉEée]pouse|[ÉE]POUSE|[ée]p\.|[ÉE]P\.)\s+({_NAME})\s*\)?(?=\s|$)")
_IN_BRACKETS = re.compile(rf"\(\s*({_CAPITALS}(?:\s+{_CAPITALS})*)\s*\)")


def birth_name_apart(text: str) -> tuple[str, str]:
    """« Mme DUPONT née MARTIN Anne » → « DUPONT Anne », « MARTIN »; « MARTIN épouse DUPONT » → the same.

    Without another name in it, the text without civility, and nothing.
    """
    said = _CIVILITY.sub("", text, count=1) if _CIVILITY.match(text) else text
    if married := _MARRIED.match(said):
        return " ".join(f"{married[2]} {said[married.end() :]}".split()), married[1]
    born = _BORN.search(said) or _IN_BRACKETS.search(said)
    if born and said[: born.start()].strip():
        return " ".join(f"{said[: born.start()]} {said[born.end() :]}".split()), born[1]
    return said, ""


def split_name(text: str) -> tuple[str, str]:
    """« LE GOFF Marie », « Le Goff, Marie », « Grelier Thérèse »: the name, then the first name.

    Raises `ValueError` with the French sentence that says what is expected.
    """
    before, comma, after = text.partition(",")
    if comma and before.strip() and after.strip():
        return before.strip(), after.strip()
    words = text.split()
    capitals = 0
    while capitals < len(words) and words[capitals] == words[capitals].upper():
        capitals += 1
    if 0 < capitals < len(words):
        return " ".join(words[:capitals]), " ".join(words[capitals:])
    if len(words) == 2:
        return words[0], words[1]
    if not words:
        return "", ""
    raise ValueError(
        f"Nom et prénom mêlés\u202f: {shown(text)}. Écrivez le nom en capitales, ou séparez-les par une "
        "virgule."
    )
