"""Senders of mail are read a line each: a name, then an address after a semicolon or a tab.

Source: the start kit (`mail_senders`); a list pasted from a spreadsheet keeps its tabs.
"""

import re
from dataclasses import dataclass

LONGEST_NAME, LONGEST_ADDRESS = 100, 160
MOST = 100


@dataclass(frozen=True)
class SenderFault(Exception):
    """`sentence` says in French which line is wrong, and what to do."""

    sentence: str


def read_senders(text: str) -> list[tuple[str, str]]:
    """Name and address of each, in their order; the same name twice is one. Raises SenderFault.

    Source: the start kit.
    """
    found: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        name, address = _parts(line)
        if not name and not address:
            continue
        if not name:
            raise SenderFault(f"Ligne {number}\u202f: le nom manque, avant le point-virgule.")
        if len(name) > LONGEST_NAME:
            raise SenderFault(f"Ligne {number}\u202f: un nom compte {LONGEST_NAME} caractères au plus.")
        if len(address) > LONGEST_ADDRESS:
            raise SenderFault(f"Ligne {number}\u202f: {LONGEST_ADDRESS} caractères au plus pour une adresse.")
        found.setdefault(name.casefold(), (name, address))
    if len(found) > MOST:
        raise SenderFault(f"{MOST} expéditeurs au plus à la fois\u202f: collez-les en deux fois.")
    return list(found.values())


def _parts(line: str) -> tuple[str, str]:
    name, _, address = re.sub("\t", ";", line, count=1).partition(";")
    return " ".join(name.split()), " ".join(address.split())
