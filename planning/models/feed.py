"""Secret addresses of calendars (RFC 5545), each of one person, revocable."""

from typing import Self

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from cabinet.models import Cabinet, Person


class FeedQuerySet(models.QuerySet):
    def standing(self) -> Self:
        return self.filter(revoked_at=None)


class Feed(models.Model):
    """What a calendar program reads without signing in. The secret is derived from the row, never stored.

    `mine` is of all the person's practices; `practice` and `astreintes` are of one, for as long as they
    belong to it.
    """

    class Kind(models.TextChoices):
        MINE = "mine", "mes jours, mes astreintes et les événements"
        PRACTICE = "practice", "qui est là"
        ASTREINTES = "astreintes", "les astreintes"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    practice = models.ForeignKey(Cabinet, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="feed_of_a_practice_names_it",
                condition=Q(kind="mine", practice=None) | (~Q(kind="mine") & Q(practice__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "practice"],
                name="feed_has_one_address",
                condition=Q(revoked_at=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.kind}"
