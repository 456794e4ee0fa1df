"""Pointing at the columns of a file that were not recognised, once for all."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cabinet.reading import Columns


class ColumnsForm(forms.Form):
    """One choice for each column that was not recognised, among the titles that are left."""

    prefix = "colonne"

    def __init__(self, *args: Any, columns: Columns, **kwargs: Any) -> None:
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
    """{our name of a column: title} as `ColumnsForm` sends it."""
    start = f"{ColumnsForm.prefix}-"
    return {
        name.removeprefix(start): title for name, title in data.items() if name.startswith(start) and title
    }
