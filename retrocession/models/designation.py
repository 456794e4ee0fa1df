"""Who is médecin remplacé of a month: the titulaire in whose name the month is worked, billed and paid."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.figures import is_first_of_month


class Designation(TenantModel):
    month = models.DateField("mois")
    titulaire = TenantForeignKey("cabinet.Membership", related_name="designations")
    designated_at = models.DateTimeField()
    designated_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["month"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="designation_titulaire_same_practice", field="titulaire"),
            SameTenant(name="designation_author_same_practice", field="designated_by"),
            models.UniqueConstraint(fields=["cabinet", "month"], name="designation_one_per_month"),
            is_first_of_month("month", "designation_month_is_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} · {self.titulaire}"


class DesignationCorrection(TenantModel):
    """Another médecin remplacé for a month that was settled, and why.

    `contracts` and `statements` are the references of those that stood that day in the name of `before`, and
    still do.
    """

    month = models.DateField()
    before = TenantForeignKey("cabinet.Membership", related_name="+")
    after = TenantForeignKey("cabinet.Membership", related_name="+")
    reason = models.CharField(max_length=300)
    contracts = models.JSONField()
    statements = models.JSONField()
    corrected_at = models.DateTimeField()
    corrected_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["corrected_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            *[
                SameTenant(name=f"designation_correction_{field}_same_practice", field=field)
                for field in ("before", "after", "corrected_by")
            ],
            is_first_of_month("month", "designation_correction_month_is_a_month"),
            models.CheckConstraint(
                name="designation_correction_names_another", condition=~Q(before=F("after"))
            ),
            models.CheckConstraint(name="designation_correction_has_a_reason", condition=~Q(reason="")),
            AppendOnly(name="designation_correction_is_final"),
        ]
