"""What a person says of an event: a day and hours as people write them."""

from datetime import date, datetime

from django import forms

from cabinet.clock import PARIS, in_paris
from cabinet.fields import ClockField
from cabinet.text import clock, full_day, sentence
from planning.forms.fields import DayField
from planning.models import Event


class EventForm(forms.Form):
    """`sequence` is that of the event that was read: who comes second does not write over the first."""

    kind = forms.ChoiceField(
        label="C’est",
        choices=[(kind.value, sentence(kind.label)) for kind in Event.Kind],
        widget=forms.RadioSelect,
        initial=Event.Kind.MEETING,
    )
    title = forms.CharField(label="Titre", max_length=120)
    on = DayField(label="Jour")
    starts = ClockField(label="De")
    ends = ClockField(label="À")
    last_on = DayField(label="Dernier jour", required=False, help_text="Seulement s’il finit un autre jour.")
    place = forms.CharField(label="Lieu", max_length=120, required=False, help_text="Vide\u202f: au cabinet.")
    details = forms.CharField(
        label="À savoir",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Toute l’équipe et la mairie le lisent\u202f: rien sur un patient.",
    )
    sequence = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, initial=0)

    @classmethod
    def of(cls, event: Event) -> "EventForm":
        """The event as it stands, to be changed."""
        return cls(initial=as_typed(event))

    def clean(self) -> dict:
        values = super().clean()
        if all(values.get(name) is not None for name in ("on", "starts", "ends")):
            values["starts_at"] = in_paris(values["on"], values["starts"])
            values["ends_at"] = in_paris(values.get("last_on") or values["on"], values["ends"])
        return values

    @property
    def values(self) -> dict:
        """What the action takes."""
        names = ("kind", "title", "place", "details", "starts_at", "ends_at")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def read_sequence(self) -> int:
        return self.cleaned_data.get("sequence") or 0


def as_typed(event: Event) -> dict:
    starts, ends = event.starts_at.astimezone(PARIS), event.ends_at.astimezone(PARIS)
    return {
        "kind": event.kind,
        "title": event.title,
        "on": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "last_on": ends.date() if ends.date() != starts.date() else None,
        "place": event.place,
        "details": event.details,
        "sequence": event.sequence,
    }


def differences(form: EventForm, event: Event) -> list[tuple[str, str]]:
    """What stands and is not what was typed: label and words, field by field."""
    return [
        (str(form.fields[name].label), _words(name, value))
        for name, value in as_typed(event).items()
        if name != "sequence" and (form.cleaned_data.get(name) or None) != (value or None)
    ]


def _words(name: str, value: object) -> str:
    if name == "kind":
        return sentence(Event.Kind(str(value)).label)
    if isinstance(value, date) and not isinstance(value, datetime):
        return full_day(value)
    return clock(value) if name in ("starts", "ends") else str(value or "rien")
