"""The end of the intern's day, talked over with the supervising titulaire."""

from django.db import models

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class Debrief(TenantModel):
    """Ticked by the supervisor, once for each presence of the intern; unticked, the row goes."""

    presence = TenantForeignKey("planning.Presence", related_name="debriefs")
    ticked_by = TenantForeignKey("cabinet.Membership", related_name="+")
    ticked_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="debrief_presence_same_practice", field="presence"),
            SameTenant(name="debrief_ticker_same_practice", field="ticked_by"),
            models.UniqueConstraint(fields=["cabinet", "presence"], name="debrief_is_ticked_once"),
        ]

    def __str__(self) -> str:
        return f"{self.presence_id} · {self.ticked_at}"
