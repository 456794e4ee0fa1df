"""The contract between a médecin remplacé and a locum for a month, its avenants, signatures and sendings.

What was rendered, signed, sent or answered is final: the database refuses UPDATE and DELETE of those rows.
"""

from django.db import models
from django.db.models import F, Q

from cabinet.models.cabinet import RETROCESSION_BASES
from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.contract_triggers import FinalOnceSigned, SignsThatFile
from retrocession.models.figures import is_first_of_month
from retrocession.rules.contract_kind import KIND_LABELS
from retrocession.rules.contracts import OVER_WITHOUT_EFFECT, STATE_LABELS, Alert, State

KINDS = [(kind.value, label) for kind, label in KIND_LABELS.items()]
STATES = [(state.value, label) for state, label in STATE_LABELS.items()]
WITHOUT_EFFECT = sorted(state.value for state in OVER_WITHOUT_EFFECT)


class Contract(TenantModel):
    """Between `titulaire`, médecin remplacé of `month`, and `remplacant`. Its days are in its documents.

    `rate` (per cent) and `base` are filled when it is sent; until then what is left empty follows the
    person's or the practice's. `letter` is the reference of the CDOM's letter, when `kind` is not the
    proposed one. `payment_day` is a day of the following month. `alerted` is the last alert that was given
    about it.
    """

    month = models.DateField()
    rank = models.PositiveSmallIntegerField()
    titulaire = TenantForeignKey("cabinet.Membership", related_name="contracts_as_remplace")
    remplacant = TenantForeignKey("cabinet.Membership", related_name="contracts")
    proposed_kind = models.CharField(max_length=12, choices=KINDS, blank=True)
    kind = models.CharField(max_length=12, choices=KINDS, blank=True)
    letter = models.CharField(max_length=80, blank=True)
    rate = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    base = models.CharField(max_length=8, choices=RETROCESSION_BASES, blank=True)
    payment_day = models.PositiveSmallIntegerField(default=15)
    state = models.CharField(max_length=10, choices=STATES, default=State.DRAFT.value)
    alerted = models.CharField(max_length=8, choices=[(a.value, a.name) for a in Alert], blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    sent_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    signed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["month", "rank"]
        constraints = [
            *TenantModel.Meta.constraints,
            *[
                SameTenant(name=f"contract_{field}_same_practice", field=field)
                for field in ("titulaire", "remplacant", "drafted_by", "sent_by")
            ],
            models.UniqueConstraint(
                fields=["cabinet", "month", "titulaire", "remplacant"],
                condition=~Q(state__in=WITHOUT_EFFECT),
                name="contract_one_per_pair_and_month",
            ),
            models.UniqueConstraint(
                fields=["cabinet", "month", "rank"], name="contract_reference_given_once"
            ),
            is_first_of_month("month", "contract_month_is_a_month"),
            models.CheckConstraint(
                name="contract_is_between_two_doctors", condition=~Q(titulaire=F("remplacant"))
            ),
            models.CheckConstraint(
                name="contract_other_kind_needs_the_letter",
                condition=Q(kind="") | Q(kind=F("proposed_kind")) | ~Q(letter=""),
            ),
            models.CheckConstraint(
                name="contract_rate_is_a_percentage", condition=Q(rate=None) | Q(rate__gte=0, rate__lte=100)
            ),
            models.CheckConstraint(
                name="contract_payment_day_is_in_every_month",
                condition=Q(payment_day__gte=1, payment_day__lte=28),
            ),
            models.CheckConstraint(
                name="contract_is_complete_once_sent",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(rate__isnull=False, sent_at__isnull=False) & ~Q(kind="") & ~Q(base=""),
            ),
            models.CheckConstraint(
                name="contract_signed_has_a_date",
                condition=Q(state__in=["draft", "sent", "withdrawn"], signed_at=None)
                | ~Q(state__in=["draft", "sent", "withdrawn"]) & Q(signed_at__isnull=False),
            ),
            FinalOnceSigned(name="contract_is_final_once_signed"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """« C-2026-10-02 »."""
        return f"C-{self.month:%Y-%m}-{self.rank:02d}"


class ContractDocument(TenantModel):
    """The very PDF of the contract (`rank` 0) or of its avenant n, with its SHA-256 (hexadecimal).

    A `version` that nobody or one only had signed gives way to the next one. `days` lists the days it binds:
    [{"on": "2026-10-05", "period": "day"}]; `content` is all that it says.
    """

    contract = TenantForeignKey(Contract, related_name="documents")
    rank = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    days = models.JSONField()
    content = models.JSONField()
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["rank", "version"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="contract_document_contract_same_practice", field="contract"),
            models.UniqueConstraint(
                fields=["cabinet", "contract", "rank", "version"], name="contract_document_made_once"
            ),
            models.UniqueConstraint(fields=["cabinet", "id", "sha256"], name="contract_document_very_file"),
            AppendOnly(name="contract_document_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.contract.reference} {self.label}"

    @property
    def label(self) -> str:
        return f"avenant n° {self.rank}" if self.rank else "contrat"


class ContractSignature(TenantModel):
    """Somebody signed that very file, after giving their password again."""

    class Party(models.TextChoices):
        TITULAIRE = "titulaire", "médecin remplacé"
        REMPLACANT = "remplacant", "médecin remplaçant"

    document = TenantForeignKey(ContractDocument, related_name="signatures")
    party = models.CharField(max_length=10, choices=Party)
    signed_by = TenantForeignKey("cabinet.Membership", related_name="contract_signatures")
    signed_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    ip = models.GenericIPAddressField(null=True)
    user_agent_digest = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["signed_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="contract_signature_document_same_practice", field="document"),
            SameTenant(name="contract_signature_signer_same_practice", field="signed_by"),
            SignsThatFile(name="contract_signature_is_of_that_very_file"),
            models.UniqueConstraint(
                fields=["cabinet", "document", "party"], name="contract_signature_once_per_party"
            ),
            AppendOnly(name="contract_signature_is_final"),
        ]


class ContractScan(TenantModel):
    """The paper that both signed, scanned: it stands for the two signatures of its document."""

    document = TenantForeignKey(ContractDocument, related_name="scans")
    file_name = models.CharField(max_length=200)
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = TenantForeignKey("cabinet.Membership", related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="contract_scan_document_same_practice", field="document"),
            SameTenant(name="contract_scan_sender_same_practice", field="uploaded_by"),
            models.UniqueConstraint(fields=["cabinet", "document"], name="contract_scan_one_per_document"),
            AppendOnly(name="contract_scan_is_final"),
        ]


class ContractEvidence(TenantModel):
    """The page that says who signed which file, when and how: the very PDF."""

    document = TenantForeignKey(ContractDocument, related_name="evidence")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="contract_evidence_document_same_practice", field="document"),
            models.UniqueConstraint(
                fields=["cabinet", "document"], name="contract_evidence_one_per_document"
            ),
            AppendOnly(name="contract_evidence_is_final"),
        ]


class ContractSending(TenantModel):
    """A line of the register: which document went to whom, when, with which proof."""

    class Recipient(models.TextChoices):
        CDOM = "cdom", "CDOM"
        CPAM = "cpam", "CPAM"

    document = TenantForeignKey(ContractDocument, related_name="sendings")
    recipient = models.CharField(max_length=4, choices=Recipient)
    sent_on = models.DateField()
    reference = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["sent_on", "recorded_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="contract_sending_document_same_practice", field="document"),
            SameTenant(name="contract_sending_author_same_practice", field="recorded_by"),
            models.UniqueConstraint(
                fields=["cabinet", "document", "recipient"], name="contract_sending_once_per_recipient"
            ),
            models.CheckConstraint(name="contract_sending_needs_a_proof", condition=~Q(reference="")),
            AppendOnly(name="contract_sending_is_final"),
        ]


class ContractAnswer(TenantModel):
    """What the CDOM answered, or its silence, about the contract, or about an avenant (`document`)."""

    class Outcome(models.TextChoices):
        AUTHORISED = "authorised", "autorisé"
        DEEMED = "deemed", "sans réponse, réputé accepté"
        REFUSED = "refused", "refusé"

    contract = TenantForeignKey(Contract, related_name="answers")
    document = TenantForeignKey(ContractDocument, null=True, related_name="answers")
    outcome = models.CharField(max_length=10, choices=Outcome)
    answered_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="contract_answer_contract_same_practice", field="contract"),
            SameTenant(name="contract_answer_document_same_practice", field="document"),
            SameTenant(name="contract_answer_author_same_practice", field="recorded_by"),
            models.UniqueConstraint(
                fields=["cabinet", "contract", "document"], name="contract_answer_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="contract_answer_needs_a_reference", condition=Q(outcome="deemed") | ~Q(reference="")
            ),
            AppendOnly(name="contract_answer_is_final"),
        ]
