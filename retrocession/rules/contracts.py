"""The life of a contract: its states, its steps, and what is awaited of whom."""

from datetime import date, timedelta
from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    SIGNED = "signed"
    FILED = "filed"
    AUTHORISED = "authorised"
    DEEMED = "deemed"
    REFUSED = "refused"
    ENDED = "ended"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    SEND = "send"
    TAKE_BACK = "take_back"
    WITHDRAW = "withdraw"
    SIGN = "sign"
    FILE = "file"
    AUTHORISE = "authorise"
    DEEM = "deem"
    REFUSE = "refuse"
    END = "end"
    CLOSE = "close"


STATE_LABELS = {
    State.DRAFT: "brouillon",
    State.SENT: "à signer",
    State.SIGNED: "signé, à transmettre au CDOM",
    State.FILED: "transmis au CDOM",
    State.AUTHORISED: "autorisé par le CDOM",
    State.DEEMED: "réputé accepté",
    State.REFUSED: "refusé par le CDOM",
    State.ENDED: "terminé",
    State.CLOSED: "clos",
    State.WITHDRAWN: "abandonné",
}

_TARGETS = {
    Step.SEND: State.SENT,
    Step.TAKE_BACK: State.DRAFT,
    Step.WITHDRAW: State.WITHDRAWN,
    Step.SIGN: State.SIGNED,
    Step.FILE: State.FILED,
    Step.AUTHORISE: State.AUTHORISED,
    Step.DEEM: State.DEEMED,
    Step.REFUSE: State.REFUSED,
    Step.END: State.ENDED,
    Step.CLOSE: State.CLOSED,
}

_ALLOWED = {
    State.DRAFT: (Step.SEND, Step.WITHDRAW),
    State.SENT: (Step.SIGN, Step.TAKE_BACK, Step.WITHDRAW),
    State.SIGNED: (Step.FILE,),
    State.FILED: (Step.AUTHORISE, Step.DEEM, Step.REFUSE),
    State.AUTHORISED: (Step.END,),
    State.DEEMED: (Step.END,),
    State.ENDED: (Step.CLOSE,),
    State.REFUSED: (),
    State.CLOSED: (),
    State.WITHDRAWN: (),
}

_SIGNED = frozenset(
    {State.SIGNED, State.FILED, State.AUTHORISED, State.DEEMED, State.REFUSED, State.ENDED, State.CLOSED}
)
#: These no longer bind anybody: another contract may be made in their place.
OVER_WITHOUT_EFFECT = frozenset({State.REFUSED, State.WITHDRAWN})

#: The Order is told within one month.
FILED_WITHIN = timedelta(days=30)
#: So many days before its first day, a contract that is not ready is talked about.
ALERT_DAYS = (15, 3, 1)


class Alert(StrEnum):
    """What is said once about a contract, in order."""

    NONE = ""
    TO_SEND = "d15"
    UNSIGNED = "d3"
    UNSIGNED_EVE = "d1"
    TO_FILE = "f15"
    UNFILED_EVE = "f1"
    OVERDUE = "overdue"


_ORDER = tuple(Alert)


def target(step: Step) -> State:
    """Each step leads to one state.

    Source: the life of a contract: draft, sent, signed by both, sent to the CDOM, answered, ended, closed.
    """
    return _TARGETS[step]


def can_step(state: State, step: Step) -> bool:
    """A step is taken only from the states that allow it; what is signed is never taken back.

    Source: the life of a contract.
    """
    return step in _ALLOWED[state]


def is_signed(state: State) -> bool:
    """A contract is signed once both doctors have signed, whatever becomes of it afterwards.

    Source: CSP, art. L.4113-9: the signed contract is what is sent to the Order.
    """
    return state in _SIGNED


def filing_due_on(signed_on: date) -> date:
    """A signed contract is sent to the CDOM within one month.

    Source: CSP, art. L.4113-9.
    """
    return signed_on + FILED_WITHIN


def alert_of(
    state: State, *, first_day: date | None, today: date, signed_on: date | None = None, filed: bool = False
) -> Alert:
    """A draft is spoken of 15 days before its first day, an unsigned contract 3 days and 1 day before.

    One that the CDOM has not had is spoken of 15 days and 1 day before its first day, then 30 days after it
    was signed; signed later than 15 days before, the signature itself has just said so.

    Source: CSP, art. L.4113-9; reminders agreed by the practice.
    """
    if state in (State.DRAFT, State.SENT):
        left = None if first_day is None else (first_day - today).days
        if left is None or left > ALERT_DAYS[0]:
            return Alert.NONE
        if left <= ALERT_DAYS[2]:
            return Alert.UNSIGNED_EVE
        if left <= ALERT_DAYS[1]:
            return Alert.UNSIGNED
        return Alert.TO_SEND if state is State.DRAFT else Alert.NONE
    if is_signed(state) and not filed and signed_on:
        return _to_file(first_day, today, signed_on)
    return Alert.NONE


def _to_file(first_day: date | None, today: date, signed_on: date) -> Alert:
    if today >= filing_due_on(signed_on):
        return Alert.OVERDUE
    if first_day is None or first_day < today:
        return Alert.NONE
    first_told = first_day - timedelta(days=ALERT_DAYS[0])
    if first_day - today <= timedelta(days=ALERT_DAYS[2]):
        return Alert.UNFILED_EVE
    return Alert.TO_FILE if signed_on <= first_told <= today else Alert.NONE


def is_news(alert: Alert, told: Alert) -> bool:
    """Each alert is given once, and none after a later one.

    Source: reminders agreed by the practice.
    """
    return _ORDER.index(alert) > _ORDER.index(told)
