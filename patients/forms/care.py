"""Declarations, records, orientations and addressings: what a person says of who follows a patient."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from cabinet.actions.refusals import Refused
from cabinet.models import Membership
from cabinet.text import clock, day, full_day
from patients.models import OrientationMotive, RecordRequest, Referral
from patients.queries.referrals import NurseDay
from planning.forms.fields import DayField

INFORMED = "Le patient est informé que la déclaration est administrative et qu’une équipe le suit."
LEAFLET = "La notice « équipe médicale traitante » lui a été remise."


class CareForm(forms.Form):
    """A refusal stands beside its field, or above the form."""

    def refuse(self, refused: Refused) -> None:
        self.add_error(refused.field if refused.field in self.fields else None, refused.sentence)


def named(members: Iterable[Membership]) -> list[tuple[str, str]]:
    return [(str(member.pk), member.display_name) for member in members]


def member_of(members: Sequence[Membership], pk: str) -> Membership | None:
    return next((member for member in members if str(member.pk) == pk), None)


class DeclarationForm(CareForm):
    """`read`: the declaration that stood when the form was shown."""

    doctor = forms.ChoiceField(label="Médecin traitant déclaré", widget=forms.RadioSelect)
    declared_on = DayField(label="Déclaré le")
    informed = forms.BooleanField(label=INFORMED, required=False)
    leaflet_given = forms.BooleanField(label=LEAFLET, required=False)
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, titulaires: Sequence[Membership], why: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titulaires = titulaires
        self.fields["doctor"].choices = named(titulaires)
        self.fields["doctor"].help_text = why
        self.fields["doctor"].error_messages["required"] = "Choisissez un titulaire."

    def clean_doctor(self) -> Membership | None:
        return member_of(self.titulaires, self.cleaned_data["doctor"])


class ToldForm(CareForm):
    informed = forms.BooleanField(label=INFORMED, error_messages={"required": "Cochez quand c’est dit."})
    leaflet_given = forms.BooleanField(label=LEAFLET, required=False)


class EndForm(CareForm):
    ended_on = DayField(label="Prend fin le")
    reason = forms.CharField(
        label="Pourquoi",
        max_length=120,
        help_text="Par exemple\u202f: a choisi un autre médecin, a déménagé. Rien de médical.",
        error_messages={"required": "Dites pourquoi elle prend fin."},
    )


class RecordAskedForm(CareForm):
    holder = forms.CharField(
        label="Demandé à",
        max_length=120,
        help_text="Le médecin parti, un autre cabinet, un hôpital.",
        error_messages={"required": "Dites à qui vous le demandez."},
    )
    on = DayField(label="Demandé le")


class RecordMovedForm(CareForm):
    """Only what the state asks for: its form when it came, its reason when it cannot be had."""

    form = forms.ChoiceField(
        label="Comment", choices=RecordRequest.Form.choices, widget=forms.RadioSelect, required=False
    )
    reason = forms.CharField(label="Pourquoi", max_length=160, required=False)
    on = DayField(label="Le")

    def __init__(self, *args: Any, after: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if after != "received":
            del self.fields["form"]
        if after != "impossible":
            del self.fields["reason"]


class OrientationForm(CareForm):
    motive = forms.ChoiceField(
        label="Motif",
        choices=OrientationMotive.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez un motif."},
    )
    to_doctor = forms.ChoiceField(label="Cabinet d’un titulaire", required=False)
    elsewhere = forms.CharField(
        label="Ou ailleurs", max_length=120, required=False, help_text="Un autre médecin, un service."
    )
    on = DayField(label="Le")
    leaves = forms.BooleanField(
        label="Le cabinet ne le suit plus\u202f: il sort de la liste.", required=False
    )

    def __init__(self, *args: Any, titulaires: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titulaires = titulaires
        self.fields["to_doctor"].choices = [("", "–"), *named(titulaires)]

    def clean_to_doctor(self) -> Membership | None:
        return member_of(self.titulaires, self.cleaned_data["to_doctor"])


class ReferralForm(CareForm):
    motive = forms.ChoiceField(
        label="Motif", widget=forms.RadioSelect, error_messages={"required": "Choisissez un motif."}
    )

    def __init__(self, *args: Any, motives: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["motive"].choices = [(motive, motive) for motive in motives]


class SessionForm(CareForm):
    """An hour of her agenda, or a day of hers without an hour; any day while none is on the calendar."""

    on = DayField(label="Jour de la séance")

    def __init__(self, *args: Any, days: Sequence[NurseDay], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if days:
            self.fields["on"] = forms.ChoiceField(
                label="Jour et heure de la séance",
                choices=[(full_day(one.on), hours_said(one)) for one in days],
            )

    def refuse(self, refused: Refused) -> None:
        """What her agenda refuses is said of the hour."""
        self.add_error("on", refused.sentence)

    @property
    def when(self) -> dict[str, Any]:
        """`on` and `starts_at` of the session."""
        chosen = self.cleaned_data["on"]
        if isinstance(chosen, str) and "T" in chosen:
            starts_at = datetime.fromisoformat(chosen)
            return {"on": starts_at.date(), "starts_at": starts_at}
        return {"on": date.fromisoformat(chosen) if isinstance(chosen, str) else chosen, "starts_at": None}


def hours_said(one: NurseDay) -> list[tuple[str, str]]:
    """« 9 h 30 »…, then the day without an hour."""
    hours = [(hour.isoformat(), f"{day(one.on)}, {clock(hour)}") for hour in one.hours]
    return [*hours, (one.on.isoformat(), f"{day(one.on)}, sans heure")]


class ClosingForm(CareForm):
    ending = forms.ChoiceField(
        label="Comment cela se termine",
        choices=Referral.Ending.choices,
        widget=forms.RadioSelect,
        help_text="Ce qui a été trouvé s’écrit dans le dossier médical, pas ici.",
        error_messages={"required": "Dites comment cela se termine."},
    )
