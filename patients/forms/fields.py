"""A day typed on the phone, as it is said."""

from datetime import date

from django import forms

from cabinet.clock import today_in_paris
from patients.rules.typed_day import read_day


class TypedDayField(forms.CharField):
    """« 12/03/1948 » or « 12031948 »; `past`: two digits of a year are the last such one."""

    def __init__(self, *, past: bool = True, **kwargs) -> None:
        attributes = {"inputmode": "numeric", "placeholder": "jj/mm/aaaa", "autocomplete": "off"}
        super().__init__(max_length=12, widget=forms.TextInput(attrs=attributes), **kwargs)
        self.past = past

    def to_python(self, value: object) -> date | None:
        typed = str(value or "").strip()
        if not typed:
            return None
        today = today_in_paris()
        try:
            return read_day(typed, latest=today if self.past else today.replace(year=2099))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: object) -> object:
        return f"{value:%d/%m/%Y}" if isinstance(value, date) else value

    def validate(self, value: object) -> None:
        if value is None and self.required:
            raise forms.ValidationError("La date de naissance manque.")

    def run_validators(self, value: object) -> None:
        """Its length is that of a day: `to_python` has read it."""
