"""Form fields that speak French whatever the browser's language."""

import re
from datetime import time

from django import forms

from cabinet import identifiers, text

#: « 8 h 30 », « 8h30 », « 08:30 », « 8 h », « 14 ».
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[h:.]\s*(\d{2})?)?", re.IGNORECASE)


class ClockField(forms.Field):
    """An hour as people write it. A browser's own time field may show « 02:30 PM »."""

    widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off", "size": 8})

    def prepare_value(self, value: time | str | None) -> str | None:
        return text.clock(value) if isinstance(value, time) else value

    def to_python(self, value: str | None) -> time | None:
        if value in self.empty_values:
            return None
        found = _CLOCK.fullmatch(" ".join(str(value).split()))
        if found:
            hour, minute = int(found[1]), int(found[2] or 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise forms.ValidationError(f"« {value} » n’est pas une heure\u202f: écrivez par exemple 8 h 30.")

    def has_changed(self, initial: time | None, data: str | None) -> bool:
        try:
            return initial != self.to_python(data)
        except forms.ValidationError:
            return True


class InseeField(forms.CharField):
    """A postcode may be that of several communes: nobody but who is there says which code it is."""

    def __init__(self) -> None:
        super().__init__(
            label="Code INSEE de la commune",
            max_length=10,
            required=False,
            help_text="Celui des statistiques, souvent autre que le code postal\u202f: la mairie le connaît.",
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        )

    def clean(self, value) -> str:
        typed = super().clean(value)
        try:
            return identifiers.insee(typed) if typed else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
