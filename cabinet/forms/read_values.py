"""A form that never writes over what somebody else changed meanwhile."""

from django import forms

from cabinet.actions.settings import plain


class ReadValuesForm(forms.ModelForm):
    """A form that knows what the person had before their eyes: `read`, signed in a hidden field.

    The action refuses to write over what somebody else changed since.
    """

    read = forms.JSONField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["read"] = {name: plain(getattr(self.instance, name)) for name in self._meta.fields}

    def _post_clean(self) -> None:
        """The row is written by its action, never from here."""

    @property
    def values(self) -> dict:
        return {name: self.cleaned_data[name] for name in self._meta.fields}

    @property
    def read_values(self) -> dict:
        read = self.cleaned_data.get("read")
        return read if isinstance(read, dict) else {}
