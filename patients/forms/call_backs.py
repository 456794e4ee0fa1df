"""Whom to call back, why, and from when."""

from datetime import datetime

from django import forms

from cabinet.text import clock, day
from patients.models import CallBack, CallReason, Patient
from patients.rules.calls import hours_left

#: Reasons that a person at the desk chooses; moving an appointment comes with its appointment.
ASKED_FOR = [
    (reason.value, reason.label.capitalize())
    for reason in CallReason
    if reason is not CallReason.MOVE_APPOINTMENT
]


def hours_offered(at: datetime) -> list[tuple[str, str]]:
    """(ISO instant, « Après 14 h »); the last is the next morning."""
    *today, morning = hours_left(at)
    return [
        *((moment.isoformat(), f"Après {clock(moment)}") for moment in today),
        (morning.isoformat(), f"{day(morning).capitalize()}, {clock(morning)}"),
    ]


class CallBackForm(forms.Form):
    """`patient` known: neither name nor telephone is asked."""

    name = forms.CharField(
        label="Nom", max_length=120, widget=forms.TextInput(attrs={"autofocus": "", "autocomplete": "off"})
    )
    phone_typed = forms.CharField(
        label="Téléphone", max_length=40, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    )
    reason = forms.ChoiceField(label="Motif", choices=ASKED_FOR, initial=CallReason.OTHER)
    note = forms.CharField(
        label="Note",
        max_length=CallBack._meta.get_field("note").max_length,
        required=False,
        help_text="Pour l’accueil, rien de médical.",
    )
    later = forms.ChoiceField(label="Quand rappeler", required=False)
    urgent = forms.BooleanField(label="À rappeler en premier", required=False)

    def __init__(self, *args, at: datetime, patient: Patient | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["later"].choices = [("", "Dès que possible"), *hours_offered(at)]
        if patient is not None:
            self.fields["reason"].widget.attrs["autofocus"] = ""
            del self.fields["name"]
            del self.fields["phone_typed"]
