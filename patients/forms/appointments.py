"""What a person says when they give an appointment, move it or say what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms

from patients.actions.appointments import NOTE_LIMIT, REASON_LIMIT
from patients.models import AppointmentKind, AppointmentState
from patients.queries.slot_choice import SlotChoice, read_slot

KINDS = [
    (AppointmentKind.FIRST, "Première"),
    (AppointmentKind.FOLLOW_UP, "Suivi"),
    (AppointmentKind.VISIT, "Visite"),
    (AppointmentKind.ASALEE, "ASALÉE"),
]
SAID = ("arrived", "in_consultation", "done", "no_show", "cancelled")


class SlotField(forms.ChoiceField):
    """An hour of somebody; one that is no longer offered is understood, and refused by the agenda."""

    default_error_messages = {"required": "Choisissez une heure.", "invalid_choice": "Choisissez une heure."}

    def valid_value(self, value: str) -> bool:
        try:
            read_slot(value)
        except ValueError:
            return False
        return True


class PlaceForm(forms.Form):
    """`beyond` is only shown once the half-day was said to be full of first consultations."""

    slot = SlotField(label="Quand")
    beyond = forms.BooleanField(label="Donner cette heure quand même", required=False)

    def __init__(self, *args: Any, choice: SlotChoice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(choice)

    def offer(self, choice: SlotChoice) -> None:
        """The hours to choose from."""
        self.fields["slot"].choices = [
            (group.label, [(option.value, option.label) for option in group.options])
            for group in choice.groups
        ]

    @property
    def place(self) -> tuple[UUID, datetime]:
        return read_slot(self.cleaned_data["slot"])


class BookForm(PlaceForm):
    kind = forms.ChoiceField(label="Type", choices=KINDS, widget=forms.RadioSelect)
    note = forms.CharField(
        label="Note", max_length=NOTE_LIMIT, required=False, help_text="Pour l’accueil, rien de médical."
    )


class MoveForm(PlaceForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="Pourquoi", max_length=REASON_LIMIT, required=False)


class StateForm(forms.Form):
    version = forms.IntegerField()
    state = forms.ChoiceField(choices=[(state, state) for state in SAID])
    reason = forms.CharField(max_length=REASON_LIMIT, required=False)

    @property
    def wanted(self) -> str:
        return str(AppointmentState(self.cleaned_data["state"]))


class UndoForm(forms.Form):
    version = forms.IntegerField()
