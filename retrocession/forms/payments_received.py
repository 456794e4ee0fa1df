"""What is typed of tiers payant: a file of payments, lines ticked paid, why a payment is cancelled."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django import forms
from django.conf import settings

from cabinet.clock import next_month, today_in_paris
from retrocession.actions.payments_received import MAX_REASON
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.reading.values import parse_amount


class PaymentsForm(forms.Form):
    file = forms.FileField(
        label="Fichier des paiements",
        help_text="Colonnes\u202f: N° facture, Acte, Montant payé, Date du paiement. Rien d’autre n’est lu.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
        error_messages={
            "required": "Choisissez le fichier des paiements.",
            "empty": "Ce fichier est vide. Refaites l’export, puis recommencez.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.RECEIPTS_MAX_BYTES:
            raise forms.ValidationError(FileTooLarge(settings.RECEIPTS_MAX_BYTES).message)
        return file


class TickForm(forms.Form):
    """The day of the payment; the lines come as `paye`, and what was typed beside one as `montant-<id>`."""

    on = forms.DateField(
        label="Payées le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Indiquez la date du paiement."},
    )

    def __init__(self, data=None, *, month: date) -> None:
        last = next_month(month) - timedelta(days=1)
        super().__init__(data, initial={"on": min(last, today_in_paris())})
        self.paid: list[tuple[UUID, Decimal | None]] = []

    @property
    def ticked(self) -> set[str]:
        return set(self.data.getlist("paye")) if self.is_bound else set()

    def typed(self, pk: UUID) -> str:
        return self.data.get(f"montant-{pk}", "") if self.is_bound else ""

    def clean(self):
        given = {
            name.removeprefix("montant-"): value.strip()
            for name, value in self.data.items()
            if name.startswith("montant-") and value.strip()
        }
        for pk in sorted(self.ticked | given.keys()):
            try:
                self.paid.append((UUID(pk), parse_amount(given[pk]) if pk in given else None))
            except ValueError as error:
                wrong = str(error) if pk in given else "Une ligne cochée n’existe pas. Rechargez la page."
                self.add_error(None, wrong)
        return super().clean()


class CancellationForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi l’annuler",
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Le paiement reste écrit, avec cette raison.",
        error_messages={"required": "Indiquez la raison."},
    )
