"""How far a doctor has come on the way to settling: dates only."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from commune.rules.settling import STEPS


class SettlingStep(TenantModel):
    """The mairie and the CLS count steps; of whom, the database does not tell them."""

    membership = TenantForeignKey("cabinet.Membership", related_name="settling_steps")
    step = models.CharField(max_length=13, choices=list(STEPS.items()))
    on = models.DateField()
    said_at = models.DateTimeField()
    said_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    aggregates_may = ('SELECT (id, cabinet_id, step, "on")',)

    class Meta(TenantModel.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="settling_person_same_practice", field="membership"),
            SameTenant(name="settling_author_same_practice", field="said_by"),
            models.UniqueConstraint(
                fields=["cabinet", "membership", "step"], name="settling_step_is_reached_once"
            ),
            models.CheckConstraint(name="settling_step_is_known", condition=Q(step__in=list(STEPS))),
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.on}"
