"""The few things that are typed while a month is closed."""

from contextlib import suppress
from datetime import date

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django import forms
from django.http import HttpRequest
from redis.exceptions import RedisError

from cabinet import text
from cabinet.clock import parse_month
from cabinet.models import Membership
from retrocession.queries.months import MonthRow


class ApprovalForm(forms.Form):
    """One's password again, and the total that one saw: what is approved is what was on the screen."""

    total = forms.DecimalField(widget=forms.HiddenInput, max_digits=12, decimal_places=2)
    password = forms.CharField(
        label="Votre mot de passe",
        help_text="Pour être sûr que c’est vous\u202f: les relevés émis ne changent plus.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Tapez votre mot de passe pour approuver."},
    )

    def __init__(self, *args, request: HttpRequest, **kwargs) -> None:
        self.request = request
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if not self._may_try():
            raise forms.ValidationError("Trop d’essais. Attendez une minute, puis recommencez.")
        if not get_adapter().reauthenticate(self.request.user, password):
            raise forms.ValidationError("Ce n’est pas votre mot de passe. Rien n’a été émis.")
        return password

    def _may_try(self) -> bool:
        """As many tries as for signing in again; without Valkey nobody is kept from working."""
        with suppress(RedisError):
            return ratelimit.consume(self.request, action="reauthenticate", user=self.request.user)
        return True


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label="Ce qui est à revoir",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites à la secrétaire ce qui est à revoir."},
    )


class DesignationForm(forms.Form):
    month = forms.ChoiceField(label="Mois")
    titulaire = forms.ChoiceField(
        label="Médecin remplacé", error_messages={"required": "Choisissez un titulaire."}
    )

    def __init__(self, *args, months: list[MonthRow], titulaires: list[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.titulaires = {str(titulaire.pk): titulaire for titulaire in titulaires}
        self.fields["month"].choices = [
            (f"{row.month:%Y-%m}", text.sentence(text.month(row.month)))
            for row in reversed(months)
            if row.can_change
        ]
        self.fields["titulaire"].choices = [
            ("", "Choisir…"),
            *[(key, titulaire.display_name) for key, titulaire in self.titulaires.items()],
        ]

    def clean_month(self) -> date:
        return parse_month(self.cleaned_data["month"])

    def clean_titulaire(self) -> Membership:
        return self.titulaires[self.cleaned_data["titulaire"]]
