"""The keys of a practice's content, wrapped by a master key that the database never sees."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.models import TenantModel


class DataKey(TenantModel):
    """`version` seals; `master` is the number of the master key that wraps it; retired, it only opens."""

    version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    master = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    #: Channels shared with the mairie are sealed like the others; wrapped, a key opens nothing by itself.
    aggregates_may = ("SELECT", "INSERT")

    class Meta(TenantModel.Meta):
        ordering = ["-version"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "version"], name="data_key_version_is_one_key"),
            models.UniqueConstraint(
                fields=["cabinet"], name="data_key_one_seals_at_a_time", condition=Q(retired_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version}"
