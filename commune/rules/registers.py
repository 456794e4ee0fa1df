"""Each register has its own states, and an entry goes from one to the next; what is settled stays settled.

Source: the registers of the practice: conventions and derogations, CPE → CPS batches, télé-services on paper,
obstacles told to the institutions, requests to the mairie.
"""

from collections.abc import Mapping
from dataclasses import dataclass

REQUESTS, CONVENTIONS, CARDS, PAPER, OBSTACLES = "demandes", "conventions", "cartes", "papier", "obstacles"

#: Register → its title, in the order of the tabs.
REGISTERS: Mapping[str, str] = {
    CONVENTIONS: "Conventions et dérogations",
    CARDS: "Cartes CPE et CPF",
    PAPER: "Télé-services sur papier",
    OBSTACLES: "Obstacles",
    REQUESTS: "Demandes à la mairie",
}

#: Kind → its register and its label.
KINDS: Mapping[str, tuple[str, str]] = {
    "premises": (CONVENTIONS, "mise à disposition des locaux"),
    "joint_practice": (CONVENTIONS, "exercice en commun"),
    "cdom": (CONVENTIONS, "dérogation du CDOM"),
    "cpam": (CONVENTIONS, "dérogation de la CPAM"),
    "other": (CONVENTIONS, "autre convention"),
    "cpe_cps": (CARDS, "lot CPE à synchroniser en CPS"),
    "cpf_visit": (CARDS, "passage pour sécuriser une CPF"),
    "paper_service": (PAPER, "télé-service fait sur papier"),
    "obstacle": (OBSTACLES, "obstacle signalé"),
    "consumables": (REQUESTS, "consommables"),
    "repair": (REQUESTS, "réparation"),
    "equipment": (REQUESTS, "équipement"),
}

#: What the mairie sees: what it is asked for, and the premises that it lends. The database holds it too.
OF_THE_MAIRIE = ("premises", "consumables", "repair", "equipment")

#: State → label, for all registers.
STATES: Mapping[str, str] = {
    "in_force": "en vigueur",
    "ended": "terminée",
    "to_do": "à faire",
    "noted": "noté",
    "met": "rencontré",
    "told": "signalé",
    "settled": "résolu",
    "asked": "demandée",
    "accepted": "acceptée",
    "done": "faite",
    "refused": "refusée",
}

#: The same, for whoever offers them as choices.
STATE_CHOICES = tuple(STATES.items())

#: Register → state → the states that may follow; the first state named is that of a new entry.
NEXT: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    CONVENTIONS: {"in_force": ("ended",), "ended": ()},
    CARDS: {"to_do": ("done",), "done": ()},
    PAPER: {"noted": ()},
    OBSTACLES: {"met": ("told", "settled"), "told": ("settled",), "settled": ()},
    REQUESTS: {
        "asked": ("accepted", "done", "refused"),
        "accepted": ("done", "refused"),
        "done": (),
        "refused": (),
    },
}
#: A verb for each change.
VERBS: Mapping[str, str] = {
    "ended": "Terminer",
    "done": "Marquer comme faite",
    "told": "Noter le signalement",
    "settled": "Marquer comme résolu",
    "accepted": "Accepter",
    "refused": "Refuser",
}


@dataclass(frozen=True)
class StateRefused(Exception):
    """`sentence` says in French why the entry does not go there."""

    sentence: str


def register_of(kind: str) -> str:
    """The register in which a kind of entry is kept.

    Source: the registers of the practice.
    """
    return KINDS[kind][0]


def first_state(kind: str) -> str:
    """The state of a new entry.

    Source: the registers of the practice.
    """
    return next(iter(NEXT[register_of(kind)]))


def next_states(kind: str, state: str) -> tuple[str, ...]:
    """The states to which an entry may go.

    Source: the registers of the practice.
    """
    return NEXT[register_of(kind)].get(state, ())


def is_open(kind: str, state: str) -> bool:
    """Whether something is still expected of an entry; a paper service is noted, and that is all.

    Source: the registers of the practice.
    """
    return bool(next_states(kind, state))


def check_change(kind: str, state: str, to: str, words: str) -> None:
    """An entry goes only where its register allows; a refusal says why. Raises StateRefused.

    Source: requests to the mairie: asked, accepted, done, refused with a reason.
    """
    if to not in next_states(kind, state):
        raise StateRefused(f"Cette entrée est déjà «\u202f{STATES[state]}\u202f».")
    if to == "refused" and not words.strip():
        raise StateRefused("Dites pourquoi c’est refusé\u202f: le cabinet le lira.")
