"""Is it still the same person? Asked before what cannot be undone: their password, or any of their factors.

Good for five minutes: a titulaire who signs five contracts says it once.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from urllib.parse import urlencode, urlsplit, urlunsplit

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from redis.exceptions import RedisError

TOO_MANY = "Trop d’essais. Attendez une minute, puis recommencez."


def is_confirmed(request: HttpRequest) -> bool:
    """They said who they are, a short time ago, in this session. The card says it as it opens the door."""
    if not hasattr(request, "session"):
        return False
    records = get_authentication_records(request, request.user)
    said = [
        one["at"] for one in records if one.get("reauthenticated") or one.get("method") == "socialaccount"
    ]
    return bool(said) and time.time() - said[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


LEAVES = "Ce fichier quitte le site\u202f: dites d’abord que c’est bien vous, puis téléchargez-le."


def confirmed_first(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For a file that leaves with patients or accounts, once it is known who may have it: who has not said
    lately who they are says so, and comes back to the page where they asked for it."""

    @wraps(view)
    def asked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if is_confirmed(request):
            return view(request, *args, **kwargs)
        messages.info(request, LEAVES)
        back = urlsplit(request.headers.get("Referer", ""))
        query = urlencode({"next": urlunsplit(("", "", back.path or "/", back.query, ""))})
        return redirect(f"{reverse('account_reauthenticate')}?{query}")

    return asked


class PasswordForm(forms.Form):
    """`why` is said under the field; `nothing_done` ends the sentence that refuses a wrong password.

    Confirmed already, the field is hidden and asks nothing; a password that is typed all the same is checked.
    """

    nothing_done = "Rien n’est fait."
    why = ""

    password = forms.CharField(
        label="Votre mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Tapez votre mot de passe."},
    )

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        self.request = request
        super().__init__(*args, **kwargs)
        field = self.fields["password"]
        self.is_confirmed = is_confirmed(request)
        if self.is_confirmed:
            field.required = False
            field.widget = forms.HiddenInput()
        else:
            field.help_text = (
                format_html("{} {}", self.why, self._other_way()) if self.why else self._other_way()
            )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if self.is_confirmed and not password:
            return ""
        if not self._may_try():
            raise forms.ValidationError(TOO_MANY)
        if not get_adapter().reauthenticate(self.request.user, password):
            raise forms.ValidationError(f"Ce n’est pas votre mot de passe. {self.nothing_done}")
        reauthenticate_by_password(self.request)
        return password

    def _may_try(self) -> bool:
        """As many tries as for signing in again; without Valkey nobody is kept from working."""
        with suppress(RedisError):
            return ratelimit.consume(self.request, action="reauthenticate", user=self.request.user)
        return True

    def _other_way(self) -> str:
        """For who has a second factor: there and back to the page that shows this form."""
        if not any(one.has_second_factor for one in getattr(self.request, "memberships", ())):
            return ""
        query = urlencode({"next": page_of(self.request)})
        url = f"{reverse('mfa_reauthenticate_webauthn')}?{query}"
        return format_html('Ou <a href="{}">confirmez avec votre second facteur</a>.', url)


def page_of(request: HttpRequest) -> str:
    """The address of the page before the person's eyes: a fragment and a refused form lie on another one."""
    shown = request.headers.get("HX-Current-URL") or (
        request.get_full_path() if request.method == "GET" else request.headers.get("Referer", "/")
    )
    parts = urlsplit(shown)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"
