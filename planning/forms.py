"""What a person says when they take a day or give it back."""

from datetime import date

from django import forms

from cabinet.models import Membership
from planning.actions.release import REASON_LIMIT
from planning.models import Period, Room
from planning.permissions import HOLDERS

PERIODS = [(Period.DAY, "Journée"), (Period.MORNING, "Matin"), (Period.AFTERNOON, "Après-midi")]


class BookingForm(forms.Form):
    """`membership` absent: for oneself. `room` absent: the best free one."""

    period = forms.ChoiceField(label="Moment", choices=PERIODS, widget=forms.RadioSelect)
    room = forms.ModelChoiceField(label="Salle", queryset=Room.objects.none(), required=False)
    membership = forms.ModelChoiceField(
        label="Pour qui", queryset=Membership.objects.none(), required=False, empty_label="Choisir…"
    )

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["room"].queryset = Room.objects.all()
        self.fields["membership"].queryset = (
            Membership.objects.on(on).filter(role__in=HOLDERS).select_related("person")
        )


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="Motif", max_length=REASON_LIMIT, required=False, strip=True)
