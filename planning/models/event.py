"""Trainings, meetings, convivial evenings, with who comes."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class EventQuerySet(TenantQuerySet):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def between(self, first: datetime, last: datetime) -> Self:
        """Those that touch the time from `first` to `last`."""
        return self.filter(starts_at__lt=last, ends_at__gt=first)


class EventManager(TenantManager.from_queryset(EventQuerySet)):
    pass


class Event(TenantModel):
    """Everybody of the practice sees it and answers. `sequence` rises at each change (iCalendar)."""

    class Kind(models.TextChoices):
        TRAINING = "training", "formation"
        MEETING = "meeting", "réunion"
        CONVIVIAL = "convivial", "moment convivial"

    kind = models.CharField(max_length=9, choices=Kind)
    title = models.CharField(max_length=120)
    place = models.CharField(max_length=120, blank=True)
    details = models.CharField(max_length=1000, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    created_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = EventManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["starts_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="event_creator_same_practice", field="created_by"),
            models.CheckConstraint(
                name="event_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "starts_at"], name="event_by_start")]

    def __str__(self) -> str:
        return self.title


class EventAnswer(TenantModel):
    """Comes or not; the last answer counts."""

    event = TenantForeignKey("planning.Event", related_name="answers")
    membership = TenantForeignKey("cabinet.Membership", related_name="+")
    comes = models.BooleanField()
    answered_at = models.DateTimeField()

    aggregates_may = ("SELECT", "INSERT", "UPDATE")

    class Meta(TenantModel.Meta):
        ordering = ["answered_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="event_answer_event_same_practice", field="event"),
            SameTenant(name="event_answer_membership_same_practice", field="membership"),
            models.UniqueConstraint(
                fields=["cabinet", "event", "membership"], name="event_answer_is_one_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} · {self.membership_id} · {self.comes}"
