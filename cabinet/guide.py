"""« Guide »: one page a role, in the order of a day; what it says is true of the screens that exist."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from cabinet.models import Role


@dataclass(frozen=True)
class Chapter:
    """`steps` are sentences; words between « » are those of the screen."""

    title: str
    steps: Sequence[str]


def _chapters(text: str) -> list[Chapter]:
    """« # Titre », then a line a step."""
    blocks = [block.strip().splitlines() for block in text.split("#") if block.strip()]
    return [Chapter(lines[0].strip(), [line.strip("- ") for line in lines[1:]]) for lines in blocks]


TEXTS = {
    Role.TITULAIRE: """
# En arrivant
- L’accueil dit ce qui vous attend : un mois à approuver, une semaine sans médecin, un débriefing.
- « Planning » montre ce qui vient ; sous l’objectif, une semaine est en ambre, sous le plancher en rouge.
# Prendre un jour, ou une astreinte
- Touchez un jour du planning, choisissez journée ou demi-journée, puis « Je prends ».
- Une astreinte libre se prend de la même façon ; elle s’échange avec un confrère qui accepte.
# Être médecin remplacé
- « Rétrocession » montre qui l’est chaque mois. La proposition de l’année s’adopte en une fois.
- Après la vérification de la secrétaire, relisez le mois, tapez votre mot de passe, « Approuver et émettre ».
- Le fichier de virement se dépose ensuite sur le site de votre banque.
# Tenir le cabinet
- « Réglages du cabinet », « Mise en route », « Réseau » et « Archive du cabinet » sont sous vos initiales.
- « Équipe » invite quelqu’un, déconnecte un téléphone perdu, ou met fin à un accès.
""",
    Role.REMPLACANT: """
# Prendre un jour
- « Planning » : les jours libres portent un mot et une couleur. Touchez le jour, puis « Je prends ».
- L’écran dit qui sera là avec vous ; à besoin égal, les jours en compagnie viennent d’abord.
- « Mes jours » réunit tous vos cabinets.
# Rendre un jour
- Touchez-le, puis « Libérer ». Moins de sept jours avant, un motif est demandé.
# Répondre à un appel
- Le message nomme les demi-journées libres ; « Je prends » suffit une fois connecté.
# Votre contrat et vos honoraires
- « Contrats » : lisez, signez avec votre mot de passe.
- « Mes relevés » : chaque ligne se conteste avec un mot ; au bout de cinq jours, se taire vaut accord.
- Donnez votre RPPS, votre SIRET et votre IBAN dans « Mes informations ».
""",
    Role.INTERNE: """
# Votre jour
- « Mon stage » donne vos jours, ceux qui sont sautés, et qui vous encadre ce jour-là.
- Le débriefing de fin de journée est coché par votre maître de stage.
# Un empêchement
- Dites votre absence une fois : les jours qui tombent dedans sont montrés avant.
""",
    Role.SECRETAIRE: """
# Le matin
- « Secrétariat » dit qui est là, dans quelle salle, qui est d’astreinte et ce qui manque.
- Tapez un nom, une date de naissance ou un téléphone : la recherche répond pendant que vous écrivez.
# Accueillir
- « Patients » donne la liste d’accueil dans l’ordre, et dit pourquoi.
- « Rendez-vous » : donner, déplacer, arrivé, vu. Un jour libéré les remet sur la liste des rappels.
# Sans médecin
- La page dit où envoyer les urgences : l’annuaire du cabinet, le 116 117, le 15.
# En fin de mois
- « Recettes » : apportez l’export du logiciel médical, relisez, enregistrez.
- Tapez les bordereaux du terminal jour par jour ; un écart demande une phrase.
- Puis « Rétrocession », « Vérifier » : le médecin remplacé est prévenu.
""",
    Role.TELESECRETAIRE: """
# Quand vous répondez
- « Secrétariat » dit qui consulte et qui est d’astreinte.
- « Rendez-vous » et la liste des rappels sont à vous ; le reste du dossier ne l’est pas.
# Une urgence sans médecin
- La page sans médecin donne les numéros, dans l’ordre.
""",
    Role.INFIRMIERE_ASALEE: """
# Votre jour
- « Mes patients » : ceux que les médecins vous adressent, avec le motif.
- Proposez une séance, notez-la faite, puis terminez le suivi.
- Votre jour au planning se tient en série ; les jours fériés sont sautés tout seuls.
""",
    Role.PARAMEDICAL: """
# Ce que vous voyez
- « Mes patients suivis » : ceux dont vous êtes dans l’équipe de soin, leur nom et leur fil, rien d’autre.
- « Planning » dit quel médecin est là, et quand.
""",
    Role.MAIRIE: """
# Ce que vous voyez
- Les jours ouverts, les salles, les semaines couvertes : jamais un patient, jamais une recette.
- « Occupation » : choisissez une période ; le rapport s’imprime pour le conseil et se prend en tableur.
- Un nombre de patients trop petit s’écrit « < 11 ».
# Ce que vous faites
- Vous invitez les personnes de la mairie dans « Équipe ».
- La feuille des jours d’ouverture s’affiche en mairie et en pharmacie.
""",
    Role.COORDINATION_CLS: """
# Ce que vous voyez
- « Occupation » : les mêmes chiffres que la mairie, en lecture, pour chaque cabinet qui vous a invité.
- Jamais un patient, jamais une recette ; un petit nombre s’écrit « < 11 ».
""",
}
GUIDES = {role: _chapters(text) for role, text in TEXTS.items()}


@dataclass(frozen=True)
class Picture:
    """The screen on which a role’s day begins, as `bin/pictures` took it; `wide`: at a desk."""

    url: str
    wide: bool


AT_A_DESK = {Role.SECRETAIRE, Role.TELESECRETAIRE, Role.MAIRIE, Role.COORDINATION_CLS}


def picture_of(role: Role) -> Picture | None:
    """None where the pictures were not taken, or not collected: the guide says it all without them."""
    path = f"pictures/guide/{role.value}.png"
    if not finders.find(path):
        return None
    try:
        return Picture(staticfiles_storage.url(path), wide=role in AT_A_DESK)
    except ValueError:
        return None
