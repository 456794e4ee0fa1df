"""What the caisses and complementary insurers say of lines that wait for them: paid, or refused."""

from django.db import models
from django.db.models import Q, QuerySet

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.adjustment import Adjustment
from retrocession.models.figures import is_first_of_month, money
from retrocession.models.receipts import ReceiptLine


class PaymentImport(TenantModel):
    """A file of tiers-payant payments, shown before it is written, for the statements of `month`.

    `rows` are its four columns and nothing else, emptied once the file is written or given up.
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
    left_out = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    written_at = models.DateTimeField(null=True)
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-uploaded_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="payments_sender_same_practice", field="uploaded_by"),
            SameTenant(name="payments_writer_same_practice", field="written_by"),
            is_first_of_month("month", "payments_month_is_a_month"),
            models.CheckConstraint(
                name="payments_keep_no_rows_once_settled", condition=Q(state="preview") | Q(rows=[])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} · {self.month:%Y-%m}"


class PayerReturn(TenantModel):
    """A payment or a refusal of a line by tiers payant, in the statements of `month`. Written once.

    `amount` is what was said, in euros; `received` what it changes in what was received of the line: a
    payment its amount, a refusal minus what it takes back, nothing when the line was not paid. Its
    `adjustment` carries it to the next statement when the line's own is issued; without one, it counts in
    the line's month. A mistake is cancelled, or its adjustment withdrawn.
    """

    class Kind(models.TextChoices):
        PAID = "paid", "payé"
        REFUSED = "refused", "refusé"

    kind = models.CharField(max_length=7, choices=Kind)
    # DO_NOTHING: the database refuses; Django need not look here each time a file is withdrawn.
    line = TenantForeignKey(ReceiptLine, models.DO_NOTHING, related_name="payer_returns")
    month = models.DateField()
    amount = money()
    received = money()
    on = models.DateField()
    reason = models.CharField(max_length=300, blank=True)
    adjustment = TenantForeignKey(Adjustment, null=True, related_name="payer_returns")
    payment_import = TenantForeignKey(PaymentImport, null=True, related_name="payer_returns")
    key = models.BinaryField(max_length=16)
    recorded_at = models.DateTimeField()
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["recorded_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            *[
                SameTenant(name=f"payer_return_{field}_same_practice", field=field)
                for field in ("line", "adjustment", "payment_import", "recorded_by")
            ],
            models.UniqueConstraint(fields=["cabinet", "key"], name="payer_return_written_once"),
            is_first_of_month("month", "payer_return_month_is_a_month"),
            models.CheckConstraint(name="payer_return_says_an_amount", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="payer_return_changes_what_it_says",
                condition=Q(kind="paid", received=models.F("amount"))
                | Q(kind="refused", received=0, adjustment__isnull=True)
                | Q(kind="refused", received__lt=0, received__gte=-models.F("amount")),
            ),
            AppendOnly(name="payer_return_is_final"),
        ]
        indexes = [models.Index(fields=["cabinet", "line"], name="payer_returns_of_a_line")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount} · {self.on}"


class PayerReturnCancellation(TenantModel):
    """A payment noted by mistake, taken back while the month of its line is not verified."""

    payer_return = TenantForeignKey(PayerReturn, related_name="cancellations")
    reason = models.CharField(max_length=300)
    cancelled_at = models.DateTimeField()
    cancelled_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="cancellation_return_same_practice", field="payer_return"),
            SameTenant(name="cancellation_author_same_practice", field="cancelled_by"),
            models.UniqueConstraint(fields=["cabinet", "payer_return"], name="payer_return_cancelled_once"),
            models.CheckConstraint(name="cancellation_needs_a_reason", condition=~Q(reason="")),
            AppendOnly(name="payer_return_cancellation_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.payer_return_id} · {self.reason}"


def standing(returns: QuerySet[PayerReturn]) -> QuerySet[PayerReturn]:
    """Without those that were cancelled, or whose adjustment was withdrawn."""
    return returns.exclude(
        models.Exists(PayerReturnCancellation.objects.filter(payer_return=models.OuterRef("pk")))
    ).exclude(
        models.Exists(
            Adjustment.objects.filter(pk=models.OuterRef("adjustment"), outcomes__withdrawn_at__isnull=False)
        )
    )
