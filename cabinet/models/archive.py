"""What a practice takes away: one archive, sealed in pieces, given once."""

from django.db import models

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class Archive(TenantModel):
    """Asked for, made by a worker, given once within a day, then gone; its traces stay in the audit."""

    asked_by = TenantForeignKey("cabinet.Membership", related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="archive_asker_same_practice", field="asked_by"),
            models.UniqueConstraint(
                fields=["cabinet"], name="archive_is_made_one_at_a_time", condition=models.Q(made_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_at:%Y-%m-%d}"


class ArchivePart(TenantModel):
    """A piece of it, an envelope of its own: neither making nor giving it holds it whole in memory."""

    archive = TenantForeignKey(Archive, related_name="parts")
    number = models.PositiveIntegerField()
    sealed = models.BinaryField()

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="archive_part_same_practice", field="archive"),
            models.UniqueConstraint(
                fields=["cabinet", "archive", "number"], name="archive_part_is_one_piece"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.archive_id} · {self.number}"
