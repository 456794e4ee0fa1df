"""What was done, by whom, when; written once and never changed."""

from django.db import models

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class AuditEntry(TenantModel):
    """`verb` is an action's name; `subject` names its object; `details` holds ids and states, no content."""

    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)

    aggregates_may = ("INSERT",)

    class Meta(TenantModel.Meta):
        ordering = ["-at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="audit_author_same_practice", field="by"),
            AppendOnly(name="audit_entry_is_final"),
        ]
        indexes = [models.Index(fields=["cabinet", "at"], name="audit_by_date")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
