"""The filters of the trace of accesses."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cabinet.house import traced
from cabinet.models import Access, Membership
from planning.forms.fields import DayField


class AccessForm(forms.Form):
    member = forms.ChoiceField(label="Qui", required=False)
    kind = forms.ChoiceField(label="Quoi", required=False)
    verb = forms.ChoiceField(label="Comment", required=False, choices=[("", "Tout"), *Access.Verb.choices])
    first = DayField(label="Du", required=False)
    last = DayField(label="Au", required=False)
    patient = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, readers: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", "Tout"),
            *((one.kind, f"{one.many[0].upper()}{one.many[1:]}") for one in traced()),
        ]
        self.fields["member"].choices = [
            ("", "Tout le monde"),
            *((str(m.pk), m.display_name) for m in readers),
        ]
