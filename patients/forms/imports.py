"""What is typed to bring a list in: a file and what it is, a reason."""

from django import forms

from patients.actions.imports import MAX_REASON
from patients.reading import MAX_BYTES


class UploadListForm(forms.Form):
    file = forms.FileField(
        label="Liste de patients",
        help_text="Un fichier .xlsx ou CSV, avec au moins le nom, le prénom et la date de naissance. Le "
        "numéro de sécurité sociale n’est jamais lu.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,text/csv"}),
        error_messages={
            "required": "Choisissez le fichier de la liste.",
            "empty": "Ce fichier est vide. Refaites l’export de la liste, puis recommencez.",
        },
    )
    former_list = forms.BooleanField(
        label="C’est la liste du médecin parti", required=False, initial=True,
        help_text="Ces personnes seront de la première vague.",
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"Ce fichier pèse plus de {MAX_BYTES // 1024**2}\u00a0Mo. Gardez une seule feuille, avec les "
                "colonnes utiles."
            )
        return file


class SetAsideLineForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi cette ligne est laissée de côté",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cette raison reste écrite avec la liste.",
        error_messages={"required": "Indiquez pourquoi cette ligne est mise de côté."},
    )
