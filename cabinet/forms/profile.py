"""What a practitioner says of themselves."""

from django import forms

from cabinet import identifiers, text
from cabinet.forms.read_values import ReadValuesForm
from cabinet.models import PractitionerProfile


class ProfileForm(ReadValuesForm):
    """What a practitioner says of themselves; their rate and their role are not theirs to write."""

    password = forms.CharField(
        label="Votre mot de passe",
        required=False,
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        help_text="Demandé seulement pour changer de compte bancaire.",
    )
    phone = forms.CharField(
        label="Téléphone",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text="Celui où l’on vous joint d’astreinte\u202f: imprimé pour le laboratoire.",
    )

    class Meta:
        model = PractitionerProfile
        fields = ("rpps", "siret", "phone", "address", "iban", "bic", "account_holder")
        labels = {"rpps": "Numéro RPPS", "siret": "Numéro SIRET", "address": "Adresse professionnelle"}
        help_texts = {
            "rpps": "11 chiffres, sur votre carte CPS.",
            "siret": "14 chiffres.",
            "bic": "Laissez vide\u202f: il se déduit de l’IBAN quand la banque est connue.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["phone"] = text.phone(self.instance.phone)

    def clean_rpps(self) -> str:
        return self._checked("rpps", identifiers.rpps)

    def clean_siret(self) -> str:
        return self._checked("siret", identifiers.siret)

    def clean_phone(self) -> str:
        return self._checked("phone", identifiers.phone)

    def clean_iban(self) -> str:
        return self._checked("iban", identifiers.iban)

    def clean(self) -> dict:
        values = super().clean()
        if "iban" not in values:
            return values
        account = values["iban"]
        if not account:
            if values.get("bic"):
                self.add_error("bic", "Un BIC va avec un IBAN.")
            return values
        try:
            # A new account leaves the BIC of the old one behind, unless another one was typed.
            left_over = account != self.instance.iban and values.get("bic") == self.instance.bic
            typed = "" if left_over else values.get("bic")
            values["bic"] = (
                identifiers.bic(typed, account=account) if typed else identifiers.derived_bic(account) or ""
            )
        except ValueError as error:
            self.add_error("bic", str(error))
        return values

    @property
    def changes_bank(self) -> bool:
        return any(
            self.cleaned_data.get(name) != getattr(self.instance, name)
            for name in ("iban", "bic", "account_holder")
        )

    def _checked(self, name: str, check) -> str:
        typed = self.cleaned_data[name].strip()
        if not typed:
            return ""
        try:
            return check(typed)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
