"""Somebody on the phone: what one asks, in the order in which one asks it."""

from dataclasses import fields
from typing import Any

from django import forms

from patients.actions.refused import EntryRefused
from patients.forms.fields import TypedDayField
from patients.models import Criterion, Patient
from patients.rules.entry import LENGTHS, Entry

NAMES = frozenset(field.name for field in fields(Entry))


def text(label: str, name: str, *, required: bool = False, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    missing = {"required": f"{label}\u202f: à remplir."}
    return forms.CharField(
        label=label, max_length=LENGTHS[name], required=required, widget=widget, error_messages=missing
    )


class KeyedTicks(forms.CheckboxSelectMultiple):
    """Each tick has its digit, heard while one of them has the focus."""

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        option["attrs"] |= {"data-key": str(index + 1), "aria-keyshortcuts": str(index + 1)}
        return option


class EntryForm(forms.Form):
    """What an `Entry` is made of. `same` is ticked when a look-alike was said to be another person."""

    last_name = text("Nom", "last_name", required=True, autocapitalize="characters", autofocus="")
    first_name = text("Prénom", "first_name", required=True)
    birth_on = TypedDayField(label="Né(e) le")
    phone = text("Téléphone", "phone", type="tel", inputmode="tel")
    commune = text("Commune", "commune")
    criteria = forms.MultipleChoiceField(
        label="Pourquoi en premier", choices=Criterion, required=False, widget=KeyedTicks
    )
    renewal_until_on = TypedDayField(label="Traitement renouvelé jusqu’au", required=False, past=False)
    called_by = text("Qui appelle, si ce n’est pas le patient", "called_by", placeholder="sa fille")
    on_former_list = forms.BooleanField(label="Sur la liste du médecin parti", required=False)
    without_doctor = forms.BooleanField(label="Sans médecin traitant", required=False, initial=True)
    kept_apart = forms.BooleanField(label="Non, c’est une autre personne", required=False)

    def entry(self) -> Entry:
        """What was typed. Only for a valid form."""
        return Entry(**self.values())

    def values(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name in NAMES}
        if "criteria" in kept:
            kept["criteria"] = tuple(kept["criteria"])
        return kept

    def refuse(self, refused: EntryRefused) -> None:
        """Each fault beside its field."""
        for field, sentences in refused.faults.items():
            for sentence in sentences:
                self.add_error(field if field in self.fields else None, sentence)


class NewPatientForm(EntryForm):
    """The short one, for the phone."""


class PatientForm(EntryForm):
    """All that the desk keeps of somebody; `version` is the one that was read."""

    birth_name = text("Nom de naissance", "birth_name")
    second_phone = text("Autre téléphone", "second_phone", type="tel", inputmode="tel")
    address = text("Adresse", "address")
    postcode = forms.CharField(
        label="Code postal",
        max_length=5,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    file_number = text("Numéro de dossier", "file_number")
    remark = text("Remarque, pour l’accueil", "remark")
    version = forms.IntegerField(widget=forms.HiddenInput)


class ContactForm(forms.Form):
    """What the télésecrétariat may put right."""

    phone = text("Téléphone", "phone", type="tel", inputmode="tel")
    second_phone = text("Autre téléphone", "second_phone", type="tel", inputmode="tel")
    version = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("phone", "second_phone")}

    def refuse(self, refused: EntryRefused) -> None:
        for field, sentences in refused.faults.items():
            self.add_error(field if field in self.fields else None, " ".join(sentences))


def initial_of(patient: Patient) -> dict[str, Any]:
    """A file as its form shows it: telephones as they were said."""
    said = {name: getattr(patient, name) for name in NAMES}
    said |= {"phone": patient.phone_typed or patient.phone, "version": patient.version}
    return said | {"second_phone": patient.second_phone_typed or patient.second_phone}


def now_said(form: forms.Form, patient: Patient) -> list[tuple[str, str]]:
    """(label, what stands) for each field that was typed otherwise than what another desk wrote meanwhile."""
    stands = initial_of(patient)
    return [
        (str(field.label), said(stands[name]))
        for name, field in form.fields.items()
        if name in NAMES and name in form.cleaned_data and said(form.cleaned_data[name]) != said(stands[name])
    ]


def said(value: object) -> str:
    if value is None or value == "":
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list | tuple):
        return ", ".join(str(Criterion(code).label) for code in sorted(value)) or "aucun"
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return str(value)
