"""What changes after a statement is issued: adjustments, what became of each, and the files of refusals."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.figures import is_first_of_month, money
from retrocession.models.receipts import ReceiptLine
from retrocession.models.statement import Statement


class RejectionImport(TenantModel):
    """A caisse's file of refused lines, shown before it is written, for the statements of `month`.

    `rows` are its five columns and nothing else, emptied once the file is written or given up.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "à confirmer"
        WRITTEN = "written", "enregistré"
        ABANDONED = "abandoned", "abandonné"

    month = models.DateField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEW)
    rows = models.JSONField(default=list)
    lines = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-uploaded_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="rejections_sender_same_practice", field="uploaded_by"),
            SameTenant(name="rejections_writer_same_practice", field="written_by"),
            is_first_of_month("month", "rejections_month_is_a_month"),
            models.CheckConstraint(
                name="rejections_keep_no_rows_once_settled", condition=Q(state="preview") | Q(rows=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.month:%Y-%m}"


class Adjustment(TenantModel):
    """What a line of an issued month changes in the statements of `month`, between the same two parties.

    `amount` is what was billed more or less, in euros; `share` what the locum gets or gives back of it, at
    `rate` (that of `origin`, or 100 for what is passed on whole). `titulaire` is the one of `origin_month`,
    whoever is médecin remplacé now. `noted_on` is the date of the refusal or of the finding. Written once:
    what becomes of it, carried or withdrawn, is its one `AdjustmentOutcome`.
    """

    class Kind(models.TextChoices):
        REJECTION = "rejection", "rejet"
        LATE_LINE = "late_line", "ligne tardive"
        CORRECTION = "correction", "correction"
        PAYMENT = "payment", "tiers payant payé"

    kind = models.CharField(max_length=10, choices=Kind)
    month = models.DateField()
    titulaire = TenantForeignKey("cabinet.Membership", related_name="+")
    remplacant = TenantForeignKey("cabinet.Membership", related_name="adjustments")
    origin_month = models.DateField()
    origin = TenantForeignKey(Statement, null=True, related_name="adjusted_by")
    # DO_NOTHING: the database refuses; Django need not look here each time a file is withdrawn.
    line = TenantForeignKey(ReceiptLine, models.DO_NOTHING, null=True, related_name="adjustments")
    invoice = models.CharField(max_length=40, blank=True)
    act = models.CharField(max_length=20, blank=True)
    on = models.DateField(null=True)
    amount = money()
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    share = money()
    reason = models.CharField(max_length=300)
    noted_on = models.DateField()
    rejection_import = TenantForeignKey(RejectionImport, null=True, related_name="adjustments")
    key = models.BinaryField(max_length=16)
    recorded_at = models.DateTimeField()
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["recorded_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            *[
                SameTenant(name=f"adjustment_{field}_same_practice", field=field)
                for field in (
                    "titulaire",
                    "remplacant",
                    "origin",
                    "line",
                    "rejection_import",
                    "recorded_by",
                )
            ],
            models.UniqueConstraint(fields=["cabinet", "key"], name="adjustment_written_once"),
            is_first_of_month("month", "adjustment_month_is_a_month"),
            is_first_of_month("origin_month", "adjustment_origin_month_is_a_month"),
            models.CheckConstraint(
                name="adjustment_comes_after_its_month", condition=Q(origin_month__lt=F("month"))
            ),
            models.CheckConstraint(name="adjustment_changes_something", condition=~Q(amount=0)),
            models.CheckConstraint(name="adjustment_needs_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="adjustment_share_is_the_amount_at_its_rate",
                condition=Q(share=Round(F("amount") * F("rate") / Decimal(100), precision=2)),
            ),
            models.CheckConstraint(
                name="adjustment_rejection_takes_a_line_back",
                condition=~Q(kind="rejection") | Q(amount__lt=0, line__isnull=False, origin__isnull=False),
            ),
            models.CheckConstraint(
                name="adjustment_late_line_is_an_act",
                condition=~Q(kind="late_line") | ~Q(invoice="") & ~Q(act="") & Q(on__isnull=False),
            ),
            models.CheckConstraint(
                name="adjustment_correction_is_of_a_statement",
                condition=~Q(kind="correction") | Q(origin__isnull=False),
            ),
            models.CheckConstraint(
                name="adjustment_payment_is_of_a_line",
                condition=~Q(kind="payment") | Q(line__isnull=False, origin__isnull=False),
            ),
            AppendOnly(name="adjustment_is_final"),
        ]
        indexes = [models.Index(fields=["cabinet", "month"], name="adjustments_of_a_month")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.invoice} {self.act} {self.amount}"


class AdjustmentOutcome(TenantModel):
    """What became of an adjustment, once for all: carried by a statement, or withdrawn before that."""

    adjustment = TenantForeignKey(Adjustment, related_name="outcomes")
    statement = TenantForeignKey(Statement, null=True, related_name="carried")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="outcome_adjustment_same_practice", field="adjustment"),
            SameTenant(name="outcome_statement_same_practice", field="statement"),
            SameTenant(name="outcome_author_same_practice", field="withdrawn_by"),
            models.UniqueConstraint(fields=["cabinet", "adjustment"], name="outcome_one_per_adjustment"),
            models.CheckConstraint(
                name="outcome_is_carried_or_withdrawn",
                condition=Q(statement__isnull=False, withdrawn_at__isnull=True)
                | Q(statement__isnull=True, withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
            AppendOnly(name="adjustment_outcome_is_final"),
        ]
