"""The papers of a doctor, each with the day on which it ends."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.rules.papers import PAPER_LABELS, PaperKind


class Paper(TenantModel):
    """In force until it is replaced or withdrawn (`ended_at`), whatever `expires_on`, its last valid day."""

    membership = TenantForeignKey("cabinet.Membership", related_name="papers")
    kind = models.CharField(
        max_length=10, choices=[(kind.value, label) for kind, label in PAPER_LABELS.items()]
    )
    reference = models.CharField(max_length=80)
    expires_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    ended_reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["kind", "-recorded_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="paper_membership_same_practice", field="membership"),
            SameTenant(name="paper_recorder_same_practice", field="recorded_by"),
            SameTenant(name="paper_ender_same_practice", field="ended_by"),
            models.UniqueConstraint(
                fields=["cabinet", "membership", "kind"],
                condition=Q(ended_at=None) & ~Q(kind="derogation"),
                name="paper_one_of_a_kind_in_force",
            ),
            models.CheckConstraint(
                name="paper_kind_is_known", condition=Q(kind__in=[kind.value for kind in PaperKind])
            ),
            models.CheckConstraint(name="paper_needs_a_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="paper_licence_and_insurance_expire",
                condition=Q(kind__in=["tableau", "derogation"]) | Q(expires_on__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_end_has_a_reason",
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | Q(ended_at__isnull=False) & ~Q(ended_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference}"
