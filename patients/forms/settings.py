"""How a practice takes people in: what it changes of what is usual."""

from typing import Any

from django import forms

from cabinet.forms.read_values import ReadValuesForm
from cabinet.text import one_line, sentence
from patients.models import PatientSettings
from patients.rules.points import LABELS, MAX_POINTS, USUAL, own_points, points_table

MAX_NAME = 80


class LinesField(forms.CharField):
    """One item a line; the same twice is once."""

    widget = forms.Textarea

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> list[str]:
        lines = [one_line(line) for line in (super().clean(value) or "").splitlines()]
        if any(len(line) > MAX_NAME for line in lines):
            raise forms.ValidationError(f"Une ligne dépasse {MAX_NAME} caractères.")
        return list(dict.fromkeys(filter(None, lines)))


class PatientSettingsForm(ReadValuesForm):
    """`points` is typed one by one (`points_ald`…): only what differs from the usual is kept."""

    points = forms.JSONField(required=False, widget=forms.HiddenInput)
    wider_communes = LinesField(
        label="Territoire élargi", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Une commune par ligne\u202f: leurs habitants sont de la troisième vague.",
    )  # fmt: skip
    asalee_motives = LinesField(
        label="Motifs d’adressage à l’infirmière ASALÉE", required=False,
        widget=forms.Textarea(attrs={"rows": 7}), help_text="Un motif par ligne.",
    )  # fmt: skip
    first_minutes = forms.IntegerField(label="Première consultation (minutes)", min_value=5, max_value=120)
    follow_up_minutes = forms.IntegerField(label="Suivi (minutes)", min_value=5, max_value=120)
    visit_minutes = forms.IntegerField(label="Visite à domicile (minutes)", min_value=5, max_value=120)
    asalee_minutes = forms.IntegerField(label="Séance ASALÉE (minutes)", min_value=5, max_value=120)
    first_per_half_day = forms.IntegerField(
        label="Premières consultations par demi-journée", min_value=0, max_value=20
    )
    intake_years = forms.IntegerField(
        label="Oublier qui n’est jamais venu, sans contact depuis (années)", min_value=1, max_value=5
    )

    class Meta:
        model = PatientSettings
        fields = (
            "points",
            "wider_communes",
            "appointments_here",
            "agenda_elsewhere",
            "first_minutes",
            "follow_up_minutes",
            "visit_minutes",
            "asalee_minutes",
            "first_per_half_day",
            "asalee_motives",
            "intake_years",
        )
        labels = {
            "appointments_here": "Les rendez-vous sont tenus ici",
            "agenda_elsewhere": "Sinon, l’agenda où ils sont tenus",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        table = points_table(self.instance.points)
        for key, usual in USUAL.items():
            self.fields[f"points_{key}"] = forms.IntegerField(
                label=_label(key), min_value=0, max_value=MAX_POINTS, initial=table[key],
                help_text=f"d’usage {usual}",
            )  # fmt: skip

    @property
    def points_fields(self) -> list[forms.BoundField]:
        return [self[f"points_{key}"] for key in USUAL]

    def clean(self) -> dict:
        values = super().clean()
        typed = {key: values.get(f"points_{key}") for key in USUAL}
        values["points"] = own_points({key: value for key, value in typed.items() if value is not None})
        if not values.get("appointments_here") and not values.get("agenda_elsewhere"):
            self.add_error("agenda_elsewhere", "Dites où les rendez-vous sont tenus.")
        return values


def _label(key: str) -> str:
    return "75 ans et plus" if key == "over_75" else sentence(LABELS[key])
