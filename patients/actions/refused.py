"""Why the front desk was refused something, each with its French sentence."""

from cabinet.actions.refusals import Refused
from patients.models import Patient
from patients.queries.alike import Alike


class EntryRefused(Refused):
    """422: what was said of somebody cannot be taken; `faults` says it by field."""

    def __init__(self, faults: dict[str, list[str]]) -> None:
        field, sentences = next(iter(faults.items()))
        super().__init__(sentences[0], field=field)
        self.faults = faults


class AlreadyEntered(Refused):
    """409: the same name and birth date; `patient` is the one who is there."""

    def __init__(self, patient: Patient) -> None:
        super().__init__("Cette personne est déjà sur la liste\u202f: ouvrez son dossier.", field="last_name")
        self.patient = patient


class LooksLikeSomebody(Refused):
    """409: nobody has said yet whether these are one person or two; `alike` are those of the practice."""

    def __init__(self, alike: list[Alike]) -> None:
        super().__init__(
            "Quelqu’un lui ressemble beaucoup\u202f: dites si c’est la même personne ou si elles sont deux.",
            field="last_name",
        )
        self.alike = alike


class ChangedMeanwhile(Refused):
    """409: another desk wrote this file since it was read; `now` is what stands."""

    def __init__(self, now: Patient) -> None:
        super().__init__(
            "Ce dossier a été modifié ailleurs pendant que vous l’écriviez. Rien n’est perdu\u202f: "
            "comparez, puis enregistrez de nouveau."
        )
        self.now = now


class StepRefused(Refused):
    """409: that step does not follow the one where they are now; 422 with `field`: its reason is missing."""
