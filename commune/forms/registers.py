"""What is written of an entry, and the answer to a request."""

from datetime import date
from typing import Any

from django import forms

from cabinet.models import Role
from cabinet.rules.files import SENTENCES, Fault
from cabinet.text import sentence
from commune.queries.registers import kinds_of
from commune.rules.registers import CARDS, CONVENTIONS, KINDS, OBSTACLES, PAPER, REQUESTS
from planning.forms.fields import DayField, MemberField, members

#: Register → what one writes of it, each with its label; the others are not asked.
FIELDS: dict[str, dict[str, str]] = {
    CONVENTIONS: {
        "title": "Avec qui, pour quoi",
        "reference": "Référence",
        "dated_on": "Depuis le",
        "due_on": "Jusqu’au",
        "note": "À savoir",
    },
    CARDS: {
        "title": "Contenu",
        "owner": "Titulaire attendu",
        "count": "Feuilles dans le lot",
        "dated_on": "Fait le",
        "due_on": "À faire avant le",
        "note": "À savoir",
    },
    PAPER: {"title": "Télé-service", "count": "Nombre", "dated_on": "Le", "note": "Pourquoi sur papier"},
    OBSTACLES: {
        "title": "L’obstacle",
        "reference": "Institution concernée",
        "dated_on": "Rencontré le",
        "due_on": "Réponse attendue le",
        "note": "À savoir",
    },
    REQUESTS: {
        "title": "Ce qu’il faut",
        "dated_on": "Demandé le",
        "due_on": "Avant le",
        "note": "Précisions",
    },
}
OPTIONAL = ("reference", "due_on", "note", "owner", "count")


class JoinedFileField(forms.FileField):
    """What it is, and whether it is kept, is asked of its content."""

    widget = forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"})

    def __init__(self, **kwargs: Any) -> None:
        said = "Un PDF ou une photo, 10\u202fMo au plus. Aucun document sur un patient."
        empty = {"required": "Choisissez le document à joindre.", "empty": SENTENCES[Fault.EMPTY]}
        super().__init__(help_text=said, error_messages=empty, **kwargs)


class FileForm(forms.Form):
    file = JoinedFileField(label="Document")


class EntryForm(forms.Form):
    """Only the fields of its register; nothing about a patient belongs in any of them."""

    kind = forms.ChoiceField(label="C’est", widget=forms.RadioSelect)
    title = forms.CharField(max_length=160)
    reference = forms.CharField(max_length=80, required=False)
    owner = MemberField(required=False)
    count = forms.IntegerField(min_value=1, max_value=100_000, required=False)
    dated_on = DayField()
    due_on = DayField(required=False)
    note = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = JoinedFileField(label="Pièce jointe", required=False)

    def __init__(self, *args: Any, register: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = FIELDS[register]
        for name in [name for name in self.fields if name not in ("kind", "file", *labels)]:
            del self.fields[name]
        for name, label in labels.items():
            self.fields[name].label = label
        kinds = kinds_of(register)
        self.fields["kind"].choices = [(kind, sentence(KINDS[kind][1])) for kind in kinds]
        self.fields["kind"].initial = kinds[0]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        self.fields["dated_on"].initial = today
        self.fields["title"].help_text = "Aucun nom de patient." if register != REQUESTS else ""
        if "owner" in self.fields:
            self.fields["owner"].queryset = members([Role.TITULAIRE], on=today)
        if register == PAPER:
            self.fields["count"].required = True

    @property
    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}


class AnswerForm(forms.Form):
    """`to`: the next state; `version`: of the entry that was read."""

    to = forms.CharField(max_length=8)
    version = forms.IntegerField(min_value=1)
    answer = forms.CharField(
        label="Un mot", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
