"""The pictures of the guide: for each role, the page on which its day begins, as the demo shows it."""

from dataclasses import dataclass

from cabinet.models import Role

PHONE, DESKTOP = (390, 844), (1280, 800)


@dataclass(frozen=True)
class View:
    """Who looks, at which address of the practice, on what."""

    who: str
    path: str
    size: tuple[int, int]


VIEWS = {
    Role.TITULAIRE: View("ulysse.texier", "planning/", PHONE),
    Role.REMPLACANT: View("kevin.rabiller", "planning/", PHONE),
    Role.INTERNE: View("anais.hervouet", "planning/stage/", PHONE),
    Role.SECRETAIRE: View("baptiste.jaulin", "accueil/", DESKTOP),
    Role.TELESECRETAIRE: View("tiphaine.bossard", "accueil/", DESKTOP),
    Role.INFIRMIERE_ASALEE: View("helene.drapeau", "", PHONE),
    Role.PARAMEDICAL: View("quentin.naulleau", "", PHONE),
    Role.MAIRIE: View("yann.guilbaud", "occupation/", DESKTOP),
    Role.COORDINATION_CLS: View("oriane.ouvrard", "mairie/territoire/", DESKTOP),
}
