"""What is typed to bring receipts in: a file and its month, the columns it names otherwise, a reason."""

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.conf import settings

from cabinet.clock import parse_month
from cabinet.text import month as month_text
from cabinet.text import sentence
from retrocession.actions.receipts import MAX_REASON
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.reading import Columns


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


class ColumnsForm(forms.Form):
    """One choice for each column that was not recognised, among the titles that are left."""

    prefix = "colonne"

    def __init__(self, *args, columns: Columns, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        taken = {*columns.recognised.values(), *columns.dropped}
        left = [(title, title) for title in columns.headers if title and title not in taken]
        for name, label in zip(columns.missing, columns.missing_labels, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[("", "Choisir une colonne du fichier"), *left],
                error_messages={"required": "Indiquez quelle colonne du fichier c’est."},
            )


def told_columns(data: Mapping[str, str]) -> dict[str, str]:
    """{canonical column: title} as `ColumnsForm` sends it."""
    start = f"{ColumnsForm.prefix}-"
    return {
        name.removeprefix(start): title for name, title in data.items() if name.startswith(start) and title
    }


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi cette ligne est laissée de côté",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Cette raison reste écrite avec le fichier.",
        error_messages={"required": "Indiquez pourquoi cette ligne est mise de côté."},
    )
