"""What is typed of a day: a total by mode, the cheques, what went wrong; and why a total differs."""

from datetime import date
from decimal import Decimal

from django import forms

from cabinet import text
from cabinet.models import Membership
from retrocession.actions.day_sheets import FIELDS
from retrocession.forms.adjustments import AmountField
from retrocession.models import DaySheet
from retrocession.models.day_sheet import INCIDENTS_LIMIT, REMARK_LIMIT
from retrocession.models.receipts import MODES

MOST_CHEQUES = 999


class TotalField(AmountField):
    """A total that may be left empty: it was not counted."""

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=20, required=False, **kwargs)
        self.widget.attrs["data-amount"] = ""

    def clean(self, value) -> Decimal | None:
        return super().clean(value) if value and value.strip() else None

    def prepare_value(self, value):
        return text.number(value, 2) if isinstance(value, Decimal) else value


class DaySheetForm(forms.Form):
    """One doctor's day. `seen` is the version that the screen showed, 0 for a sheet to come."""

    seen = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages={"required": "Rechargez la page, puis recommencez."},
    )
    especes = TotalField()
    cheque = TotalField()
    cheques = forms.IntegerField(
        label="Nombre de chèques",
        min_value=0,
        max_value=MOST_CHEQUES,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Écrivez un nombre entier de chèques, par exemple 3."},
    )
    cb = TotalField()
    virement = TotalField()
    tiers_payant = TotalField()
    incidents = forms.CharField(
        label="Incident",
        max_length=INCIDENTS_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "sans nommer de patient"}),
    )

    def __init__(self, data=None, *, doctor: Membership, on: date, sheet: DaySheet | None) -> None:
        initial = {name: getattr(sheet, name) for name in FIELDS} if sheet else {}
        initial["seen"] = sheet.version if sheet else 0
        super().__init__(data, initial=initial, auto_id=f"{doctor.pk}-{on}-%s")
        for mode, label in MODES:
            self.fields[mode].label = "CB" if mode == "cb" else text.sentence(label)
            self.fields[mode].widget.attrs["data-mode"] = mode

    @property
    def values(self) -> dict:
        """What to keep, once valid."""
        return {name: self.cleaned_data[name] for name in FIELDS}

    @property
    def typed(self) -> list[forms.BoundField]:
        """The figures, in the order in which they are typed."""
        return [self[name] for name in self.fields if name not in ("seen", "incidents")]

    @property
    def wrong(self) -> list[tuple[str, str]]:
        """(label, sentence) of each thing refused; a refusal of the whole has no label."""
        return [
            (self.fields[name].label if name in self.fields else "", sentence)
            for name, sentences in self.errors.items()
            for sentence in sentences
        ]


class RemarkForm(forms.Form):
    text = forms.CharField(
        label="D’où vient l’écart",
        max_length=REMARK_LIMIT,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Dites en un mot d’où vient l’écart."},
    )
