"""A telephone number is read in any French writing; what cannot be read is kept as it was said.

Source: entry by phone and former doctors' lists, which write a number in every way.
"""

import re
from typing import NamedTuple

from cabinet import identifiers

MAX_TYPED = 40
#: « 06 12 34 56 78 (sa fille) », « tél. : 06… ».
_AROUND = re.compile(r"\([^()0-9]*\)|[^0-9+()./ \-\u00a0\u202f\u2009\u2013]+")
_FRENCH = re.compile(r"\+33(\d{9})")


class Phone(NamedTuple):
    """`number` in E.164, empty when it cannot be read; `typed` as it was said; `warning` in French."""

    number: str
    typed: str
    warning: str = ""


def read_phone(typed: str) -> Phone:
    """Any French writing gives one number; one that cannot be read is kept as typed, with a warning."""
    said = " ".join(typed.split())[:MAX_TYPED]
    if not said:
        return Phone("", "")
    for writing in (said, " ".join(_AROUND.sub(" ", said).split())):
        try:
            return Phone(identifiers.phone(writing.replace("\u2013", "-")), said)
        except ValueError:
            continue
    return Phone(
        "",
        said,
        f"Téléphone illisible, gardé tel quel\u202f: «\u00a0{said}\u00a0». Vérifiez-le au prochain appel.",
    )


def national_digits(number: str) -> str:
    """The digits of a number as French people dial it: « +33612345678 » → « 0612345678 »."""
    french = _FRENCH.fullmatch(number)
    return f"0{french[1]}" if french else "".join(filter(str.isdigit, number))
