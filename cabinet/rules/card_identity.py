"""What Pro Santé Connect says of who holds the card."""

import re
from collections.abc import Mapping

#: Levels of assurance that a card, or its application, gives; the least that is taken comes first.
LEVELS = ("eidas1", "eidas2", "eidas3")


def rpps_said(claims: Mapping[str, object]) -> str:
    """A professional is known by their RPPS number, which Pro Santé Connect may write after an 8.

    Source: Pro Santé Connect, technical documentation: `SubjectNameID`, 8 being the kind « RPPS ».
    Eleven digits; empty when there is none: an employee's identifier, an ADELI number, another kind.
    """
    said = str(claims.get("SubjectNameID", "")).strip()
    found = re.fullmatch(r"8?(\d{11})", said, re.ASCII)
    return found[1] if found else ""


def is_sure_enough(claims: Mapping[str, object]) -> bool:
    """The sign-in was made with the card or its application: at least eIDAS « low », as it is said.

    Source: référentiel d'identification électronique (order of 28 March 2022): `acr` is checked.
    """
    return claims.get("acr") in LEVELS
