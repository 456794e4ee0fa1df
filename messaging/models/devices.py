"""Where a person is told that something waits: their phones, and when they want silence."""

from django.db import models


class PushDevice(models.Model):
    """A browser that asked for notifications. It belongs to a person, whatever the practice."""

    person = models.ForeignKey("cabinet.Person", on_delete=models.CASCADE, related_name="+")
    endpoint = models.URLField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    label = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]


class Quiet(models.Model):
    """When a person is not to be told anything but what is urgent and theirs; and whether by e-mail."""

    person = models.OneToOneField(
        "cabinet.Person", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    starts = models.TimeField(null=True)
    ends = models.TimeField(null=True)
    digest = models.BooleanField(default=True)
