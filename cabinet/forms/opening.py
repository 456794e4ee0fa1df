"""Opening a practice, and the steps of its setting-up that are the ground floor's."""

from django import forms

from cabinet import identifiers
from cabinet.actions.opening import OPENERS
from cabinet.fields import ClockField, InseeField
from cabinet.forms.read_values import ReadValuesForm
from cabinet.forms.settings import is_later
from cabinet.models import Cabinet, Role
from cabinet.models.cabinet import working_days
from cabinet.text import WEEKDAYS, sentence

HOURS = ("morning_starts", "morning_ends", "afternoon_starts", "afternoon_ends")
HOUR_LABELS = {
    "morning_starts": "Matin, de",
    "morning_ends": "à",
    "afternoon_starts": "Après-midi, de",
    "afternoon_ends": "à",
}


class CodeField(forms.CharField):
    def __init__(self, **kwargs) -> None:
        super().__init__(
            label="Code d’ouverture",
            max_length=40,
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
            help_text="Donné par qui tient le service\u202f: ABCD-EFGH-JKMN.",
            **kwargs,
        )


class AddressForm(forms.Form):
    """Who wants to open a practice, before their address has answered."""

    first_name = forms.CharField(
        label="Prénom", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label="Nom", max_length=60, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    email = forms.EmailField(label="Adresse e-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    code = CodeField()

    def __init__(self, *args, asks_code: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]


class HoursMixin(forms.Form):
    """Opening days and hours; a morning does not end before it starts."""

    def clean_open_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["open_weekdays"])

    def clean_postcode(self) -> str:
        try:
            return identifiers.postcode(self.cleaned_data["postcode"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict:
        values = super().clean() or self.cleaned_data
        if is_later(values.get("morning_starts"), values.get("morning_ends"), strictly=False):
            self.add_error("morning_ends", "La matinée finit avant de commencer.")
        if is_later(values.get("morning_ends"), values.get("afternoon_starts")):
            self.add_error("afternoon_starts", "L’après-midi commence avant la fin de la matinée.")
        if is_later(values.get("afternoon_starts"), values.get("afternoon_ends"), strictly=False):
            self.add_error("afternoon_ends", "L’après-midi finit avant de commencer.")
        return values


def _weekdays() -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label="Jours d’ouverture",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        initial=working_days,
        error_messages={"required": "Cochez au moins un jour."},
    )


class PracticeForm(HoursMixin):
    """A new practice: the rest is set step by step."""

    role = forms.ChoiceField(
        label="Vous êtes",
        choices=[(role.value, sentence(Role(role).label)) for role in OPENERS],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites ce que vous êtes."},
    )
    commune = forms.CharField(label="Commune", max_length=80)
    postcode = forms.CharField(
        label="Code postal",
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "postal-code"}),
    )
    name = forms.CharField(
        label="Nom du cabinet",
        max_length=120,
        required=False,
        help_text="Laissé vide\u202f: « Cabinet de » et la commune.",
    )
    open_weekdays = _weekdays()
    morning_starts = ClockField(label="Matin, de", initial=Cabinet._meta.get_field("morning_starts").default)
    morning_ends = ClockField(label="à", initial=Cabinet._meta.get_field("morning_ends").default)
    afternoon_starts = ClockField(
        label="Après-midi, de", initial=Cabinet._meta.get_field("afternoon_starts").default
    )
    afternoon_ends = ClockField(label="à", initial=Cabinet._meta.get_field("afternoon_ends").default)
    code = CodeField()

    def __init__(self, *args, asks_code: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    @property
    def practice(self) -> dict:
        """What `open_practice` asks for."""
        values = self.cleaned_data
        commune = " ".join(values["commune"].split())
        return {
            "role": values["role"],
            "code": values.get("code", ""),
            "name": values["name"] or _named_after(commune),
            "commune": commune,
            "postcode": values["postcode"],
            "open_weekdays": values["open_weekdays"],
            "hours": {name: values[name] for name in HOURS},
        }


def _named_after(commune: str) -> str:
    """« Cabinet de Nieul », « Cabinet d’Aubigny », « Cabinet du Poiré »."""
    lowered = commune.lower()
    if lowered.startswith("le "):
        return f"Cabinet du {commune[3:]}"
    if lowered.startswith("les "):
        return f"Cabinet des {commune[4:]}"
    first = lowered[:1]
    return f"Cabinet d’{commune}" if first in "aeiouyâàéèêëîïôöûü" else f"Cabinet de {commune}"


class PracticeStepForm(HoursMixin, ReadValuesForm):
    """The practice, once it is open."""

    insee = InseeField()
    open_weekdays = _weekdays()

    class Meta:
        model = Cabinet
        fields = ("name", "commune", "postcode", "insee", "open_weekdays", *HOURS)
        labels = {
            "name": "Nom du cabinet",
            "commune": "Commune",
            "postcode": "Code postal",
            **HOUR_LABELS,
        }
        field_classes = dict.fromkeys(HOURS, ClockField)


class TargetsForm(ReadValuesForm):
    """What a week of this practice aims at, and the school holidays that it follows."""

    weekly_target = forms.IntegerField(
        label="Jours de médecin visés par semaine",
        min_value=0,
        max_value=7,
        help_text="En dessous, les remplaçants sont appelés d’eux-mêmes.",
    )
    weekly_minimum = forms.IntegerField(
        label="Plancher", min_value=0, max_value=7, help_text="En dessous, la semaine est en alerte."
    )

    class Meta:
        model = Cabinet
        fields = ("weekly_target", "weekly_minimum", "school_zone")
        labels = {"school_zone": "Vacances scolaires"}
        widgets = {"school_zone": forms.RadioSelect}

    def clean(self) -> dict:
        values = super().clean()
        if is_later(values.get("weekly_minimum"), values.get("weekly_target")):
            self.add_error("weekly_minimum", "Le plancher ne peut pas dépasser l’objectif.")
        return values


class PeopleForm(forms.Form):
    """A pasted list; `confirmed` is the list as it was read back on the screen."""

    people = forms.CharField(
        label="Collez votre liste, une personne par ligne",
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "Dr Anne Roy <anne.roy@poste.example> remplaçante",
            }
        ),
        help_text="Depuis un mail ou un tableur\u202f: prénom, nom, adresse e-mail, fonction.",
        error_messages={"required": "Collez au moins une personne, ou passez cette étape."},
    )
    usual_role = forms.ChoiceField(label="Fonction de ceux qui n’en portent pas", required=False)
    confirmed = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, roles: list[Role], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usual_role"].choices = [
            ("", "À dire sur chaque ligne"),
            *((role.value, sentence(role.label)) for role in roles),
        ]

    @property
    def reread(self) -> str:
        """What « confirmed » must hold for these people to be invited: exactly what was read back."""
        return f"{self.cleaned_data['usual_role']}\n{self.cleaned_data['people']}".replace("\r\n", "\n")
