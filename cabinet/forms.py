"""What people type about the practice, its team and themselves."""

import re
from datetime import timedelta
from decimal import Decimal

from django import forms

from cabinet import identifiers, text
from cabinet.actions.invitations import invitable_roles
from cabinet.actions.settings import plain
from cabinet.fields import ClockField
from cabinet.models import Cabinet, Membership, PractitionerProfile, Role
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.reauthentication import PasswordForm
from cabinet.text import WEEKDAYS, sentence

#: « CRN=100 », « VRN=92,50 ».
_ACT_RATE = re.compile(r"([^\s=]{1,12})=(\d{1,3}(?:[.,]\d{1,2})?)")

TOKEN_LIFETIMES = [("30", "un mois"), ("90", "trois mois"), ("365", "un an")]


class ApiTokenForm(PasswordForm):
    nothing_done = "Aucune clé n’est faite."
    why = "Une clé ouvre ce que vous pouvez ouvrir."

    label = forms.CharField(
        label="À quoi sert cette clé", max_length=60, help_text="Par exemple « Tableur de la MSP »."
    )
    days = forms.ChoiceField(
        label="Elle ouvre pendant", choices=TOKEN_LIFETIMES, widget=forms.RadioSelect, initial="90"
    )

    field_order = ["label", "days", "password"]

    @property
    def lifetime(self) -> timedelta:
        return timedelta(days=int(self.cleaned_data["days"]))


