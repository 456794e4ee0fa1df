"""The six steps of a closing as a screen shows them."""

from dataclasses import dataclass

from cabinet import text
from cabinet.models import Membership
from retrocession.models import MonthClosing, TransferFile
from retrocession.rules.closing import AWAITED_LABELS, STATE_LABELS, State, has_reached


@dataclass(frozen=True)
class StepShown:
    """A step of the sequence, for `components/steps.html`."""

    name: str
    note: str
    state: str


#: State reached, word when it is still to come, what it will be.
SEQUENCE = (
    (State.PREPARED, "Préparé", "projets de relevés"),
    (State.VERIFIED, "Vérifié", "par la secrétaire"),
    (State.APPROVED, "Approuvé", "par {titulaire}"),
    (State.ISSUED, "Émis", "relevés numérotés"),
    (State.TRANSFERRED, "Virement", "fichier bancaire"),
    (State.PAID, "Payé", "réception confirmée"),
)


def steps_shown(
    closing: MonthClosing | None, titulaire: Membership | None, transfer: TransferFile | None
) -> list[StepShown]:
    """The six steps: what is done by whom and when, what is awaited, what will come."""
    state = State(closing.state) if closing else State.OPEN
    steps = []
    awaited = True
    for reached, word, note in SEQUENCE:
        if has_reached(state, reached):
            steps.append(StepShown(STATE_LABELS[reached], _trace(closing, reached, transfer), "done"))
            continue
        note = note.format(titulaire=titulaire.display_name if titulaire else "le médecin remplacé")
        steps.append(
            StepShown(AWAITED_LABELS[state] if awaited else word, note, "current" if awaited else "to_come")
        )
        awaited = False
    return steps


def _trace(closing: MonthClosing | None, reached: State, transfer: TransferFile | None) -> str:
    """« Baptiste J., lun. 2 nov., 11 h 20 »; without a name it was the clock or the operator."""
    if reached is State.TRANSFERRED:
        at, by = (transfer.made_at, transfer.made_by) if transfer else (None, None)
    else:
        at = getattr(closing, f"{reached}_at", None)
        by = getattr(closing, f"{reached}_by", None)
    if at is None:
        return ""
    if by is None:
        return text.instant(at)
    name = by.display_name if by.is_doctor else f"{by.person.first_name} {by.person.last_name[:1]}."
    return f"{name}, {text.instant(at)}"
