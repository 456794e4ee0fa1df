"""What the mairie types: amounts as people write them, a cell for each month and kind."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from cabinet.text import month as month_said
from cabinet.text import number
from commune.models import Grant
from commune.rules.cost_kinds import KINDS
from commune.rules.cost_paste import HIGHEST
from planning.forms.fields import DayField
from retrocession.reading.values import parse_amount


class CostField(forms.CharField):
    """« 1 234,56 », or nothing: not entered."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 20})
        super().__init__(required=False, widget=widget, max_length=20, **kwargs)

    def prepare_value(self, value: Decimal | str | None) -> str | None:
        return number(value, 2) if isinstance(value, Decimal) else value

    def clean(self, value: str | None) -> Decimal | None:
        text = " ".join((super().clean(value) or "").replace("\xa0", " ").split())
        if not text:
            return None
        try:
            amount = parse_amount(text)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        if not 0 <= amount <= HIGHEST:
            raise forms.ValidationError("Un coût ne peut pas être négatif.")
        return amount


def cell_name(month: date, kind: str) -> str:
    return f"{month:%m}-{kind}"


class CostsForm(forms.Form):
    """A year: twelve months of each kind. `seen` is the mark of what was read."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args: Any, months: list[date], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.months = months
        for month in months:
            for kind, label in KINDS.items():
                field = CostField(label=f"{label}, {month_said(month)}")
                field.widget.attrs["aria-label"] = field.label
                self.fields[cell_name(month, kind)] = field

    @staticmethod
    def initial_of(costs: Mapping[tuple[date, str], Decimal]) -> dict[str, Decimal]:
        return {cell_name(month, kind): amount for (month, kind), amount in costs.items()}

    @property
    def cells(self) -> dict[tuple[date, str], Decimal | None]:
        return {
            (month, kind): self.cleaned_data[cell_name(month, kind)]
            for month in self.months
            for kind in KINDS
        }

    def rows(self) -> list[tuple[date, list[tuple[str, forms.BoundField]]]]:
        """Each month with its fields and the name of each kind."""
        return [
            (month, [(label, self[cell_name(month, kind)]) for kind, label in KINDS.items()])
            for month in self.months
        ]

    @property
    def wrong(self) -> list[str]:
        """Each cell that cannot be read, with where it stands."""
        return [
            f"{self.fields[name].label}\u202f: {error}"
            for name, errors in self.errors.items()
            if name in self.fields
            for error in errors
        ]


class BudgetForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in KINDS.items():
            field = CostField(label=label)
            field.widget.attrs["aria-label"] = f"Budget\u202f: {label}"
            self.fields[kind] = field

    @property
    def amounts(self) -> dict[str, Decimal | None]:
        return {kind: self.cleaned_data[kind] for kind in KINDS}


class PasteForm(forms.Form):
    """What a spreadsheet puts on the clipboard. `seen`: the mark of the preview that is confirmed."""

    text = forms.CharField(
        label="Tableau copié",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Une ligne de titres, puis une ligne par mois. Les mois peuvent aussi être en colonnes.",
        error_messages={"required": "Collez d’abord un tableau."},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)


class GrantForm(forms.Form):
    payer = forms.CharField(label="Financeur", max_length=120, help_text="Par exemple\u202f: la Région.")
    title = forms.CharField(label="Objet", max_length=160)
    amount = CostField(label="Montant, en euros")
    purpose = forms.ChoiceField(
        label="C’est pour",
        choices=[("investment", "Investir"), ("running", "Fonctionner")],
        widget=forms.RadioSelect,
        initial="investment",
        help_text="Une aide au fonctionnement est répartie sur ses mois et vient en déduction des coûts.",
    )
    starts_on = DayField(label="Premier jour")
    ends_on = DayField(
        label="Dernier jour",
        required=False,
        help_text="Jusqu’où ses conditions engagent la commune. Vide\u202f: sans fin.",
    )
    conditions = forms.CharField(
        label="Conditions", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    @classmethod
    def of(cls, grant: Grant) -> "GrantForm":
        return cls(initial={name: getattr(grant, name) for name in cls.base_fields})

    def clean_amount(self) -> Decimal:
        amount = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError("Écrivez le montant, par exemple 50 000.")
        return amount

    @property
    def values(self) -> dict[str, object]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}
