"""What is written of how the practice works: lists, règlement, numbers, protocols."""

from django import forms

from cabinet.forms.read_values import ReadValuesForm
from cabinet.text import sentence
from patients.models import DirectoryEntry, DirectoryKind

LINES = {"rows": 16, "spellcheck": "true"}


class VersionedForm(forms.Form):
    """`version` is that of what was read: who comes second does not write over the first."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=0)

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0


class ListForm(VersionedForm):
    items = forms.CharField(
        label="Points à cocher",
        max_length=12_000,
        required=False,
        widget=forms.Textarea(attrs=LINES),
        help_text="Une ligne par point. Ce qui est entre parenthèses à la fin d’une ligne aide qui le fait "
        "pour la première fois.",
    )


class HouseRulesForm(VersionedForm):
    body = forms.CharField(
        label="Texte",
        max_length=40_000,
        required=False,
        widget=forms.Textarea(attrs=LINES | {"rows": 28}),
        help_text="Une ligne qui commence par # est un titre\u202f; par un tiret, un point de liste.",
    )


class ProtocolForm(VersionedForm):
    title = forms.CharField(
        label="Titre",
        max_length=100,
        required=False,
        help_text="Ce que dit le patient\u202f: « Fièvre chez un enfant », « Douleur dans la poitrine ».",
    )
    body = forms.CharField(
        label="Conduite à tenir",
        max_length=8_000,
        required=False,
        widget=forms.Textarea(attrs=LINES | {"rows": 12}),
        help_text="Ce qu’il faut demander, dans l’ordre, puis où envoyer. Une ligne qui commence par # est "
        "un titre\u202f; par un tiret, un point.",
    )


class DirectoryForm(ReadValuesForm):
    kind = forms.ChoiceField(
        label="C’est", choices=[(kind.value, sentence(kind.label)) for kind in DirectoryKind]
    )

    class Meta:
        model = DirectoryEntry
        fields = ("kind", "name", "phone", "hours", "note", "without_doctor")
        labels = {"without_doctor": "Montré les jours sans médecin"}
        help_texts = {
            "phone": "Comme on le compose\u202f: « 15 », « 116 117 », « 02 51 00 00 12 ».",
            "hours": "« du lundi au vendredi, 9 h – 18 h »",
            "note": "Ce qu’il faut savoir avant d’y envoyer quelqu’un.",
        }
