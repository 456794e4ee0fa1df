"""When one is not to be told, and whether by e-mail."""

from django import forms


class QuietForm(forms.Form):
    starts = forms.TimeField(
        label="Silence à partir de",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    ends = forms.TimeField(
        label="Jusqu’à", required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    digest = forms.BooleanField(
        label="Un courriel quand quelque chose m’attend et qu’aucun appareil ne peut me prévenir",
        required=False,
    )
