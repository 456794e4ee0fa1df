"""Who looked at what, when, from where; kept twelve months, and what was read is never in it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import KeptFor, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class Access(TenantModel):
    """`kind`: what was looked at (« patients.patient »), `subjects` which ones, `screen` the page's name."""

    class Verb(models.TextChoices):
        READ = "read", "dossier lu"
        LISTED = "listed", "liste affichée"
        FOUND = "found", "trouvé par une recherche"
        EXPORTED = "exported", "exporté"

    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    verb = models.CharField(max_length=8, choices=Verb)
    kind = models.CharField(max_length=40)
    subjects = ArrayField(models.UUIDField())
    screen = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)

    #: The mairie and the CLS leave a line too, where they read: in the coordination channel.
    aggregates_may = ("INSERT",)

    class Meta(TenantModel.Meta):
        ordering = ["-at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="access_author_same_practice", field="by"),
            models.CheckConstraint(name="access_is_to_something", condition=~Q(subjects=[])),
            KeptFor(name="access_is_kept_a_year", months=12),
        ]
        indexes = [models.Index(fields=["cabinet", "at"], name="accesses_by_date")]

    def __str__(self) -> str:
        return f"{self.verb} {self.kind}"
