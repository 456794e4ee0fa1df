"""What a person says when they take a day or give it back, or ask for a report."""

from datetime import date

from django import forms
from django.http import QueryDict

from cabinet.models import Membership
from planning.actions.release import REASON_LIMIT
from planning.models import Period, Room, Strength
from planning.permissions import HOLDERS
from planning.rules.spans import QUARTER, Span, SpanRefused, span_of, usual_spans

PERIODS = [(Period.DAY, "Journée"), (Period.MORNING, "Matin"), (Period.AFTERNOON, "Après-midi")]


class BookingForm(forms.Form):
    """`membership` absent: for oneself. `room` absent: the best free one. `strength` absent: sure."""

    period = forms.ChoiceField(label="Moment", choices=PERIODS, widget=forms.RadioSelect)
    strength = forms.ChoiceField(label="Certitude", choices=Strength, required=False)
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
    """`to`: who takes over what stood on that day; absent, it is put on a list."""

    reason = forms.CharField(label="Motif", max_length=REASON_LIMIT, required=False, strip=True)
    to = forms.ModelChoiceField(label="Vers qui", queryset=Membership.objects.none(), required=False)

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = (
            Membership.objects.on(on).filter(role__in=HOLDERS).select_related("person")
        )


class SpanForm(forms.Form):
    """The first and the last day of a report; nothing asked is the current quarter."""

    du = forms.DateField(label="Du", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    au = forms.DateField(label="Au", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    span: Span

    @classmethod
    def asked(cls, values: QueryDict, today: date) -> "SpanForm":
        if "du" in values or "au" in values:
            return cls(values)
        usual = usual_spans(today)[QUARTER]
        return cls({"du": usual.first.isoformat(), "au": usual.last.isoformat()})

    def clean(self) -> dict:
        values = super().clean()
        if "du" in values and "au" in values:
            try:
                self.span = span_of(values["du"], values["au"])
            except SpanRefused as refused:
                self.add_error("au" if refused.end else "du", refused.sentence)
        return values
