"""What is typed of a bank account: by the secretary for somebody, by the payee to say that it is theirs."""

from django import forms

from cabinet import identifiers
from cabinet.reauthentication import PasswordForm


class AccountForm(PasswordForm):
    """An account number and its holder's name, with the password of who types them."""

    nothing_done = "Le compte n’a pas changé."

    iban = forms.CharField(
        label="IBAN",
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="Tel qu’il est sur le relevé d’identité bancaire. Le BIC s’en déduit.",
    )
    account_holder = forms.CharField(
        label="Titulaire du compte",
        max_length=70,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Exactement comme sur le relevé d’identité bancaire\u202f: la banque compare ce nom.",
    )
    field_order = ["iban", "account_holder", "password"]

    def clean_iban(self) -> str:
        typed = self.cleaned_data["iban"].strip()
        if not typed:
            return ""
        try:
            return identifiers.iban(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ConfirmationForm(PasswordForm):
    nothing_done = "Le compte n’est pas confirmé."

    change = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ["change", "password"]
