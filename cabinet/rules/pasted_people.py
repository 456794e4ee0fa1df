"""A team pasted from a mail or a spreadsheet is read line by line: an address, a name, a role.

Source: PRODUCT.md §8 (people by a pasted list of e-mails with roles); the roles are those of §2.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cabinet.reading.columns import normalise

_ADDRESS = re.compile(r"[^\s<>;,()\[\]\"']+@[^\s<>;,()\[\]\"']+")
_PLAUSIBLE = re.compile(r"[a-z0-9.!#$%&*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")
_CELLS = re.compile(r"[\t;|]")
_BEFORE_A_LINE = re.compile(r"^\s*(?:[-•*·–]|\d+[.)])\s+")
_TITLES = frozenset(
    ["dr", "dre", "docteur", "docteure", "pr", "professeur", "m", "mr", "monsieur", "mme", "madame", "mlle"]
)

#: What is written for each role, longest first when they are looked for; a profession makes a paramedic.
ROLES = {
    "medecin titulaire": "titulaire",
    "titulaire": "titulaire",
    "medecin remplacant": "remplacant",
    "medecin remplacante": "remplacant",
    "medecin adjoint": "remplacant",
    "medecin adjointe": "remplacant",
    "remplacant": "remplacant",
    "remplacante": "remplacant",
    "rempla": "remplacant",
    "adjoint": "remplacant",
    "adjointe": "remplacant",
    "interne saspas": "interne",
    "interne": "interne",
    "saspas": "interne",
    "secretaire medicale": "secretaire",
    "secretaire medical": "secretaire",
    "secretaire": "secretaire",
    "secretariat": "secretaire",
    "telesecretariat": "telesecretaire",
    "telesecretaire": "telesecretaire",
    "tele secretariat": "telesecretaire",
    "tele secretaire": "telesecretaire",
    "infirmiere asalee": "infirmiere_asalee",
    "infirmier asalee": "infirmiere_asalee",
    "asalee": "infirmiere_asalee",
    "mairie": "mairie",
    "maire": "mairie",
    "elue": "mairie",
    "elu": "mairie",
    "coordination cls": "coordination_cls",
    "coordinatrice cls": "coordination_cls",
    "coordinateur cls": "coordination_cls",
    "cls": "coordination_cls",
}
PROFESSIONS = {
    "infirmier": "infirmier",
    "infirmiere": "infirmière",
    "ide": "infirmière",
    "pharmacien": "pharmacien",
    "pharmacienne": "pharmacienne",
    "kine": "kinésithérapeute",
    "kinesitherapeute": "kinésithérapeute",
    "orthophoniste": "orthophoniste",
    "sage femme": "sage-femme",
    "podologue": "podologue",
    "pedicure podologue": "pédicure-podologue",
    "dieteticien": "diététicien",
    "dieteticienne": "diététicienne",
    "psychologue": "psychologue",
    "ergotherapeute": "ergothérapeute",
    "orthoptiste": "orthoptiste",
    "dentiste": "dentiste",
}
_HEADS = {
    "last_name": ("nom", "nom de famille", "nom d usage"),
    "first_name": ("prenom",),
    "email": ("e mail", "email", "mail", "adresse e mail", "adresse mail", "courriel", "adresse"),
    "role": ("fonction", "role", "profession", "qualite"),
}


@dataclass(frozen=True)
class PastedPerson:
    """Who to invite; `line` counts from 1."""

    line: int
    email: str
    first_name: str
    last_name: str
    role: str
    profession: str = ""


@dataclass(frozen=True)
class LineFault:
    """A line that cannot be read: what it says, and what to do."""

    line: int
    text: str
    sentence: str


def read_people(
    pasted: str, *, usual_role: str = "", allowed: Sequence[str] = (), most: int = 100
) -> tuple[list[PastedPerson], list[LineFault]]:
    """Everybody of the list, and what is wrong line by line; empty lines say nothing.

    `usual_role` is that of lines that name none. With `allowed`, another role is a fault. A first line of
    titles names the columns; without one, a capitalised word is the family name, else the first word is the
    first name.
    """
    people: list[PastedPerson] = []
    faults: list[LineFault] = []
    seen: dict[str, int] = {}
    heads: dict[str, int] = {}
    for number, raw in enumerate(pasted.splitlines(), start=1):
        text = _BEFORE_A_LINE.sub("", raw).strip()
        if not text:
            continue
        if not people and not faults and not heads and (heads := _heads_of(text)):
            continue
        found = _read_line(number, text, heads, usual_role)
        if isinstance(found, PastedPerson):
            if found.email in seen:
                where = seen[found.email]
                found = LineFault(
                    number, text, f"cette adresse est déjà à la ligne {where}\u202f: gardez-en une."
                )
            elif allowed and found.role not in allowed:
                found = LineFault(
                    number, text, "vous ne pouvez pas inviter à cette fonction\u202f: ôtez cette ligne."
                )
            elif len(people) >= most:
                found = LineFault(number, text, f"au-delà de {most} personnes, collez la suite ensuite.")
        if isinstance(found, LineFault):
            faults.append(found)
        else:
            seen[found.email] = number
            people.append(found)
    return people, faults


def _read_line(number: int, text: str, heads: Mapping[str, int], usual_role: str) -> PastedPerson | LineFault:
    addresses = [address.rstrip(".").lower() for address in _ADDRESS.findall(text)]
    if not addresses:
        return LineFault(number, text, "il manque l’adresse e-mail.")
    if len(set(addresses)) > 1:
        return LineFault(number, text, "deux adresses sur une ligne\u202f: mettez une personne par ligne.")
    email = addresses[0].removeprefix("mailto:")
    if not _PLAUSIBLE.fullmatch(email) or len(email) > 254:
        return LineFault(number, text, f"« {email} » n’est pas une adresse e-mail.")
    words = [word for word in re.split(r"[\s,;|()<>\[\]\"]+", _ADDRESS.sub(" ", text)) if normalise(word)]
    role, profession, words = _role_in(words)
    if not role and not usual_role:
        return LineFault(
            number, text, "il manque la fonction\u202f: titulaire, remplaçant, secrétaire, infirmière…"
        )
    first_name, last_name = _names_in_cells(text, heads) or _names_in(words, email)
    if not (first_name and last_name):
        return LineFault(number, text, "il manque le prénom ou le nom.")
    if len(first_name) > 60 or len(last_name) > 60:
        return LineFault(number, text, "ce nom est trop long\u202f: relisez la ligne.")
    return PastedPerson(number, email, first_name, last_name, role or usual_role, profession)


def _heads_of(text: str) -> dict[str, int]:
    """Where each column stands, when that line holds titles; nothing otherwise."""
    if "@" in text:
        return {}
    cells = [normalise(cell) for cell in _CELLS.split(text)]
    found = {
        name: cells.index(title) for name, titles in _HEADS.items() for title in titles if title in cells
    }
    return found if "email" in found and len(found) > 1 else {}


def _role_in(words: Sequence[str]) -> tuple[str, str, list[str]]:
    """The role that the words say, the profession of a paramedic, and the words that are left."""
    plain = [normalise(word) for word in words]
    known = {**{said: ("paramedical", name) for said, name in PROFESSIONS.items()}}
    known |= {said: (role, "") for said, role in ROLES.items()}
    for said, (role, profession) in sorted(known.items(), key=lambda one: -len(one[0].split())):
        length = len(said.split())
        joined = [" ".join(" ".join(plain[at : at + length]).split()) for at in range(len(plain))]
        # The last one: « Maire » may be a family name. « sage-femme » is one word of the line, two of ours.
        for at in reversed(range(len(plain))):
            taken = 1 if plain[at] == said else length if joined[at] == said else 0
            if taken:
                return role, profession, [*words[:at], *words[at + taken :]]
    return "", "", list(words)


def _names_in_cells(text: str, heads: Mapping[str, int]) -> tuple[str, str] | None:
    if not {"first_name", "last_name"} <= heads.keys():
        return None
    cells = [" ".join(cell.split()) for cell in _CELLS.split(text)]
    if max(heads["first_name"], heads["last_name"]) >= len(cells):
        return None
    return _named(cells[heads["first_name"]]), _named(cells[heads["last_name"]])


def _names_in(words: Sequence[str], email: str) -> tuple[str, str]:
    """First and family names among the words of a line, or in an address like « anne.roy@… »."""
    kept = [word for word in words if normalise(word) not in _TITLES]
    if not kept:
        parts = re.split(r"[._]", email.partition("@")[0])
        kept = parts if len(parts) == 2 and all(part.isalpha() and len(part) > 1 for part in parts) else []
        return (_named(kept[0]), _named(kept[1].upper())) if kept else ("", "")
    capitals = [word for word in kept if word.isupper() and len(word) > 1]
    if capitals and len(capitals) < len(kept):
        others = [word for word in kept if word not in capitals]
        return _named(" ".join(others)), _named(" ".join(capitals))
    return _named(kept[0]), _named(" ".join(kept[1:]))


def _named(text: str) -> str:
    """« ROY » and « anne-marie » as names are written; « de La Tour », typed with care, is left alone."""
    return text.title() if text.isupper() or text.islower() else text
