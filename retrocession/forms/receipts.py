"""What is typed to bring receipts in: a file and its month, the columns it names otherwise, a reason."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.conf import settings

from cabinet.clock import parse_month
from cabinet.text import month as month_text
from cabinet.text import sentence
from retrocession.actions.receipts import MAX_REASON
from retrocession.actions.receipts_refused import FileTooLarge


class UploadForm(forms.Form):
    """`months` are those that may be chosen, the first being proposed."""

    file = forms.FileField(
        label="Export des recettes",
        help_text="Le fichier CSV du logiciel médical. Les noms des patients n’en sont pas gardés.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": "Choisissez le fichier exporté du logiciel médical.",
            "empty": "Ce fichier est vide. Refaites l’export du mois, puis recommencez.",
        },
    )
    month = forms.TypedChoiceField(label="Mois des recettes", coerce=parse_month)

    def __init__(self, *args, months: Iterable[date], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(f"{one:%Y-%m}", sentence(month_text(one))) for one in months]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.RECEIPTS_MAX_BYTES:
            raise forms.ValidationError(FileTooLarge(settings.RECEIPTS_MAX_BYTES).message)
        return file


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi cette ligne est laissée de côté",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cette raison reste écrite avec le fichier.",
        error_messages={"required": "Indiquez pourquoi cette ligne est mise de côté."},
    )
