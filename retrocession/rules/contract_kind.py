"""Which contract a locum signs, by their status."""

from enum import StrEnum


class Kind(StrEnum):
    ADJOINT = "adjoint"
    ASSISTANT = "assistant"
    REMPLACEMENT = "remplacement"


KIND_LABELS = {
    Kind.ADJOINT: "médecin adjoint",
    Kind.ASSISTANT: "médecin assistant",
    Kind.REMPLACEMENT: "remplacement par dérogation",
}

#: What the contract is made under.
KIND_SOURCES = {
    Kind.ADJOINT: "article L.4131-2-1 du code de la santé publique",
    Kind.ASSISTANT: "article R.4127-88 du code de la santé publique",
    Kind.REMPLACEMENT: "article R.4127-65, alinéa 2, du code de la santé publique",
}


def proposed_kind(*, thesis: bool | None, licence: bool) -> Kind | None:
    """Not yet thésé and with a licence: médecin adjoint; thésé: médecin assistant; unknown: nobody can say.

    Source: CSP, art. L.4131-2-1 (adjoint), R.4127-88 (assistant).
    """
    if thesis is None:
        return Kind.ADJOINT if licence else None
    return Kind.ASSISTANT if thesis else Kind.ADJOINT


def needs_letter(kind: Kind, proposed: Kind | None) -> bool:
    """Another kind than the one that follows from the status needs the reference of the CDOM's letter.

    Source: CSP, art. R.4127-65 al. 2 and R.4127-88; the CDOM of the Vendée agreed to « adjoint » for all.
    """
    return kind is not proposed
