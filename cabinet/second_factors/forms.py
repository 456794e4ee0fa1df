"""allauth's forms, in our words."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms


class _Code:
    """A code of six digits, or one of the recovery codes: typed with the keyboard of numbers."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code à 6 chiffres"
        field.error_messages["required"] = "Tapez le code que montre votre application."
        field.widget = forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 12}
        )


class CodeForm(_Code, base.AuthenticateForm):
    pass


class ReauthenticationCodeForm(_Code, base.ReauthenticateForm):
    pass


class FirstCodeForm(_Code, totp.ActivateTOTPForm):
    pass


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    """Always a passkey: it signs in alone, and the device asks for a finger, a face or its code."""

    name = forms.CharField(
        label="Nom de cette clé",
        max_length=60,
        required=False,
        help_text="Celui de l’appareil, par exemple «\u202fTéléphone\u202f».",
    )
    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={
            "required": "L’appareil n’a pas répondu. Recommencez, et confirmez quand il le demande."
        },
    )


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = forms.CharField(label="Nom de cette clé", max_length=60)
