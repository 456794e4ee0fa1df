"""Who is médecin remplacé of a month: the titulaire in whose name the month is worked, billed and paid."""

from django.db import models

from cabinet.tenancy.constraints import SameTenant
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
