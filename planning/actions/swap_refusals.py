"""Why a day did not change hands."""

from cabinet.actions.refusals import Refused
from planning.actions.conflict import AlreadyTaken
from planning.models import Swap


class SwapRefused(Refused):
    """422: these two may not, or not like this."""


class SwapGone(AlreadyTaken):
    """409: it was answered already, or one of the days changed meanwhile."""


def already(swap: Swap) -> SwapGone:
    """What was answered before."""
    words = {
        Swap.State.ACCEPTED: "Cet échange est déjà fait.",
        Swap.State.DECLINED: f"{swap.asked_to.display_name} a déjà refusé cet échange.",
        Swap.State.WITHDRAWN: f"{swap.asked_by.display_name} a retiré cette demande.",
    }
    return SwapGone(words[Swap.State(swap.state)])
