"""What is typed about a contract: its terms, a signature, a scan, what was sent and answered."""

from django import forms

from cabinet.models.cabinet import RETROCESSION_BASES
from cabinet.text import sentence
from retrocession.forms.password import PasswordForm
from retrocession.models import Contract, ContractAnswer, ContractSending
from retrocession.models.contract import KINDS
from retrocession.rules.contract_kind import Kind

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class TermsForm(forms.Form):
    kind = forms.TypedChoiceField(
        label="Nature du contrat",
        choices=[("", "Choisir…"), *[(value, sentence(label)) for value, label in KINDS]],
        coerce=Kind,
        error_messages={"required": "Choisissez la nature du contrat."},
    )
    letter = forms.CharField(
        label="Accord du CDOM",
        max_length=80,
        required=False,
        help_text="La référence de sa lettre, si la nature n’est pas celle qui suit du statut.",
    )
    rate = forms.DecimalField(
        label="Taux de rétrocession (%)",
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        required=False,
        help_text="Laissez vide pour garder celui de la personne ou du cabinet.",
    )
    base = forms.ChoiceField(
        label="Ce qui est rétrocédé",
        choices=[
            ("", "Comme le cabinet"),
            *[(value, sentence(label)) for value, label in RETROCESSION_BASES],
        ],
        required=False,
        help_text="Imprimé au contrat.",
    )
    payment_day = forms.IntegerField(
        label="Payé au plus tard le (jour du mois suivant)", min_value=1, max_value=28, initial=15
    )

    @classmethod
    def of(cls, contract: Contract) -> "TermsForm":
        return cls(
            initial={
                "kind": contract.kind,
                "letter": contract.letter,
                "rate": contract.rate,
                "base": contract.base,
                "payment_day": contract.payment_day,
            }
        )


class SignatureForm(PasswordForm):
    """The digest of the file that was on the screen: what is signed is what was read."""

    nothing_done = "Rien n’est signé."

    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(
        label="J’ai lu ce document et j’en accepte les termes",
        error_messages={"required": "Dites que vous avez lu le document."},
    )
    field_order = ["sha256", "read", "password"]


class ScanForm(forms.Form):
    sha256 = forms.CharField(widget=forms.HiddenInput, max_length=64)
    file = forms.FileField(
        label="Contrat signé à la main",
        help_text="Un PDF de 5 Mo au plus, signé par les deux médecins.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={
            "required": "Choisissez le PDF du contrat signé.",
            "empty": "Ce fichier est vide. Numérisez le contrat de nouveau.",
        },
    )


class SendingForm(forms.Form):
    recipient = forms.TypedChoiceField(
        label="À qui",
        choices=ContractSending.Recipient.choices,
        coerce=ContractSending.Recipient,
        widget=forms.RadioSelect,
        initial=ContractSending.Recipient.CDOM,
        error_messages={"required": "Dites à qui il est transmis."},
    )
    sent_on = forms.DateField(
        label="Le", widget=DATE, error_messages={"required": "Indiquez le jour de l’envoi."}
    )
    reference = forms.CharField(
        label="Preuve",
        max_length=120,
        help_text="Numéro de recommandé, accusé de réception, dépôt en ligne…",
        error_messages={"required": "Indiquez la preuve de l’envoi."},
    )


class AnswerForm(forms.Form):
    """About the contract; about one of its avenants with `document`."""

    document = forms.UUIDField(widget=forms.HiddenInput, required=False)
    outcome = forms.TypedChoiceField(
        label="Réponse du CDOM",
        choices=[
            ("", "Choisir…"),
            *[(value, sentence(label)) for value, label in ContractAnswer.Outcome.choices],
        ],
        coerce=ContractAnswer.Outcome,
        error_messages={"required": "Choisissez la réponse du CDOM."},
    )
    answered_on = forms.DateField(
        label="Le", widget=DATE, error_messages={"required": "Indiquez le jour de la réponse."}
    )
    reference = forms.CharField(
        label="Référence de la lettre", max_length=120, required=False, help_text="Sauf silence du CDOM."
    )
