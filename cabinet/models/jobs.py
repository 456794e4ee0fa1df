"""Work to be done once. The table is the truth; Celery only executes it."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One thing to do in one practice, at `due_at` at the earliest. Ids only: it is read across practices.

    `key` makes it unique (« prepare_month:12:2026-10 »): asked for ten times, done once.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=200, unique=True)
    tenant = models.ForeignKey(
        "cabinet.Cabinet",
        on_delete=models.CASCADE,
        related_name="+",
        db_column="tenant_id",
    )
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["due_at", "id"], name="job_waiting", condition=Q(done_at=None))]

    def __str__(self) -> str:
        return self.key
