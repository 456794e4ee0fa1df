"""One's own password again, before what cannot be undone."""

from contextlib import suppress

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from redis.exceptions import RedisError


class PasswordForm(forms.Form):
    """`nothing_done` ends the sentence that refuses a wrong password."""

    nothing_done = "Rien n’est fait."

    password = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Tapez votre mot de passe."},
    )

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self._may_try():
            raise forms.ValidationError("Trop d’essais. Attendez une minute, puis recommencez.")
        if not get_adapter().reauthenticate(self.request.user, password):
            raise forms.ValidationError(f"Ce n’est pas votre mot de passe. {self.nothing_done}")
        return password

    def _may_try(self) -> bool:
        """As many tries as for signing in again; without Valkey nobody is kept from working."""
        with suppress(RedisError):
            return ratelimit.consume(self.request, action="reauthenticate", user=self.request.user)
        return True
