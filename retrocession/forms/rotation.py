"""What is read before a rotation is adopted or two months are exchanged."""

from datetime import date

from django import forms

from cabinet import text
from cabinet.clock import parse_month
from cabinet.models import Membership
from retrocession.queries.months import MonthRow


def written(proposal: dict[date, Membership]) -> str:
    """A proposal as the page carries it: what is adopted is what was on the screen."""
    return " ".join(f"{month:%Y-%m}={titulaire.pk}" for month, titulaire in proposal.items())


class AdoptionForm(forms.Form):
    proposal = forms.CharField(
        max_length=1000,
        widget=forms.HiddenInput,
        error_messages={
            "required": "La proposition est vide\u202f: tous les mois ont leur médecin remplacé."
        },
    )

    def __init__(self, *args, titulaires: list[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.titulaires = {str(titulaire.pk): titulaire for titulaire in titulaires}

    def clean_proposal(self) -> dict[date, Membership]:
        try:
            pairs = [one.split("=") for one in self.cleaned_data["proposal"].split()]
            return {parse_month(month): self.titulaires[pk] for month, pk in pairs}
        except (ValueError, KeyError):
            raise forms.ValidationError("Cette proposition n’est plus lisible. Relisez-la.") from None


class ExchangeForm(forms.Form):
    """Two months that have a médecin remplacé who can still change, not the same one."""

    first = forms.ChoiceField(label="Un mois", error_messages={"required": "Choisissez un mois."})
    second = forms.ChoiceField(
        label="Contre un autre", error_messages={"required": "Choisissez un autre mois."}
    )

    def __init__(self, *args, months: list[MonthRow], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {
            f"{row.month:%Y-%m}": row for row in reversed(months) if row.titulaire and row.can_change
        }
        choices = [("", "Choisir…")] + [
            (key, f"{text.sentence(text.month(row.month))} · {row.titulaire.display_name}")
            for key, row in self.rows.items()
            if row.titulaire
        ]
        self.fields["first"].choices = self.fields["second"].choices = choices

    def clean(self) -> dict:
        values = super().clean()
        if not self.errors and self.one.titulaire.person_id == self.other.titulaire.person_id:
            self.add_error("second", f"{self.other.titulaire.display_name} a déjà ces deux mois.")
        return values

    @property
    def one(self) -> MonthRow:
        return self.rows[self.cleaned_data["first"]]

    @property
    def other(self) -> MonthRow:
        return self.rows[self.cleaned_data["second"]]


class SeenForm(forms.Form):
    """Who had the two months when the exchange was read."""

    first_titulaire = forms.UUIDField(widget=forms.HiddenInput)
    second_titulaire = forms.UUIDField(widget=forms.HiddenInput)
