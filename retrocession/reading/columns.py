"""Which column of the file holds what: recognised by its title, or told once by the practice.

The patient's name is recognised only to be dropped: no column outside `COLUMNS` is ever read.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Canonical column: the titles seen in exports, the surest first, as `normalise` writes them.
_SYNONYMS = """
    date: date | date acte | date de l acte | date des soins | date facture | date de facture | date
        seance | jour | date recette | date encaissement
    heure: heure | heure acte | heure de l acte | heure facture
    facture: facture | n facture | no facture | num facture | numero facture | numero de facture | n de
        facture | numero de la facture | ref facture | reference facture | n fse | numero fse | fse | n
        piece | piece
    medecin: medecin | nom medecin | nom du medecin | praticien | nom praticien | nom du praticien |
        executant | medecin executant | praticien executant | docteur | professionnel | professionnel de
        sante | ps | intervenant | remplacant | medecin remplacant | operateur
    rpps: rpps | n rpps | no rpps | numero rpps | rpps medecin | rpps praticien | rpps executant |
        identifiant rpps | id rpps
    email: email | e mail | mail | courriel | adresse e mail | adresse mail | adresse email | email
        medecin | e mail medecin | mail medecin | mail praticien
    acte: acte | code acte | actes | cotation | code | code ngap | code ccam | lettre cle | code
        prestation | prestation
    montant: montant | montant acte | montant de l acte | montant total | montant facture | honoraires |
        montant honoraires | total | montant ttc | montant eur | montant euros
    amo: part amo | amo | montant amo | part ro | part obligatoire | regime obligatoire | part secu |
        part securite sociale | part cpam | part caisse
    amc: part amc | amc | montant amc | part rc | part complementaire | regime complementaire | part
        mutuelle | mutuelle
    patient_part: part patient | part du patient | part assure | montant patient | reste a charge | rac
        | patient paye | du patient | part payee patient
    mode: reglement | mode de reglement | mode reglement | mode de paiement | mode paiement | paiement |
        moyen de paiement | moyen de reglement | type de reglement | type reglement | encaissement |
        mode
"""
REQUIRED = ("date", "facture", "acte", "montant", "mode")
DOCTOR_COLUMNS = ("rpps", "email", "medecin")

LABELS = {
    "date": "Date",
    "heure": "Heure",
    "facture": "N° facture",
    "medecin": "Médecin",
    "rpps": "RPPS",
    "email": "E-mail du médecin",
    "acte": "Acte",
    "montant": "Montant",
    "amo": "Part AMO",
    "amc": "Part AMC",
    "patient_part": "Part patient",
    "mode": "Règlement",
}

# Columns about the patient: never read.
_PATIENT_TITLES = """
    assure | beneficiaire | client | date de naissance | date naissance | ddn | dossier | id patient |
    identite | identite patient | ins | ipp | n dossier | n patient | n secu | n securite sociale | ne
    le | nir | nom | nom assure | nom beneficiaire | nom d usage | nom de naissance | nom du patient |
    nom et prenom | nom naissance | nom patient | nom prenom | nom usuel | numero de securite sociale |
    numero secu | patient | patiente | prenom | prenom du patient | prenom patient
"""
_NOT_WORD = re.compile(r"[^a-z0-9]+")


def _titles(text: str) -> tuple[str, ...]:
    return tuple(" ".join(title.split()) for title in text.split("|"))


def _table(text: str) -> dict[str, tuple[str, ...]]:
    parts = re.split(r"(\w+):", text)[1:]
    return {name: _titles(titles) for name, titles in zip(parts[::2], parts[1::2], strict=True)}


SYNONYMS = _table(_SYNONYMS)
COLUMNS = tuple(SYNONYMS)
_PATIENT = frozenset(_titles(_PATIENT_TITLES))


def normalise(text: str) -> str:
    """Lower case, without accents or punctuation, single spaces: « N° Facture » gives « n facture »."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", bare).strip()


@dataclass(frozen=True, slots=True)
class Columns:
    """What a row of titles gives: `recognised` maps a canonical column to its title in the file."""

    headers: tuple[str, ...]
    recognised: dict[str, str]
    indexes: dict[str, int]
    missing: tuple[str, ...]
    dropped: tuple[str, ...]
    ambiguous: tuple[str, ...]

    @property
    def missing_labels(self) -> tuple[str, ...]:
        return tuple(
            "Médecin (nom, RPPS ou e-mail)" if name == "medecin" else LABELS[name] for name in self.missing
        )


def recognise(headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find each canonical column: by the practice's mapping when its title is there, else by synonyms.

    `missing` lists the required columns not found (« medecin » standing for any of the three that name the
    doctor), `ambiguous` the titles that two columns share. A patient's column is never taken, even mapped.
    """
    titles = [normalise(header) for header in headers]
    indexes: dict[str, int] = {}
    ambiguous: list[str] = []
    for name in COLUMNS:
        wanted = (normalise((mapping or {}).get(name) or ""), *SYNONYMS[name])
        found = next((title for title in wanted if title and title in titles and title not in _PATIENT), None)
        if found is None:
            continue
        indexes[name] = titles.index(found)
        if titles.count(found) > 1:
            ambiguous.append(headers[indexes[name]])
    missing = [name for name in REQUIRED if name not in indexes]
    if not any(name in indexes for name in DOCTOR_COLUMNS):
        missing.append("medecin")
    return Columns(
        headers=tuple(headers),
        recognised={name: headers[index] for name, index in indexes.items()},
        indexes=indexes,
        missing=tuple(missing),
        dropped=tuple(header for header, title in zip(headers, titles, strict=True) if title in _PATIENT),
        ambiguous=tuple(ambiguous),
    )
