"""A step, with its day."""

from datetime import date
from typing import Any

from django import forms

from cabinet.models import Membership, Role
from cabinet.text import sentence
from commune.rules.settling import STEPS
from planning.forms.fields import DayField, MemberField


class StepForm(forms.Form):
    membership = MemberField(label="Médecin")
    step = forms.ChoiceField(
        label="Étape",
        choices=[(step, sentence(label)) for step, label in STEPS.items()],
        widget=forms.RadioSelect,
    )
    on = DayField(label="Depuis le")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        doctors = Membership.objects.filter(role=Role.REMPLACANT).select_related("person")
        self.fields["membership"].queryset = doctors.order_by("person__sort_key", "pk")
        self.fields["on"].initial = today
