"""The door by which somebody enters a practice: one address, one role, one use, a few days."""

from django.db import models
from django.db.models import Q

from cabinet.models.membership import Role
from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class Invitation(TenantModel):
    email = models.EmailField()
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role)
    profession = models.CharField(max_length=60, blank=True)
    token_digest = models.CharField(max_length=64)
    invited_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    aggregates_may = ("SELECT", "INSERT", "UPDATE")

    class Meta(TenantModel.Meta):
        ordering = ["-invited_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="invitation_author_same_practice", field="invited_by"),
            models.UniqueConstraint(
                fields=["cabinet", "email"],
                name="invitation_one_open_per_address",
                condition=Q(accepted_at=None, revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.email
