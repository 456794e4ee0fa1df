"""Moving somebody: to another wave, to another step; with the reason."""

from typing import Any

from django import forms

from cabinet.text import sentence
from patients.actions.waves import REASON_LIMIT
from patients.models import Patient
from patients.rules.steps import STEP_LABELS, next_steps
from patients.rules.waves import WAVE_LABELS

COMPUTED = "0"


class WaveForm(forms.Form):
    wave = forms.TypedChoiceField(
        label="Vague",
        choices=[*((str(wave), f"{wave}, {label}") for wave, label in WAVE_LABELS.items()),
                 (COMPUTED, "celle qui se déduit de son dossier")],
        coerce=lambda value: int(value) or None,
        empty_value=None,
        widget=forms.RadioSelect,
    )  # fmt: skip
    wave_reason = forms.CharField(label="Pourquoi", max_length=REASON_LIMIT, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class StepForm(forms.Form):
    """`patient`: only the steps that may follow theirs are offered."""

    after = forms.ChoiceField(label="Étape", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Pourquoi", max_length=REASON_LIMIT, required=False,
        help_text="Demandé pour orienter ailleurs, pour laisser sans suite, et pour revenir sur la liste.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, patient: Patient, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [
            (step, sentence(STEP_LABELS[step])) for step in next_steps(patient.step)
        ]
