"""Who answers the laboratory on a day without a doctor, and what they tell the next one."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class AstreinteQuerySet(TenantQuerySet):
    def standing(self) -> Self:
        """Those that were not given up."""
        return self.filter(released_at=None)

    def between(self, first: date, last: date) -> Self:
        return self.filter(on__gte=first, on__lte=last)

    def with_names(self) -> Self:
        return self.select_related("membership__person").order_by("on", "pk")


class AstreinteManager(TenantManager.from_queryset(AstreinteQuerySet)):
    pass


class Astreinte(TenantModel):
    """One doctor a day. `sequence` rises at each change (iCalendar); one given up stays, as presences do."""

    membership = TenantForeignKey("cabinet.Membership", related_name="astreintes")
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    assigned_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    assigned_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    release_reason = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = AstreinteManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="astreinte_membership_same_practice", field="membership"),
            SameTenant(name="astreinte_assigner_same_practice", field="assigned_by"),
            SameTenant(name="astreinte_releaser_same_practice", field="released_by"),
            models.UniqueConstraint(
                fields=["cabinet", "on"], name="astreinte_is_one_doctor_a_day", condition=Q(released_at=None)
            ),
            models.CheckConstraint(
                name="astreinte_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="astreinte_release_has_a_date",
                condition=Q(released_at__isnull=False) | Q(released_by=None, release_reason=""),
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "membership", "on"], name="astreinte_by_member")]

    def __str__(self) -> str:
        return f"{self.on} · {self.membership_id}"

    @property
    def stands(self) -> bool:
        return self.released_at is None


class HandOver(TenantModel):
    """A line for the next doctor present: that there is something to look at, never who the patient is."""

    astreinte = TenantForeignKey("planning.Astreinte", related_name="hand_overs")
    text = models.CharField(max_length=300)
    written_by = TenantForeignKey("cabinet.Membership", related_name="+")
    written_at = models.DateTimeField()
    read_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    read_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["written_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="hand_over_astreinte_same_practice", field="astreinte"),
            SameTenant(name="hand_over_writer_same_practice", field="written_by"),
            SameTenant(name="hand_over_reader_same_practice", field="read_by"),
            models.CheckConstraint(
                name="hand_over_is_read_by_somebody",
                condition=Q(read_at=None, read_by=None) | Q(read_at__isnull=False, read_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.astreinte_id} · {self.written_at}"
