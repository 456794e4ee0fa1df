"""What the practice says of itself: days and hours, targets, astreintes, retrocession."""

from decimal import Decimal

from django import forms

from cabinet.fields import ClockField, InseeField
from cabinet.forms.act_rates import ActRatesField, act_rates_text
from cabinet.forms.read_values import ReadValuesForm
from cabinet.models import Cabinet, Role
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.text import WEEKDAYS, sentence


class SettingsForm(ReadValuesForm):
    insee = InseeField()
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
            "insee",
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
        if is_later(values.get("weekly_minimum"), values.get("weekly_target")):
            self.add_error("weekly_minimum", "Le plancher ne peut pas dépasser l’objectif.")
        if is_later(values.get("call_horizon_weeks"), values.get("call_horizon_holiday_weeks")):
            self.add_error("call_horizon_holiday_weeks", "Plus court que l’horizon ordinaire.")
        if is_later(values.get("morning_starts"), values.get("morning_ends"), strictly=False):
            self.add_error("morning_ends", "La matinée finit avant de commencer.")
        if is_later(values.get("morning_ends"), values.get("afternoon_starts")):
            self.add_error("afternoon_starts", "L’après-midi commence avant la fin de la matinée.")
        if is_later(values.get("afternoon_starts"), values.get("afternoon_ends"), strictly=False):
            self.add_error("afternoon_ends", "L’après-midi finit avant de commencer.")
        return values


def is_later(first, second, *, strictly: bool = True) -> bool:
    """Whether `first` comes after `second`; absent values say nothing."""
    if first is None or second is None:
        return False
    return first > second if strictly else first >= second
