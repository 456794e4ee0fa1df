"""A day is typed as people say it: 12/03/1948, 12 3 48, 12031948 or 120348, day first.

Source: entry on the phone: « date de naissance typed 12/03/1948 or 12031948 ».
"""

import re
from datetime import date

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})")


def read_day(typed: str, *, latest: date) -> date:
    """The day; a year of two digits is the last one that does not come after `latest`.

    Raises ValueError with a French sentence.
    """
    said = " ".join(typed.split())
    if found := _ISO.fullmatch(said):
        year, month, day = found.groups()
    elif found := _PARTS.fullmatch(said) or _RUN.fullmatch(said):
        day, month, year = found.groups()
    else:
        raise ValueError("Écrivez le jour, le mois et l’année, par exemple 12/03/1948 ou 12031948.")
    try:
        if len(year) == 4:
            return date(int(year), int(month), int(day))
        return _nearest(int(day), int(month), int(year), latest)
    except ValueError:
        raise ValueError(
            f"Le {day}/{month}/{year} n’existe pas\u202f: vérifiez le jour et le mois."
        ) from None


def _nearest(day: int, month: int, year: int, latest: date) -> date:
    for century in (2000, 1900):
        try:
            found = date(century + year, month, day)
        except ValueError:  # 29/02/00 was a day, 29/02/1900 was not
            continue
        if found <= latest:
            return found
    return date(2000 + year, month, day)
