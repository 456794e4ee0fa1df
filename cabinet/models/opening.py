"""The right to open a practice, given by the operator."""

from django.db import models
from django.db.models import Q


class OpeningCode(models.Model):
    """Stored as a SHA-256 digest; the code itself is shown once, when it is made. `uses_left` counts down."""

    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    uses_left = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(name="opening_code_is_not_overdrawn", condition=Q(uses_left__gte=0)),
        ]

    def __str__(self) -> str:
        return self.label
