"""Where a person works: one person at a time."""

from django.db import models

from cabinet.tenancy.models import TenantModel


class Room(TenantModel):
    """`position` is the order in which rooms are offered."""

    name = models.CharField("nom", max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["position", "name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "name"], name="room_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name
