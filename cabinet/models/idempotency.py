"""Answers already given by the API, kept a day for those who ask again."""

from django.db import models

from cabinet.tenancy.constraints import PersonalPolicy
from cabinet.tenancy.models import TenantModel


class IdempotencyRecord(TenantModel):
    """The answer to a write, under the key its author chose. Nobody else can read it, in any role."""

    person = models.ForeignKey("cabinet.Person", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    content_type = models.CharField(max_length=100, blank=True)
    location = models.CharField(max_length=300, blank=True)
    body = models.BinaryField()
    answered_at = models.DateTimeField()

    aggregates_may = ("SELECT", "INSERT", "DELETE")

    class Meta(TenantModel.Meta):
        constraints = [
            PersonalPolicy(name="cabinet_idempotencyrecord_is_isolated"),
            models.UniqueConstraint(fields=["cabinet", "id"], name="cabinet_idempotencyrecord_tenant_key"),
            models.UniqueConstraint(
                fields=["cabinet", "person", "key"], name="idempotency_key_answered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key
