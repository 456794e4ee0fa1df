"""What a written line of receipts said before it was corrected or removed, kept for good."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.figures import is_first_of_month
from retrocession.models.receipts import ReceiptImport

CHANGE_REASON_LIMIT = 300


class ReceiptChange(TenantModel):
    """One correction or removal. `before` and `after` are the line's words, amounts as « 30.00 ».

    `line_id` is the line's id, which may be gone. `key` is what an export calls the line from now on: that of
    the corrected values, or the line's own when it was removed. A file that brings this key brings nothing.
    """

    class Kind(models.TextChoices):
        CORRECTED = "corrected", "corrigée"
        REMOVED = "removed", "retirée"

    kind = models.CharField(max_length=9, choices=Kind)
    line_id = models.UUIDField()
    receipt_import = TenantForeignKey(ReceiptImport, null=True, related_name="+", db_index=False)
    doctor = TenantForeignKey("cabinet.Membership", related_name="+", db_index=False)
    month = models.DateField()
    before = models.JSONField()
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=CHANGE_REASON_LIMIT)
    key = models.BinaryField(max_length=16)
    changed_at = models.DateTimeField()
    changed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-changed_at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="receipt_change_import_same_practice", field="receipt_import"),
            SameTenant(name="receipt_change_doctor_same_practice", field="doctor"),
            SameTenant(name="receipt_change_author_same_practice", field="changed_by"),
            is_first_of_month("month", "receipt_change_month_is_a_month"),
            models.CheckConstraint(name="receipt_change_needs_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="receipt_change_says_what_came_after",
                condition=Q(kind="removed", after={}) | Q(kind="corrected") & ~Q(after={}),
            ),
            AppendOnly(name="receipt_change_is_final"),
        ]
        indexes = [
            models.Index(fields=["cabinet", "month"], name="receipt_changes_of_a_month"),
            models.Index(fields=["cabinet", "key"], name="receipt_changes_by_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.line_id}"
