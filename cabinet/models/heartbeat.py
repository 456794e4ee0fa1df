"""When the workers last looked at the jobs table."""

from datetime import datetime

from django.db import models


class Heartbeat(models.Model):
    """One row for the whole house: no beat, no worker or no broker, and it grows old."""

    only_one = models.BooleanField(primary_key=True, default=True)
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="heartbeat_is_one_row", condition=models.Q(only_one=True)),
        ]

    def __str__(self) -> str:
        return f"{self.ticked_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def beat(cls, at: datetime) -> None:
        cls.objects.update_or_create(only_one=True, defaults={"ticked_at": at})
