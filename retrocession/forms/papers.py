"""What is typed about a doctor's papers."""

from collections.abc import Iterable

from django import forms

from cabinet.models import Membership
from cabinet.text import sentence
from retrocession.rules.papers import PAPER_LABELS, PaperKind


class PaperForm(forms.Form):
    """`doctors`: of whom one may record papers; a doctor alone has nobody to choose."""

    membership = forms.ChoiceField(label="Médecin", error_messages={"required": "Choisissez le médecin."})
    kind = forms.TypedChoiceField(
        label="Document",
        choices=[("", "Choisir…"), *[(kind.value, sentence(label)) for kind, label in PAPER_LABELS.items()]],
        coerce=PaperKind,
        error_messages={"required": "Choisissez le document."},
    )
    reference = forms.CharField(
        label="Numéro ou référence",
        max_length=80,
        error_messages={"required": "Indiquez le numéro ou la référence du document."},
    )
    expires_on = forms.DateField(
        label="Valable jusqu’au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Obligatoire pour une licence et une assurance.",
    )

    def __init__(self, *args, doctors: Iterable[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.doctors = {str(doctor.pk): doctor for doctor in doctors}
        choices = [(key, doctor.display_name) for key, doctor in self.doctors.items()]
        self.fields["membership"].choices = choices if len(choices) == 1 else [("", "Choisir…"), *choices]
        if len(choices) == 1:
            self.fields["membership"].widget = forms.HiddenInput()
            self.fields["membership"].initial = choices[0][0]

    def clean_membership(self) -> Membership:
        return self.doctors[self.cleaned_data["membership"]]


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi le retirer",
        max_length=200,
        error_messages={"required": "Dites pourquoi ce document est retiré."},
    )
