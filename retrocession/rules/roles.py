"""Whose lines are retroceded, and under whom the others are listed."""

from enum import StrEnum
from typing import TypeVar

Member = TypeVar("Member")

RETROCEDED_ROLES = frozenset({"remplacant"})
EXCLUDED_ROLES = frozenset({"titulaire", "interne"})
BILLING_ROLES = RETROCEDED_ROLES | EXCLUDED_ROLES


class Treatment(StrEnum):
    RETROCEDED = "retroceded"
    EXCLUDED = "excluded"


TREATMENT_LABELS = {
    Treatment.RETROCEDED: "À rétrocéder",
    Treatment.EXCLUDED: "Hors rétrocession",
}


def treatment(role: str) -> Treatment:
    """A locum's lines are retroceded; a titulaire's and an intern's are listed « hors rétrocession ».

    Source: a SASPAS intern may be paid neither by patients nor by the supervising doctor; a titulaire's own
    fees are their own. Any other role bills nothing: `ValueError`.
    """
    if role in RETROCEDED_ROLES:
        return Treatment.RETROCEDED
    if role in EXCLUDED_ROLES:
        return Treatment.EXCLUDED
    raise ValueError("Seuls les médecins et les internes ont des recettes.")


def listed_under(role: str, *, doctor: Member, supervisor: Member | None) -> Member | None:
    """Excluded lines are listed under the titulaire they belong to: the intern's under the supervisor.

    Source: SASPAS: the day's receipts belong to the supervising titulaire.

    None when an intern has no supervisor yet, which the screen shows as something to complete.
    """
    if treatment(role) is not Treatment.EXCLUDED:
        raise ValueError("Les recettes d’un médecin remplaçant ont leur propre relevé.")
    return supervisor if role == "interne" else doctor
