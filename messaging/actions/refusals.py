"""Why a message or a conversation was refused, each with its French sentence."""

from cabinet.actions.refusals import Refused


class MessageRefused(Refused):
    """422: what was typed is no message."""


class KeyTaken(Refused):
    """409: that client key served another message."""

    def __init__(self) -> None:
        super().__init__("Cet envoi a déjà servi à un autre message\u202f: rechargez la page.")


class ConversationIsClosed(Refused):
    """409: somebody closed it meanwhile."""

    def __init__(self) -> None:
        super().__init__("Cette conversation est close\u202f: on n’y écrit plus.")


class TooLate(Refused):
    """409: the quarter of an hour is over."""

    def __init__(self) -> None:
        super().__init__(
            "Un message se corrige pendant quinze minutes. Écrivez-en un autre pour préciser.", field="text"
        )


class UrgentRefused(Refused):
    """409: nothing is urgent in that conversation."""

    def __init__(self) -> None:
        super().__init__(
            "Rien n’est urgent dans un canal que lisent la mairie ou d’autres cabinets\u202f: "
            "écrivez dans l’équipe.",
            field="urgent",
        )


class ConversationRefused(Refused):
    """422: that conversation cannot be opened so."""


class ParticipantRefused(Refused):
    """422: that person cannot be in it."""
