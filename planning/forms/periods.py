"""Closures, other targets, absences: a span of days and a few words."""

from datetime import date

from django import forms

from cabinet.models import Membership, Role
from cabinet.text import sentence
from planning.actions.absence import PLACE_LIMIT
from planning.forms.fields import DayField, MemberField, members
from planning.models import Absence, SpecialPeriod
from planning.permissions import HOLDERS, keeps_calendar

KINDS = [(value, sentence(label)) for value, label in Absence.Kind.choices]


class ClosureForm(forms.Form):
    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au")
    reason = forms.CharField(
        label="Pourquoi", max_length=80, help_text="Montré sur le planning\u202f: travaux, pont, congés…"
    )
    #: Said once those who are booked have been shown.
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    kind = SpecialPeriod.Kind.CLOSURE


class TargetForm(ClosureForm):
    weekly_target = forms.IntegerField(label="Jours de médecin visés par semaine", min_value=0, max_value=7)
    weekly_minimum = forms.IntegerField(label="Plancher", min_value=0, max_value=7)

    kind = SpecialPeriod.Kind.TARGET


class AbsenceForm(forms.Form):
    """`membership` for who keeps the calendar; `kind` and `place` for interns."""

    membership = MemberField(label="Qui", required=False)
    kind = forms.ChoiceField(
        label="Pourquoi", choices=KINDS, widget=forms.RadioSelect, initial=Absence.Kind.LEAVE
    )
    place = forms.CharField(
        label="Lieu du stage", max_length=PLACE_LIMIT, required=False, help_text="Pour un stage ailleurs."
    )
    starts_on = DayField(label="Du")
    ends_on = DayField(label="Au")
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, by: Membership, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        keeper = keeps_calendar(by)
        if keeper:
            self.fields["membership"].queryset = members(HOLDERS, on=on)
            self.fields["membership"].required = by.role not in HOLDERS
            if by.role in HOLDERS:
                self.fields["membership"].empty_label = "Moi"
        else:
            del self.fields["membership"]
        if not keeper and by.role != Role.INTERNE:
            del self.fields["kind"], self.fields["place"]

    def said(self) -> dict:
        """The values of `say_absence`; the form is valid."""
        typed = dict(self.cleaned_data)
        typed["membership"] = typed.get("membership") or self.by
        return typed
