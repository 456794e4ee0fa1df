"""What was taken in on a day, as counted at the desk: apart from the receipts, to be held against them."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncMonth

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.figures import is_first_of_month, money
from retrocession.models.receipts import MODES
from retrocession.models.triggers import FrozenOnceVerified

INCIDENTS_LIMIT = 1000
REMARK_LIMIT = 300


class DaySheet(TenantModel):
    """A doctor's day: a total in euros for each mode of payment (None: not counted), by its name in MODES.

    `version` counts the changes, so that nobody overwrites what they have not seen.
    """

    doctor = TenantForeignKey("cabinet.Membership", related_name="day_sheets", db_index=False)
    month = models.DateField()
    on = models.DateField()
    especes = money(null=True)
    cheque = money(null=True)
    cb = money(null=True)
    virement = money(null=True)
    tiers_payant = money(null=True)
    cheques = models.PositiveSmallIntegerField(null=True)
    incidents = models.CharField(max_length=INCIDENTS_LIMIT, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="day_sheet_doctor_same_practice", field="doctor"),
            SameTenant(name="day_sheet_author_same_practice", field="saved_by"),
            models.UniqueConstraint(
                fields=["cabinet", "doctor", "on"], name="day_sheet_one_per_doctor_and_day"
            ),
            is_first_of_month("month", "day_sheet_month_is_a_month"),
            models.CheckConstraint(name="day_sheet_day_is_of_its_month", condition=Q(month=TruncMonth("on"))),
            FrozenOnceVerified(name="day_sheet_frozen_once_verified"),
        ]
        indexes = [models.Index(fields=["cabinet", "month"], name="day_sheets_of_a_month")]

    def __str__(self) -> str:
        return f"{self.doctor_id} · {self.on}"

    @property
    def found(self) -> dict[str, Decimal | None]:
        """The totals by mode."""
        return {mode: getattr(self, mode) for mode, _ in MODES}

    @property
    def total(self) -> Decimal:
        return sum((amount for amount in self.found.values() if amount is not None), Decimal("0.00"))


class DaySheetRevision(TenantModel):
    """One change of a sheet, never altered: {field: [before, after]}, as « 120.00 », None for nothing."""

    sheet = TenantForeignKey(DaySheet, related_name="revisions")
    number = models.PositiveIntegerField()
    changes = models.JSONField()
    written_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="revision_sheet_same_practice", field="sheet"),
            SameTenant(name="revision_author_same_practice", field="written_by"),
            models.UniqueConstraint(fields=["cabinet", "sheet", "number"], name="revision_one_per_version"),
            AppendOnly(name="day_sheet_revision_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.number}"


class DaySheetRemark(TenantModel):
    """Why what was found in a mode differs by `gap` euros from the receipts; another gap needs another."""

    sheet = TenantForeignKey(DaySheet, related_name="remarks")
    mode = models.CharField(max_length=12, choices=MODES)
    gap = money()
    text = models.CharField(max_length=REMARK_LIMIT)
    written_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["written_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="remark_sheet_same_practice", field="sheet"),
            SameTenant(name="remark_author_same_practice", field="written_by"),
            models.CheckConstraint(name="remark_says_something", condition=~Q(text="")),
            AppendOnly(name="day_sheet_remark_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} · {self.mode} · {self.gap}"
