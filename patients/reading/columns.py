"""Which column of a list holds what; what we do not keep is never read, the social security number first."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cabinet.reading.columns import Columns, find_columns, synonyms_of, titles_of

# Our name of a column: the titles seen in lists, the surest first, as `normalise` writes them.
_SYNONYMS = """
    last_name: nom | nom de famille | nom usuel | nom d usage | nom usage | nom d epouse | nom marital |
        nom patient | nom du patient | nom de la personne | noms | patronyme
    birth_name: nom de naissance | nom naissance | nom de jeune fille | ne e nom | nom de jf
    first_name: prenom | prenoms | prenom usuel | premier prenom | prenom patient | prenom du patient |
        prenom s | 1er prenom
    full_name: nom et prenom | nom prenom | nom prenoms | nom complet | nom et prenoms | patient |
        patiente | patients | identite | beneficiaire | assure | personne
    birth_on: ne e le | nee le | ne le | date de naissance | date naissance | naissance | ddn | dn | date
        de naiss | date naiss | ne e | date nais | dob
    phone: telephone | tel | telephone 1 | tel 1 | telephones | numero de telephone | numero telephone | n
        de telephone | n tel | no tel | num tel | telephone portable | tel portable | tel mobile |
        portable | mobile | gsm | telephone fixe | tel fixe | fixe | contact tel | numero
    second_phone: telephone 2 | tel 2 | autre telephone | autre tel | second telephone | telephone
        secondaire | telephone fixe | tel fixe | fixe | telephone domicile | tel domicile | telephone
        portable | tel portable | portable | mobile | tel mobile | telephone proche | tel aidant
    address: adresse | adresse postale | adresse 1 | adresse complete | rue | voie | domicile adresse |
        adresse domicile
    postcode: cp | code postal | c p | codepostal | code post
    commune: commune | ville | localite | commune de residence | lieu de residence
    ald: ald | affection de longue duree | ald oui non | en ald | 100 ald
    polypathologie: polypathologie | polypathologies | poly pathologie | polypathologique | poly
    mobilite: mobilite | deplacement | deplacements | autonomie | lieu de vie | lieu de visite
    domicile: domicile | visite a domicile | visites a domicile | a domicile | vad | ne se deplace pas |
        non mobile
    mobilite_reduite: mobilite reduite | pmr | personne a mobilite reduite
    ehpad: ehpad | en ehpad | maison de retraite | institution
    grossesse: grossesse | enceinte | femme enceinte
    precarite: precarite | precaire | css | c2s | cmu | ame
    criteria: critere | criteres | criteres de priorite | critere de priorite | priorite | motif de
        priorite | motif priorite
    renewal_until_on: renouvellement jusqu au | renouvellement | date de renouvellement | date
        renouvellement | fin de traitement | fin traitement | fin du traitement | traitement jusqu au |
        traitement renouvele jusqu au | renouvele jusqu au | ordonnance jusqu au | fin d ordonnance | fin
        ordonnance | date fin ordonnance | date de fin d ordonnance | date de fin de traitement | date fin
        de traitement | date fin traitement | fin de renouvellement | fin du renouvellement | fin
        renouvellement | echeance | date d echeance | echeance traitement | prochain renouvellement |
        renouvellement le
    called_by: qui appelle | appele par | personne a contacter | contact | personne de confiance | aidant
    remark: remarques | remarque | commentaire | commentaires | observation | observations | note | notes
        | divers | precisions | info | infos
    file_number: n dossier | no dossier | num dossier | numero de dossier | numero dossier | dossier | n
        de dossier | ipp | id patient | identifiant
    without_doctor: sans medecin traitant | sans mt | sans medecin
"""
LABELS = {
    "last_name": "Nom",
    "birth_name": "Nom de naissance",
    "first_name": "Prénom",
    "full_name": "Nom et prénom",
    "birth_on": "Date de naissance",
    "phone": "Téléphone",
    "second_phone": "Autre téléphone",
    "address": "Adresse",
    "postcode": "Code postal",
    "commune": "Commune",
    "ald": "ALD",
    "polypathologie": "Polypathologie",
    "mobilite": "Mobilité",
    "domicile": "Ne se déplace pas",
    "mobilite_reduite": "Mobilité réduite",
    "ehpad": "EHPAD",
    "grossesse": "Grossesse",
    "precarite": "Précarité",
    "criteria": "Critères",
    "renewal_until_on": "Renouvellement jusqu’au",
    "called_by": "Qui appelle",
    "remark": "Remarques",
    "file_number": "N° de dossier",
    "without_doctor": "Sans médecin traitant",
}
# Never read, even pointed at: we have no right to keep them, and nothing to do with them.
_NEVER = """
    nir | n ss | no ss | num ss | n secu | no secu | numero secu | numero de secu | securite sociale
    | n securite sociale | n de securite sociale | numero de securite sociale | num secu | secu | ins
    | matricule ins | n assure | carte vitale | diagnostic | diagnostics | pathologie | pathologies
    | antecedents | antecedent | atcd | traitement | traitements | ordonnance | medicaments | allergies
    | maladie | maladies | libelle ald | ald libelle | motif ald
"""
SYNONYMS = synonyms_of(_SYNONYMS)
NEVER = frozenset(titles_of(_NEVER))
REQUIRED = ("last_name", "first_name", "birth_on")


def recognise(headers: Sequence[str], mapping: Mapping[str, str] | None = None) -> Columns:
    """Each of our columns by the practice's mapping, else by its title.

    « Nom et prénom » in one column stands for both. Two columns never share one title.
    """
    found = find_columns(headers, SYNONYMS, mapping=mapping, never=NEVER, bracketed=True)
    indexes = dict(found.indexes)
    if "second_phone" in indexes and indexes["second_phone"] == indexes.get("phone"):
        del indexes["second_phone"]
    if "last_name" not in indexes and "full_name" not in indexes and "birth_name" in indexes:
        # Many lists call people by the name that they were born with, and hold no other.
        indexes["last_name"] = indexes.pop("birth_name")
    if "first_name" in indexes and "last_name" in indexes:
        indexes.pop("full_name", None)
    missing = [name for name in REQUIRED if name not in indexes]
    if "full_name" in indexes:
        missing = [name for name in missing if name not in ("last_name", "first_name")]
    return replace(
        found,
        indexes=indexes,
        recognised={name: found.headers[index] for name, index in indexes.items()},
        missing=tuple(missing),
        missing_labels=tuple(LABELS[name] for name in missing),
    )
