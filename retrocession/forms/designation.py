"""Naming the médecin remplacé of a month, and correcting it once the month is settled."""

from datetime import date

from django import forms

from cabinet import text
from cabinet.clock import parse_month
from cabinet.models import Membership
from retrocession.queries.months import MonthRow


class DesignationForm(forms.Form):
    month = forms.ChoiceField(label="Mois")
    titulaire = forms.ChoiceField(
        label="Médecin remplacé", error_messages={"required": "Choisissez un titulaire."}
    )

    def __init__(self, *args, months: list[MonthRow], titulaires: list[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.month: row for row in months}
        self.titulaires = {str(titulaire.pk): titulaire for titulaire in titulaires}
        self.fields["month"].choices = [
            (f"{row.month:%Y-%m}", text.sentence(text.month(row.month))) for row in reversed(months)
        ]
        self.fields["titulaire"].choices = [
            ("", "Choisir…"),
            *[(key, titulaire.display_name) for key, titulaire in self.titulaires.items()],
        ]

    def clean_month(self) -> date:
        return parse_month(self.cleaned_data["month"])

    def clean_titulaire(self) -> Membership:
        return self.titulaires[self.cleaned_data["titulaire"]]

    @property
    def row(self) -> MonthRow:
        return self.rows[self.cleaned_data["month"]]


class CorrectionForm(DesignationForm):
    """`seen` had the month on the page that was read."""

    seen = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Motif de la correction",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste inscrit au mois, avec votre nom et l’heure.",
        error_messages={"required": "Dites pourquoi le médecin remplacé est corrigé."},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("month", "titulaire"):
            self.fields[name].widget = self.fields[name].hidden_widget()
