"""The rooms of a new practice, and its first week."""

from datetime import date

from django import forms

from cabinet.models import Membership


class RoomsForm(forms.Form):
    rooms = forms.CharField(
        label="Les salles, une par ligne",
        max_length=2000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        help_text="Dans l’ordre où elles se proposent. Une salle reçoit une personne à la fois.",
    )

    @property
    def names(self) -> list[str]:
        return self.cleaned_data["rooms"].splitlines()


class FirstWeekForm(forms.Form):
    """`halves`: « 2026-11-23.morning », as the cells of the week send them."""

    membership = forms.ModelChoiceField(
        label="Pour qui", queryset=Membership.objects.none(), empty_label=None
    )
    halves = forms.MultipleChoiceField(
        label="Demi-journées",
        error_messages={"required": "Touchez au moins une demi-journée, ou passez cette étape."},
    )

    def __init__(self, *args, members: list[Membership], values: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        keys = [member.pk for member in members]
        self.fields["membership"].queryset = (
            Membership.objects.filter(pk__in=keys).select_related("person").order_by("person__sort_key")
        )
        self.fields["halves"].choices = [(value, value) for value in values]

    @property
    def chosen(self) -> list[tuple[date, str]]:
        pairs = [value.split(".") for value in self.cleaned_data["halves"]]
        return [(date.fromisoformat(on), half) for on, half in pairs]
