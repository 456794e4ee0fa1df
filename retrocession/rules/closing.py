"""The closing of a month: its states, its steps, and which step can follow which state."""

from enum import StrEnum


class State(StrEnum):
    OPEN = "open"
    PREPARED = "prepared"
    VERIFIED = "verified"
    APPROVED = "approved"
    ISSUED = "issued"
    TRANSFERRED = "transferred"
    PAID = "paid"


class Step(StrEnum):
    PREPARE = "prepare"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    ISSUE = "issue"
    TRANSFER = "transfer"
    PAY = "pay"
    RETURN = "return"


# What has been done.
STATE_LABELS = {
    State.OPEN: "Ouvert",
    State.PREPARED: "Préparé",
    State.VERIFIED: "Vérifié",
    State.APPROVED: "Approuvé",
    State.ISSUED: "Émis",
    State.TRANSFERRED: "Virement remis",
    State.PAID: "Payé",
}

# What is now awaited.
AWAITED_LABELS = {
    State.OPEN: "À préparer",
    State.PREPARED: "À vérifier",
    State.VERIFIED: "À approuver",
    State.APPROVED: "À émettre",
    State.ISSUED: "À virer",
    State.TRANSFERRED: "Paiement à confirmer",
    State.PAID: "Clôturé",
}

# What the button says.
STEP_LABELS = {
    Step.PREPARE: "Préparer les relevés",
    Step.VERIFY: "Vérifier le mois",
    Step.SEND_BACK: "Renvoyer à la vérification",
    Step.APPROVE: "Approuver les relevés",
    Step.ISSUE: "Émettre les relevés",
    Step.TRANSFER: "Créer le fichier de virement",
    Step.PAY: "Confirmer le paiement",
    Step.RETURN: "Noter un virement rejeté par la banque",
}

_TARGETS = {
    Step.PREPARE: State.PREPARED,
    Step.VERIFY: State.VERIFIED,
    Step.SEND_BACK: State.PREPARED,
    Step.APPROVE: State.APPROVED,
    Step.ISSUE: State.ISSUED,
    Step.TRANSFER: State.TRANSFERRED,
    Step.PAY: State.PAID,
    Step.RETURN: State.TRANSFERRED,
}

# Drafts can be computed again until they are verified; the transfer file can be made again until it is paid,
# and after the bank has sent a transfer back.
_ALLOWED = {
    State.OPEN: (Step.PREPARE,),
    State.PREPARED: (Step.VERIFY, Step.PREPARE),
    State.VERIFIED: (Step.APPROVE, Step.SEND_BACK),
    State.APPROVED: (Step.ISSUE, Step.SEND_BACK),
    State.ISSUED: (Step.TRANSFER, Step.PAY),
    State.TRANSFERRED: (Step.PAY, Step.TRANSFER),
    State.PAID: (Step.RETURN,),
}

_ORDER = tuple(State)
_BACKWARDS = (Step.SEND_BACK, Step.RETURN)
_STEP_TO = {state: step for step, state in _TARGETS.items() if step not in _BACKWARDS}


def target(step: Step) -> State:
    """Each step leads to one state.

    Source: the practice's closing: open, prepared, verified, approved, issued, transferred, paid.
    """
    return _TARGETS[step]


def possible_steps(state: State) -> tuple[Step, ...]:
    """The steps that can be taken from a state, the expected one first.

    Source: the practice's closing; what is not issued can be sent back, what is issued can only be paid, by
    the bank's file or by hand.
    """
    return _ALLOWED[state]


def next_states(state: State) -> tuple[State, ...]:
    """The states that one step from here leads to, the expected one first.

    Source: the practice's closing.
    """
    return tuple(target(step) for step in possible_steps(state))


def can_step(state: State, step: Step) -> bool:
    """A step is taken only from the states that allow it.

    Source: the practice's closing.
    """
    return step in _ALLOWED[state]


def has_reached(state: State, wanted: State) -> bool:
    """A month that is further on has reached all that comes before, so that repeating a step does nothing.

    Source: the practice's closing; two workers may take the same step at once.
    """
    return _ORDER.index(state) >= _ORDER.index(wanted)


def steps_until(state: State, wanted: State) -> tuple[Step, ...]:
    """The forward steps that lead from a state to another, none when it is already reached.

    Source: the practice's closing; nothing is skipped on the way.
    """
    return tuple(_STEP_TO[reached] for reached in _ORDER[_ORDER.index(state) + 1 : _ORDER.index(wanted) + 1])
