"""Which doctor of the practice a line belongs to."""

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from cabinet.reading.columns import normalise
from cabinet.reading.values import shown

_RPPS = re.compile(r"8?([0-9]{11})")
_TITLES = frozenset({"dr", "docteur", "doctor", "pr", "professeur", "m", "mme", "mlle", "monsieur", "madame"})


@dataclass(frozen=True, slots=True)
class Doctor:
    """Someone whose receipts may be in the file; `key`, the caller's name for them, never changes."""

    key: Hashable
    email: str
    first_name: str
    last_name: str
    rpps: str | None = None


class UnknownDoctor(ValueError):
    """Nobody, or more than one doctor, answers to what the line says; `column` is where it says it."""

    def __init__(self, message: str, column: str) -> None:
        super().__init__(message)
        self.column = column


class Directory:
    """The doctors of a practice, found by RPPS, else by e-mail, else by exact family and first name."""

    def __init__(self, doctors: Iterable[Doctor]) -> None:
        self._by_rpps: dict[str, list[Doctor]] = defaultdict(list)
        self._by_email: dict[str, list[Doctor]] = defaultdict(list)
        self._by_name: dict[str, list[Doctor]] = defaultdict(list)
        for doctor in doctors:
            if doctor.rpps:
                self._by_rpps[doctor.rpps].append(doctor)
            if doctor.email:
                self._by_email[doctor.email.casefold()].append(doctor)
            family, first = normalise(doctor.last_name), normalise(doctor.first_name)
            if family and first:
                for name in {f"{family} {first}", f"{first} {family}"}:
                    self._by_name[name].append(doctor)
        self.find = lru_cache(maxsize=1024)(self._find)

    def _find(self, *, rpps: str = "", email: str = "", name: str = "") -> Doctor:
        """The doctor of a line, from its cells as they are written; raises `UnknownDoctor`.

        The cell of the name may hold an RPPS or an e-mail. A number that we do not know does not fall back on
        the name of somebody who has another one: that line is about somebody else.
        """
        number = _number(rpps) or _number(name)
        if number and number in self._by_rpps:
            return _only(self._by_rpps[number], number, "rpps" if rpps else "medecin")
        address = (email or (name if "@" in name else "")).strip().casefold()
        for found, text, column in (
            (self._by_email.get(address), address, "email" if email else "medecin"),
            (self._by_name.get(_bare_name(name)), name, "medecin"),
        ):
            if found:
                doctor = _only(found, text, column)
                if number and doctor.rpps:
                    raise UnknownDoctor(
                        f"Le RPPS {shown(number)} n’est pas celui de {doctor.first_name} {doctor.last_name}. "
                        "Corrigez l’un ou l’autre.",
                        "rpps" if rpps else "medecin",
                    )
                return doctor
        raise _unknown(rpps, email, name)


def _only(found: list[Doctor], text: str, column: str) -> Doctor:
    if len(found) > 1:
        raise UnknownDoctor(
            f"Plusieurs médecins du cabinet répondent à {shown(text)}. Indiquez leur RPPS dans le fichier.",
            column,
        )
    return found[0]


def _unknown(rpps: str, email: str, name: str) -> UnknownDoctor:
    for text, column in ((rpps, "rpps"), (email, "email"), (name, "medecin")):
        if text:
            return UnknownDoctor(
                f"Médecin inconnu du cabinet\u202f: {shown(text)}. Corrigez la ligne, ou invitez ce médecin.",
                column,
            )
    return UnknownDoctor("Le médecin manque. Indiquez son RPPS, son e-mail ou son nom.", "")


def _number(text: str) -> str:
    """An RPPS number, also with the 8 that national identifiers put before it."""
    match = _RPPS.fullmatch("".join(text.split()))
    return match[1] if match else ""


def _bare_name(text: str) -> str:
    words = normalise(text).split()
    while words and words[0] in _TITLES:
        words.pop(0)
    return " ".join(words)
