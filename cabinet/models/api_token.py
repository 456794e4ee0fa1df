"""A key to the API: what its person may do, no more, until it expires or is revoked."""

from django.db import models


class ApiToken(models.Model):
    """Stored as a SHA-256 digest; the key itself is shown once, when it is made."""

    person = models.ForeignKey("cabinet.Person", on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.person} · {self.label}"
