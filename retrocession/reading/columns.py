"""Which column of the file holds what: recognised by its title, or told once by the practice.

The patient's name is recognised only to be dropped: no column outside `COLUMNS` is ever read.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cabinet.reading.columns import Columns, find_columns, synonyms_of, titles_of

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
SYNONYMS = synonyms_of(_SYNONYMS)
COLUMNS = tuple(SYNONYMS)
_PATIENT = frozenset(titles_of(_PATIENT_TITLES))


def recognise(headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Find each canonical column: by the practice's mapping when its title is there, else by synonyms.

    `missing` lists the required columns not found (« medecin » standing for any of the three that name the
    doctor), `ambiguous` the titles that two columns share. A patient's column is never taken, even mapped.
    """
    found = find_columns(headers, SYNONYMS, mapping=mapping, never=_PATIENT)
    missing = [name for name in REQUIRED if name not in found.indexes]
    if not any(name in found.indexes for name in DOCTOR_COLUMNS):
        missing.append("medecin")
    labels = {**LABELS, "medecin": "Médecin (nom, RPPS ou e-mail)"}
    return replace(found, missing=tuple(missing), missing_labels=tuple(labels[name] for name in missing))
