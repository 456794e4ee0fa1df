"""A letter or a result as it is typed, in the order of the envelope."""

from datetime import datetime
from uuid import uuid4

from django import forms

from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Membership
from messaging.actions.mail_entry import ABOUT_LIMIT, NOTE_LIMIT, SENDER_LIMIT, Arrived
from messaging.models import Mail, MailKind
from messaging.queries.mail_choices import Choices
from patients.models import Patient

#: The value of « quelqu’un qui n’est pas sur la liste ».
NOT_LISTED = "-"
KINDS = [
    (MailKind.RESULT, "Résultat"),
    (MailKind.LETTER, "Courrier"),
    (MailKind.IMAGING, "Imagerie"),
    (MailKind.OTHER, "Autre"),
]
WHEN = "%Y-%m-%dT%H:%M"


class MailForm(forms.Form):
    """`trace` names what is typed: sent twice it is one letter. `version`: the one read, to change it."""

    sender = forms.CharField(
        label="Expéditeur",
        max_length=SENDER_LIMIT,
        widget=forms.TextInput(attrs={"list": "expediteurs", "autocomplete": "off", "autofocus": ""}),
        error_messages={"required": "Dites qui l’envoie\u202f: un laboratoire, un hôpital, un confrère."},
    )
    kind = forms.ChoiceField(label="Type", choices=KINDS, widget=forms.RadioSelect, initial=MailKind.RESULT)
    about = forms.CharField(
        label="Patient",
        max_length=ABOUT_LIMIT,
        required=False,
        help_text="Nom, date de naissance ou téléphone.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    addressee = forms.ChoiceField(label="Pour", required=False)
    received_at = forms.DateTimeField(
        label="Reçu le",
        input_formats=[WHEN],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WHEN),
        error_messages={"required": "Dites quand il est arrivé.", "invalid": "Dites le jour et l’heure."},
    )
    note = forms.CharField(label="Note", max_length=NOTE_LIMIT, required=False, help_text="Pour qui le lira.")
    urgent = forms.BooleanField(label="Urgent\u202f: prévenir un médecin maintenant", required=False)
    trace = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, choices: Choices, at: datetime, **kwargs) -> None:
        initial = {"received_at": at.astimezone(PARIS).strftime(WHEN), "trace": uuid4()}
        super().__init__(*args, initial=initial | kwargs.pop("initial", {}), **kwargs)
        self.members = {str(member.pk): member for member in choices.addressees}
        self.fields["addressee"].choices = [
            ("", "Le prochain médecin"),
            *grouped("Présents aujourd’hui", choices.present),
            *grouped("Les autres", choices.others),
        ]
        self.senders = choices.senders

    def refuse(self, refused: Refused) -> None:
        """Beside its field, or above the form; what is wrong besides is said too."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.sentence)

    def arrived(self, patient: Patient | None) -> Arrived:
        said = self.cleaned_data
        return Arrived(
            kind=said["kind"],
            sender=said["sender"],
            received_at=said["received_at"],
            patient=patient,
            about="" if patient else said["about"],
            note=said["note"],
            addressee=self.members.get(said["addressee"]),
            urgent=said["urgent"],
        )


def grouped(label: str, members: list[Membership] | tuple[Membership, ...]) -> list[tuple]:
    named = [(str(member.pk), member.display_name) for member in members]
    return [(label, named)] if named else []


def values_of(mail: Mail) -> dict:
    """What the form shows of a letter that is there."""
    return {
        "sender": mail.sender.name,
        "kind": mail.kind,
        "about": mail.person_said,
        "addressee": str(mail.addressee_id or ""),
        "received_at": mail.received_at.astimezone(PARIS).strftime(WHEN),
        "note": mail.note,
        "urgent": mail.urgent,
        "version": mail.version,
    }
