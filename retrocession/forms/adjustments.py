"""What is typed after a month is issued: a caisse's file, a late line, a correction, why one is withdrawn."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from django import forms
from django.conf import settings

from cabinet import text
from cabinet.models import Membership
from retrocession.actions.adjustments import MAX_REASON
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.models import Statement
from retrocession.queries.adjustments import name_of
from retrocession.reading.values import parse_amount


class RejectionsForm(forms.Form):
    file = forms.FileField(
        label="Fichier des rejets",
        help_text="Colonnes\u202f: N° facture, Acte, Montant rejeté, Motif, Date du rejet."
        " Rien d’autre n’est lu.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": "Choisissez le fichier de la caisse.",
            "empty": "Ce fichier est vide. Demandez-le de nouveau, puis recommencez.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.RECEIPTS_MAX_BYTES:
            raise forms.ValidationError(FileTooLarge(settings.RECEIPTS_MAX_BYTES).message)
        return file


def _reason(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Indiquez la raison."},
    )


class AmountField(forms.CharField):
    """An amount as people write it: « 30,00 », « -1 234,56 € »."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def clean(self, value) -> Decimal:
        try:
            return parse_amount(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


def _amount(label: str, help_text: str) -> AmountField:
    return AmountField(
        label=label, help_text=help_text, max_length=20, error_messages={"required": "Indiquez le montant."}
    )


class LateLineForm(forms.Form):
    """A receipt that an issued month should have had."""

    remplacant = forms.TypedChoiceField(
        label="Remplaçant", error_messages={"required": "Choisissez qui a fait l’acte."}
    )
    on = forms.DateField(
        label="Date de l’acte",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez la date de l’acte."},
    )
    invoice = forms.CharField(
        label="N° de facture", max_length=40, error_messages={"required": "Indiquez le numéro de la facture."}
    )
    act = forms.CharField(
        label="Acte",
        max_length=20,
        help_text="Par exemple G, VG, IK. Une indemnité kilométrique est reversée en entier.",
        error_messages={"required": "Indiquez l’acte."},
    )
    amount = _amount("Montant de l’acte", "En euros. Avec un signe moins pour une annulation oubliée.")
    reason = _reason("Pourquoi elle arrive maintenant", "Écrit sur le relevé du remplaçant.")

    def __init__(self, *args, locums: Iterable[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self._locums = {str(locum.pk): locum for locum in locums}
        self.fields["remplacant"].choices = [
            ("", "Choisir"),
            *((pk, locum.display_name) for pk, locum in self._locums.items()),
        ]
        self.fields["remplacant"].coerce = self._locums.__getitem__


class CorrectionForm(forms.Form):
    """What a statement should have said."""

    statement = forms.TypedChoiceField(
        label="Relevé à corriger", error_messages={"required": "Choisissez le relevé."}
    )
    amount = _amount("Montant facturé en plus ou en moins", "En euros. Avec un signe moins pour reprendre.")
    whole = forms.TypedChoiceField(
        label="Part du remplaçant",
        choices=[("", "Au taux du relevé"), ("1", "En entier")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )
    invoice = forms.CharField(
        label="N° de facture",
        max_length=40,
        required=False,
        help_text="Avec l’acte, si la correction vise une ligne du relevé.",
    )
    act = forms.CharField(label="Acte", max_length=20, required=False)
    reason = _reason("Raison", "Écrite sur le relevé du remplaçant.")

    def __init__(self, *args, statements: Iterable[Statement], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        statements = list(statements)
        self._statements = {str(one.pk): one for one in statements}
        months = groupby(statements, key=lambda one: one.month)
        self.fields["statement"].choices = [
            ("", "Choisir"),
            *(
                (text.sentence(text.month(month)), [(str(one.pk), name_of(one)) for one in own])
                for month, own in months
            ),
        ]
        self.fields["statement"].coerce = self._statements.__getitem__


class WithdrawalForm(forms.Form):
    reason = _reason("Pourquoi la retirer", "La régularisation reste écrite, avec cette raison.")
