"""A practice asked into a network, by one that belongs to it."""

from django.db import models
from django.db.models import Q


class NetworkInvitation(models.Model):
    """Names of practices and dates, read from both sides: it belongs to neither."""

    network = models.ForeignKey("cabinet.Network", on_delete=models.CASCADE, related_name="invitations")
    asked_by = models.ForeignKey("cabinet.Cabinet", on_delete=models.CASCADE, related_name="+")
    practice = models.ForeignKey("cabinet.Cabinet", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "practice"],
                name="network_asks_a_practice_once",
                condition=Q(answered_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} → {self.network_id}"
