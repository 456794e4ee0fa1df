"""What running the practice costs the commune, kind by kind.

Source: what the mairie bears: secretary, télésecrétariat, charges, consumables, maintenance, purchases.
"""

from collections.abc import Mapping

from cabinet.reading.columns import normalise

#: In the order in which they are shown; the code is what is stored.
KINDS: Mapping[str, str] = {
    "secretary": "Secrétaire",
    "remote": "Télésecrétariat",
    "charges": "Charges",
    "consumables": "Consommables",
    "maintenance": "Entretien",
    "purchases": "Achats",
}

#: What spreadsheets of communes call them.
_TITLES = {
    "secretary": "secretaire | secretariat | salaire | salaires | secretaire medicale | personnel",
    "remote": "telesecretariat | tele secretariat | permanence telephonique",
    "charges": "charges | fluides | energie | charges locatives | eau electricite | loyer",
    "consumables": "consommables | consommable | fournitures | petites fournitures",
    "maintenance": "entretien | maintenance | entretien et maintenance | menage | reparations",
    "purchases": "achats | achat | equipement | materiel | investissement | investissements",
}
KIND_OF_TITLE = {title.strip(): kind for kind, titles in _TITLES.items() for title in titles.split("|")}


def kind_named(title: str) -> str | None:
    """A kind is known by its title, whatever its capitals, accents and spaces; None for another title.

    Source: spreadsheets of communes.
    """
    return KIND_OF_TITLE.get(normalise(title))
