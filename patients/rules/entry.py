"""What must be known of somebody to take them in, and what is wrong with what was said of them.

Source: intake of the practice: name, birth date, how to call; no diagnosis, no social security number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from cabinet import identifiers
from patients.rules.identity import Known
from patients.rules.phones import read_phone

EARLIEST_BIRTH = date(1890, 1, 1)
#: A prescription lasts a year at most: two years away, a digit of the date is wrong.
LIKELY_RENEWAL = timedelta(days=730)
LENGTHS = {
    "last_name": 60,
    "birth_name": 60,
    "first_name": 60,
    "phone": 40,
    "second_phone": 40,
    "address": 160,
    "commune": 80,
    "called_by": 80,
    "remark": 200,
    "file_number": 40,
}
LABELS = {
    "last_name": "nom",
    "birth_name": "nom de naissance",
    "first_name": "prénom",
    "birth_on": "date de naissance",
    "phone": "téléphone",
    "second_phone": "autre téléphone",
    "address": "adresse",
    "postcode": "code postal",
    "commune": "commune",
    "called_by": "qui appelle",
    "remark": "remarque",
    "file_number": "numéro de dossier",
    "criteria": "critères",
    "renewal_until_on": "traitement renouvelé jusqu’au",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Somebody as they were said: telephones as typed, criteria by their codes."""

    last_name: str
    first_name: str
    birth_on: date
    birth_name: str = ""
    phone: str = ""
    second_phone: str = ""
    address: str = ""
    postcode: str = ""
    commune: str = ""
    called_by: str = ""
    remark: str = ""
    file_number: str = ""
    criteria: tuple[str, ...] = ()
    on_former_list: bool = False
    without_doctor: bool = True
    renewal_until_on: date | None = None

    def known(self, key: object = "") -> Known:
        return Known(key, self.last_name, self.first_name, self.birth_on, self.birth_name)


class Fault(NamedTuple):
    """`field` of the entry, and the French sentence that stands beside it."""

    field: str
    sentence: str


def faults_of(entry: Entry, *, today: date, criteria: frozenset[str]) -> list[Fault]:
    """A name, a first name and a birth date that is past and possible are needed; what is given is sound.

    `criteria`: the codes that exist.
    """
    return [*_names(entry), *_dates(entry, today), *_lengths(entry), *_codes(entry, criteria)]


def warnings_of(entry: Entry, *, today: date) -> list[Fault]:
    """What cannot be read is kept and said, and so is a treatment too far away to be true: nothing stops."""
    unlikely = []
    until = entry.renewal_until_on
    if until and abs(until - today) > LIKELY_RENEWAL:
        sentence = f"Fin de traitement à vérifier, gardée telle quelle\u202f: {until:%d/%m/%Y}."
        unlikely.append(Fault("renewal_until_on", sentence))
    return unlikely + [
        Fault(field, warning)
        for field in ("phone", "second_phone")
        if (warning := read_phone(getattr(entry, field)).warning)
    ]


def _names(entry: Entry) -> Iterator[Fault]:
    for field, missing in (("last_name", "Le nom manque."), ("first_name", "Le prénom manque.")):
        value = getattr(entry, field).strip()
        if not value:
            yield Fault(field, missing)
        elif not any(letter.isalpha() for letter in value):
            yield Fault(field, f"«\u00a0{value[:40]}\u00a0» n’est pas un {LABELS[field]}.")


def _dates(entry: Entry, today: date) -> Iterator[Fault]:
    if entry.birth_on > today:
        yield Fault("birth_on", f"Cette date de naissance est à venir\u202f: {entry.birth_on:%d/%m/%Y}.")
    elif entry.birth_on < EARLIEST_BIRTH:
        yield Fault(
            "birth_on", f"Cette date de naissance est trop ancienne\u202f: {entry.birth_on:%d/%m/%Y}."
        )


def _lengths(entry: Entry) -> Iterator[Fault]:
    for field, longest in LENGTHS.items():
        if len(getattr(entry, field)) > longest:
            yield Fault(field, f"{LABELS[field].capitalize()}\u202f: {longest} caractères au plus.")


def _codes(entry: Entry, criteria: frozenset[str]) -> Iterator[Fault]:
    if entry.postcode:
        try:
            identifiers.postcode(entry.postcode)
        except ValueError as error:
            yield Fault("postcode", str(error))
    if unknown := sorted({*entry.criteria} - criteria):
        yield Fault("criteria", f"Critère inconnu\u202f: {unknown[0]}.")
