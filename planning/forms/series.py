"""A series: whose, which weekday, where or from when to when, until when."""

from dataclasses import replace
from datetime import date

from django import forms

from cabinet.fields import ClockField
from cabinet.models import Role
from cabinet.text import WEEKDAYS
from planning.forms.booking import PERIODS
from planning.forms.fields import DayField, MemberField, members
from planning.models import Period, Room, Series
from planning.permissions import DESK, HOLDERS
from planning.queries.series_plan import Terms

#: The fields of the form, by the names that refusals give them.
NAMES = {"from": "starts_on", "until": "until_on"}


class SeriesForm(forms.Form):
    """A practitioner's; `series` is the one that changes, its person stays."""

    membership = MemberField(label="Qui")
    weekday = forms.TypedChoiceField(label="Jour", choices=list(enumerate(WEEKDAYS)), coerce=int)
    period = forms.ChoiceField(label="Moment", choices=PERIODS, widget=forms.RadioSelect, initial=Period.DAY)
    room = forms.ModelChoiceField(label="Salle", queryset=Room.objects.none(), empty_label=None)
    starts_on = DayField(label="Du")
    until_on = DayField(label="Au")
    supervisor = MemberField(
        label="Encadré par",
        required=False,
        help_text="Pour un interne\u202f; à défaut, son encadrant habituel.",
    )

    roles = HOLDERS

    def __init__(self, *args, on: date, series: Series | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.series = series
        if series is None:
            self.fields["membership"].queryset = members(self.roles, on=on)
        else:
            del self.fields["membership"]
            self.fields["starts_on"].label = "À partir du"
        if "room" in self.fields:
            self.fields["room"].queryset = Room.objects.all()
            self.fields["supervisor"].queryset = members([Role.TITULAIRE], on=on)
            if series and series.membership.role != Role.INTERNE:
                del self.fields["supervisor"]

    def terms(self) -> Terms:
        """What was typed; the form is valid."""
        typed = self.cleaned_data
        terms = Terms(
            membership=self.series.membership if self.series else typed["membership"],
            weekday=typed["weekday"],
            starts_on=typed["starts_on"],
            until_on=typed["until_on"],
        )
        return self.filled(terms)

    def filled(self, terms: Terms) -> Terms:
        typed = self.cleaned_data
        return replace(terms, period=typed["period"], room=typed["room"], supervisor=typed.get("supervisor"))


class DeskSeriesForm(SeriesForm):
    """The desk's: hours instead of a room."""

    period = room = supervisor = None
    opens = ClockField(label="De")
    closes = ClockField(label="À")

    roles = DESK
    field_order = ("membership", "weekday", "opens", "closes", "starts_on", "until_on")

    def filled(self, terms: Terms) -> Terms:
        return replace(terms, opens=self.cleaned_data["opens"], closes=self.cleaned_data["closes"])


class EndForm(forms.Form):
    """From when on there is no day of the series any more."""

    starts_on = DayField(label="Aucun jour à partir du")


class ShiftForm(forms.Form):
    """Hours at the desk on one day."""

    membership = MemberField(label="Qui")
    on = DayField(label="Jour")
    opens = ClockField(label="De")
    closes = ClockField(label="À")

    def __init__(self, *args, on: date, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = members(DESK, on=on)
