"""How many consultations, never of whom: what the mairie may know of a month."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.models import TenantModel


class ConsultationCount(TenantModel):
    """A month's consultations; under the floor stored as empty: nobody can subtract it."""

    month = models.DateField()
    count = models.PositiveIntegerField(null=True)
    #: The last number told of it: hidden for a while, it comes back as that one, or far from it.
    last_told = models.PositiveIntegerField(null=True)
    counted_at = models.DateTimeField()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["month"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "month"], name="consultations_are_counted_by_month"),
            models.CheckConstraint(name="consultations_month_is_a_month", condition=Q(month__day=1)),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} · {self.count}"