class InvitationForm(PasswordForm):
    """`by` is who invites: only the roles they may invite are offered.

    A titulaire may do all that they may: who invites one says again who they are.
    """

    nothing_done = "Personne n’est invité."
    why = "Demandé seulement pour inviter un médecin titulaire."

    role = forms.ChoiceField(label="Fonction")
    first_name = forms.CharField(label="Prénom", max_length=60)
    last_name = forms.CharField(label="Nom", max_length=60)
    email = forms.EmailField(label="Adresse e-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    profession = forms.CharField(
        label="Profession",
        max_length=60,
        required=False,
        help_text="Pour un paramédical\u202f: infirmier, pharmacienne, kinésithérapeute…",
    )

    field_order = ["role", "first_name", "last_name", "email", "profession", "password"]

    def __init__(self, *args, by: Membership, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        roles = invitable_roles(by)
        self.fields["password"].required = False
        if Role.TITULAIRE not in roles:
            del self.fields["password"]
        choices = [(role.value, sentence(role.label)) for role in roles]
        # Nobody becomes a titulaire because it came first in a list.
        self.fields["role"].choices = choices if len(choices) == 1 else [("", "Choisir…"), *choices]

    def clean_password(self) -> str:
        """What a browser filled in by itself for another role is not looked at."""
        if self.cleaned_data.get("role") != Role.TITULAIRE:
            return ""
        if not self.cleaned_data["password"] and not self.is_confirmed:
            raise forms.ValidationError("Tapez votre mot de passe pour inviter un médecin titulaire.")
        return super().clean_password()

    @property
    def invited(self) -> dict:
        """What the invitation is made of."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password"}


class AcceptInvitationForm(forms.Form):
    """A new account chooses its password; Django's validators are run by the action."""

    password = forms.CharField(
        label="Choisissez un mot de passe",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 caractères au moins. Une phrase dont vous vous souviendrez convient très bien.",
    )
    again = forms.CharField(
        label="Encore une fois",
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict:
        values = super().clean()
        if values.get("password") and values.get("again") and values["password"] != values["again"]:
            self.add_error("again", "Les deux mots de passe ne sont pas les mêmes.")
        return values


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


def act_rates_text(rates: dict[str, str]) -> str:
    """« CRM=100 CRN=92,50 », as it is typed."""
    return " ".join(
        f"{act}={rate.removesuffix('.00').replace('.', ',')}" for act, rate in sorted(rates.items())
    )


class ActRatesField(forms.CharField):
    """« CRN=100 VRN=92,50 » → {"CRN": "100.00", "VRN": "92.50"}: acts and their rates, in per cent."""

    def clean(self, value: object) -> dict[str, str]:
        typed = re.sub(r"\s*=\s*", "=", super().clean(value).upper()).replace("%", " ")
        pairs = [_ACT_RATE.fullmatch(one) for one in typed.split()]
        if None in pairs:
            raise forms.ValidationError("Écrivez chaque acte avec son taux, par exemple CRN=100 VRN=92,50.")
        rates = {pair[1]: Decimal(pair[2].replace(",", ".")) for pair in pairs if pair}
        if any(rate > 100 for rate in rates.values()):
            raise forms.ValidationError("Un taux va de 0 à 100.")
        if len(rates) < len(pairs):
            raise forms.ValidationError("Chaque acte s’écrit une seule fois.")
        return {act: f"{rate:.2f}" for act, rate in sorted(rates.items())}


class SettingsForm(ReadValuesForm):
    open_weekdays = forms.TypedMultipleChoiceField(
        label="Jours d’ouverture",
        choices=[(number, name) for number, name in enumerate(WEEKDAYS)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    weekly_target = forms.IntegerField(label="Jours de médecin visés par semaine", min_value=0, max_value=7)
    weekly_minimum = forms.IntegerField(
        label="Plancher", min_value=0, max_value=7, help_text="En dessous, la semaine est en alerte."
    )
    release_notice_days = forms.IntegerField(
        label="Libérer un jour sans motif jusqu’à (jours avant)", min_value=0, max_value=60
    )
    call_horizon_weeks = forms.IntegerField(
        label="Appeler quand il manque des jours, d’ici (semaines)", min_value=1, max_value=26
    )
    call_horizon_holiday_weeks = forms.IntegerField(
        label="Pendant les vacances scolaires, d’ici (semaines)", min_value=1, max_value=26
    )
    call_escalation_days = forms.IntegerField(
        label="Demander aux titulaires après (jours)",
        min_value=1,
        max_value=60,
        help_text="Quand les remplaçants n’ont pas suffi à atteindre le plancher.",
    )
    astreinte_weekdays = forms.TypedMultipleChoiceField(
        label="Jours où le laboratoire peut appeler",
        choices=[(number, name) for number, name in enumerate(WEEKDAYS)],
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Sans médecin ce jour-là, quelqu’un doit être d’astreinte.",
    )
    small_count_floor = forms.IntegerField(
        label="Ne pas dire un nombre de patients en dessous de",
        min_value=1,
        max_value=1000,
        help_text="Il s’écrit alors «\u202f< 11\u202f», comme dans les données nationales de santé.",
    )
    second_factor_also = forms.MultipleChoiceField(
        label="Demander un second facteur aussi à",
        choices=[(role.value, sentence(role.label)) for role in Role if role in AGGREGATES_ONLY],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Qui lit des patients ou de l’argent en a un toujours, sept jours après être entré.",
    )
    retrocession_rate = forms.DecimalField(
        label="Taux de rétrocession (%)",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text="Celui d’un contrat ou d’une personne passe avant.",
    )
    travel_acts = forms.CharField(
        label="Actes de déplacement",
        max_length=200,
        required=False,
        help_text="Reversés en entier. Séparés par des espaces\u202f: IK IKM IKS.",
    )
    act_rates = ActRatesField(
        label="Actes qui ont leur propre taux",
        max_length=400,
        required=False,
        help_text="Par exemple ceux de la permanence des soins\u202f: CRN=100 CRM=100 VRN=100.",
    )

    class Meta:
        model = Cabinet
        fields = (
            "name",
            "open_weekdays",
            "morning_starts",
            "morning_ends",
            "afternoon_starts",
            "afternoon_ends",
            "weekly_target",
            "weekly_minimum",
            "intern_counts",
            "release_notice_days",
            "booking_needs_confirmation",
            "call_horizon_weeks",
            "call_horizon_holiday_weeks",
            "call_escalation_days",
            "astreinte_weekdays",
            "astreinte_starts",
            "astreinte_ends",
            "public_sheet",
            "small_count_floor",
            "second_factor_also",
            "retrocession_rate",
            "retrocession_base",
            "travel_acts",
            "act_rates",
        )
        labels = {
            "name": "Nom du cabinet",
            "morning_starts": "Matin, de",
            "morning_ends": "à",
            "afternoon_starts": "Après-midi, de",
            "afternoon_ends": "à",
            "intern_counts": "Une journée d’interne compte dans la couverture",
            "retrocession_base": "La rétrocession se calcule sur",
            "booking_needs_confirmation": "Un jour pris par un remplaçant attend d’être confirmé",
            "astreinte_starts": "Astreinte, de",
            "astreinte_ends": "à",
            "public_sheet": "La feuille publique (jours, noms des médecins) s’ouvre à qui a son adresse",
        }
        help_texts = {
            "astreinte_ends": "Une heure plus tôt que le début est celle du lendemain.",
            "retrocession_base": "Perçu\u202f: la part du patient à sa date, le tiers payant une fois noté"
            " payé. Un changement vaut dès le mois suivant\u202f; les contrats signés gardent leur base.",
        }
        widgets = {"retrocession_base": forms.RadioSelect}
        field_classes = dict.fromkeys(
            (
                *("morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends"),
                *("astreinte_starts", "astreinte_ends"),
            ),
            ClockField,
        )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["travel_acts"] = " ".join(self.instance.travel_acts)
        self.initial["act_rates"] = act_rates_text(self.instance.act_rates)

    def clean_retrocession_rate(self) -> Decimal:
        """As the database holds it, so that « 85 » changes nothing to « 85.00 »."""
        return self.cleaned_data["retrocession_rate"].quantize(Decimal("0.01"))

    def clean_travel_acts(self) -> list[str]:
        acts = self.cleaned_data["travel_acts"].replace(",", " ").upper().split()
        if any(len(act) > 12 for act in acts):
            raise forms.ValidationError("Un code d’acte compte 12 caractères au plus.")
        return list(dict.fromkeys(acts))

    def clean_open_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["open_weekdays"])

    def clean_astreinte_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["astreinte_weekdays"])

    def clean(self) -> dict:
        values = super().clean()
        both = sorted({*values.get("act_rates", {})} & {*values.get("travel_acts", [])})
        if both:
            self.add_error("act_rates", f"{both[0]} est déjà un acte de déplacement, reversé en entier.")
        if _later(values.get("weekly_minimum"), values.get("weekly_target")):
            self.add_error("weekly_minimum", "Le plancher ne peut pas dépasser l’objectif.")
        if _later(values.get("call_horizon_weeks"), values.get("call_horizon_holiday_weeks")):
            self.add_error("call_horizon_holiday_weeks", "Plus court que l’horizon ordinaire.")
        if _later(values.get("morning_starts"), values.get("morning_ends"), strictly=False):
            self.add_error("morning_ends", "La matinée finit avant de commencer.")
        if _later(values.get("morning_ends"), values.get("afternoon_starts")):
            self.add_error("afternoon_starts", "L’après-midi commence avant la fin de la matinée.")
        if _later(values.get("afternoon_starts"), values.get("afternoon_ends"), strictly=False):
            self.add_error("afternoon_ends", "L’après-midi finit avant de commencer.")
        return values


def _later(first, second, *, strictly: bool = True) -> bool:
    """Whether `first` comes after `second`; absent values say nothing."""
    if first is None or second is None:
        return False
    return first > second if strictly else first >= second


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
