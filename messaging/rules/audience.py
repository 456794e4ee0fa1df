"""A channel is open to roles, not to names; a patient is never bound to one.

Source: the matrix agreed between the doctors, the secretary and the mairie (rows « team channels » and
« patient threads »).
"""

from collections.abc import Mapping

POOL, TEAM, COORDINATION = "pool", "team", "coordination"

DOCTORS = ("titulaire", "remplacant", "interne")
#: All who care or hold the desk.
HOUSE = (*DOCTORS, "secretaire", "telesecretaire", "infirmiere_asalee", "paramedical")
OUTSIDE = ("mairie", "coordination_cls")

ROLES_IN: Mapping[str, tuple[str, ...]] = {
    POOL: (*DOCTORS, "secretaire"),
    TEAM: HOUSE,
    COORDINATION: (*HOUSE, *OUTSIDE),
}


def roles_in(audience: str) -> tuple[str, ...]:
    """The roles that read and write in such a channel; the mairie and the CLS in « coordination » only.

    Source: the matrix, row « team channels ».
    """
    return ROLES_IN[audience]


def audiences_of(role: str) -> tuple[str, ...]:
    """The audiences whose channels a role reads and writes in.

    Source: the matrix, row « team channels ».
    """
    return tuple(audience for audience, roles in ROLES_IN.items() if role in roles)


def may_write_directly(role: str) -> bool:
    """Direct messages are for those of the house; the mairie and the CLS write in « coordination ».

    Source: the matrix, row « team channels ».
    """
    return role in HOUSE


def may_join_about_patient(role: str, patient_threads: Mapping[str, str]) -> bool:
    """What is said of a patient is for the roles that may be in a care team, and for no other.

    Source: the matrix, row « patient threads »; `patient_threads` is that row, cell by role.
    """
    return patient_threads[role] == "own"


def may_be_urgent(*, audience: str, network: bool) -> bool:
    """Nothing is urgent where the mairie reads, nor between practices: no doctor is woken up from there.

    Source: decision of the practice; `audience` is empty outside channels.
    """
    return audience != COORDINATION and not network


def may_attach(audience: str, *, network: bool) -> bool:
    """No file where the mairie reads nor between practices: a patient might be on it.

    Source: no patient in « coordination » nor in a channel of the network.
    """
    return audience != COORDINATION and not network
