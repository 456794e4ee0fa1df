"""What was billed: files as they came (without patients' names), their lines, and the lines set aside."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.figures import is_first_of_month, money
from retrocession.models.triggers import FrozenOnceIssued

MODES = [
    ("especes", "espèces"),
    ("cheque", "chèque"),
    ("cb", "carte bancaire"),
    ("virement", "virement"),
    ("tiers_payant", "tiers payant"),
]


class ColumnMapping(TenantModel):
    """How this practice's export names its columns, once told by hand: {canonical name: header}."""

    columns = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet"], name="column_mapping_one_per_practice"),
        ]


class ReceiptImport(TenantModel):
    """A file of receipts for a month: shown first, written when nothing wrong stands, never half-written.

    `content` is the file reduced to the columns that are used, compressed, and emptied once written or
    given up: the patients' column never reaches the database.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "à confirmer"
        WRITTEN = "written", "enregistré"
        ABANDONED = "abandoned", "abandonné"
        WITHDRAWN = "withdrawn", "retiré"

    month = models.DateField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    content = models.BinaryField(default=bytes)
    lines = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-uploaded_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="import_sender_same_practice", field="uploaded_by"),
            SameTenant(name="import_writer_same_practice", field="written_by"),
            is_first_of_month("month", "import_month_is_a_month"),
            models.CheckConstraint(
                name="import_keeps_no_content_once_settled",
                condition=Q(state="preview") | Q(content=b""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.month:%Y-%m}"


class ReceiptLine(TenantModel):
    """One act of one invoice, billed by `doctor` on `on`; amounts in euros, a cancellation negative.

    `key` is the digest of doctor, day, invoice, act and amount: the same line twice is one line. It stays
    when the line is corrected. A line comes with a file (`receipt_import`) or was typed by hand (`typed_at`).
    """

    receipt_import = TenantForeignKey(ReceiptImport, null=True, related_name="receipt_lines")
    typed_at = models.DateTimeField(null=True)
    typed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+", db_index=False)
    doctor = TenantForeignKey("cabinet.Membership", related_name="+", db_index=False)
    month = models.DateField()
    on = models.DateField()
    at = models.TimeField(null=True)
    line = models.PositiveIntegerField()
    invoice = models.CharField(max_length=40)
    act = models.CharField(max_length=20)
    amount = money()
    amo = money(null=True)
    amc = money(null=True)
    patient_part = money(null=True)
    mode = models.CharField(max_length=12, choices=MODES)
    key = models.BinaryField(max_length=16)

    class Meta(TenantModel.Meta):
        ordering = ["on", "line"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="receipt_import_same_practice", field="receipt_import"),
            SameTenant(name="receipt_doctor_same_practice", field="doctor"),
            SameTenant(name="receipt_typist_same_practice", field="typed_by"),
            models.UniqueConstraint(fields=["cabinet", "key"], name="receipt_line_written_once"),
            models.CheckConstraint(
                name="receipt_line_is_imported_or_typed",
                condition=Q(receipt_import__isnull=False, typed_at__isnull=True)
                | Q(receipt_import__isnull=True, typed_at__isnull=False),
            ),
            FrozenOnceIssued(name="receipt_line_frozen_once_issued"),
        ]
        indexes = [models.Index(fields=["cabinet", "month", "doctor"], name="receipts_of_a_month")]

    def __str__(self) -> str:
        return f"{self.invoice} {self.act} {self.amount}"


class SetAsideLine(TenantModel):
    """A line that could not be read, left out on purpose by somebody, with the reason."""

    receipt_import = TenantForeignKey(ReceiptImport, related_name="set_aside")
    line = models.PositiveIntegerField()
    message = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)
    set_aside_at = models.DateTimeField()
    set_aside_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["line"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="set_aside_import_same_practice", field="receipt_import"),
            SameTenant(name="set_aside_author_same_practice", field="set_aside_by"),
            models.UniqueConstraint(fields=["cabinet", "receipt_import", "line"], name="set_aside_line_once"),
            models.CheckConstraint(name="set_aside_needs_a_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.line} : {self.reason}"
