"""A month being closed, and the drafts computed for it."""

from django.db import models

from cabinet.models import Membership
from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.figures import Figures, is_first_of_month
from retrocession.models.triggers import StaysIssued
from retrocession.rules.closing import STATE_LABELS, State


class MonthClosing(TenantModel):
    """Where a month stands, who took each step and when. `by` is null when the operator took it.

    The steps and their order are `retrocession/rules/closing.py`; each locks this row first.
    """

    month = models.DateField()
    state = models.CharField(
        max_length=12,
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
        default=State.OPEN,
    )
    titulaire = TenantForeignKey("cabinet.Membership", null=True, related_name="closings")
    prepared_at = models.DateTimeField(null=True)
    prepared_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    verified_at = models.DateTimeField(null=True)
    verified_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    paid_at = models.DateTimeField(null=True)
    paid_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    sent_back_at = models.DateTimeField(null=True)
    sent_back_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    sent_back_reason = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-month"]
        constraints = [
            *TenantModel.Meta.constraints,
            *[
                SameTenant(name=f"closing_{field}_same_practice", field=field)
                for field in (
                    "titulaire",
                    "prepared_by",
                    "verified_by",
                    "approved_by",
                    "issued_by",
                    "paid_by",
                    "sent_back_by",
                )
            ],
            models.UniqueConstraint(fields=["cabinet", "month"], name="closing_one_per_month"),
            is_first_of_month("month", "closing_month_is_a_month"),
            models.CheckConstraint(
                name="closing_has_a_titulaire_once_prepared",
                condition=models.Q(state="open") | models.Q(titulaire__isnull=False),
            ),
            StaysIssued(name="closing_stays_issued"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} · {self.get_state_display()}"

    @property
    def remplace(self) -> Membership:
        """The médecin remplacé of a month that is prepared or later."""
        assert self.titulaire is not None, "closing_has_a_titulaire_once_prepared"
        return self.titulaire


class Draft(Figures):
    """What a locum's statement will say if nothing changes; computed again at each preparation.

    `titulaire` pays it: the médecin remplacé, or another whose earlier month is adjusted.
    """

    closing = TenantForeignKey(MonthClosing, related_name="drafts")
    titulaire = TenantForeignKey("cabinet.Membership", related_name="+")
    remplacant = TenantForeignKey("cabinet.Membership", related_name="+")

    class Meta(Figures.Meta):
        constraints = [
            *Figures.Meta.constraints,
            SameTenant(name="draft_closing_same_practice", field="closing"),
            SameTenant(name="draft_titulaire_same_practice", field="titulaire"),
            SameTenant(name="draft_remplacant_same_practice", field="remplacant"),
            models.UniqueConstraint(
                fields=["cabinet", "closing", "titulaire", "remplacant"], name="draft_one_per_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.remplacant} · {self.net}"
