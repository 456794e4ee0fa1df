"""What is typed of receipts by hand: a day's rows, and the correction of one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.http import QueryDict

from cabinet import text
from cabinet.models import Membership
from retrocession.models import ReceiptLine
from retrocession.models.receipt_change import CHANGE_REASON_LIMIT
from retrocession.reading import LineError
from retrocession.reading.columns import LABELS
from retrocession.reading.typed import TYPED
from retrocession.reading.values import MODE_LABELS

#: Rows offered at a time; more come once these are kept.
ROWS = 10
MOST_ROWS = 60
AMOUNTS = ("montant", "amo", "amc", "patient_part")
MODE_CHOICES = [("", ""), *((label, label) for label in MODE_LABELS.values())]


@dataclass
class TypedRow:
    """A row of the page as it was typed, and what is wrong with it."""

    token: str
    cells: dict[str, str]
    errors: list[LineError] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(value.strip() for name, value in self.cells.items() if name != "mode")

    @property
    def fields(self) -> list[tuple[str, str, str, bool]]:
        """(name, label, value, is wrong) in the order in which they are typed."""
        wrong = {error.field for error in self.errors}
        return [(name, LABELS[name], self.cells[name], LABELS[name] in wrong) for name in TYPED]


def empty_rows(number: int = ROWS) -> list[TypedRow]:
    return [TypedRow(uuid4().hex, dict.fromkeys(TYPED, "")) for _ in range(number)]


def typed_rows(data: QueryDict) -> list[TypedRow]:
    """The rows sent: each name comes once a row, in the same order. What is not such a form has none."""
    columns = [data.getlist(name)[:MOST_ROWS] for name in ("token", *TYPED)]
    if len({len(column) for column in columns}) != 1:
        return []
    return [
        TypedRow(token, dict(zip(TYPED, cells, strict=True)))
        for token, *cells in zip(*columns, strict=True)
        if len(token) == 32 and token.isalnum()
    ]


def _amount(name: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=LABELS[name],
        max_length=20,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": "Indiquez le montant."},
    )


class LineForm(forms.Form):
    """The line as it should be. `seen` is how many times it had been corrected when it was read."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    doctor = forms.TypedChoiceField(label="Médecin", error_messages={"required": "Choisissez le médecin."})
    on = forms.DateField(
        label="Date",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez la date de l’acte."},
    )
    acte = forms.CharField(
        label="Acte", max_length=20, error_messages={"required": "Indiquez l’acte."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    montant = _amount("montant", required=True)
    mode = forms.ChoiceField(
        label="Règlement", choices=MODE_CHOICES, error_messages={"required": "Choisissez le règlement."}
    )
    amo = _amount("amo")
    amc = _amount("amc")
    patient_part = _amount("patient_part")
    reason = forms.CharField(
        label="Raison",
        max_length=CHANGE_REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Sans nommer de patient. Gardée avec ce que la ligne disait avant.",
        error_messages={"required": "Indiquez la raison."},
    )

    def __init__(self, data=None, *, line: ReceiptLine, seen: int, doctors: Iterable[Membership]) -> None:
        amounts = {
            "montant": line.amount,
            "amo": line.amo,
            "amc": line.amc,
            "patient_part": line.patient_part,
        }
        initial = {
            "seen": seen,
            "doctor": str(line.doctor_id),
            "on": line.on,
            "acte": line.act,
            "mode": MODE_LABELS[line.mode],
        } | {name: _figure(value) for name, value in amounts.items()}
        super().__init__(data, initial=initial)
        self._doctors = {str(one.pk): one for one in doctors}
        self.fields["doctor"].choices = [(pk, one.display_name) for pk, one in self._doctors.items()]
        self.fields["doctor"].coerce = self._doctors.__getitem__

    @property
    def values(self) -> Mapping[str, str]:
        """The cells to check, once valid."""
        return {name: self.cleaned_data[name] for name in TYPED if name != "facture"}

    def refuse(self, errors: Iterable[LineError]) -> None:
        """Each error beside the field that it is about."""
        named = {label: name for name, label in LABELS.items()}
        for error in errors:
            name = {"date": "on", "email": "doctor"}.get(named.get(error.field, ""), named.get(error.field))
            self.add_error(name if name in self.fields else None, error.message)


class RemovalForm(forms.Form):
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Pourquoi la retirer",
        max_length=CHANGE_REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Sans nommer de patient. Le même fichier ne la ramènera pas.",
        error_messages={"required": "Indiquez la raison."},
    )


def _figure(value: Decimal | None) -> str:
    return "" if value is None else text.number(value, 2)
