"""The hours of the desk: the secretary's and the télésecrétariat's, between whom the phones switch."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from planning.models.presence import HOURS


class ShiftQuerySet(TenantQuerySet):
    def standing(self) -> Self:
        return self.filter(cancelled_at=None)

    def between(self, first: date, last: date) -> Self:
        return self.filter(on__gte=first, on__lte=last)


class ShiftManager(TenantManager.from_queryset(ShiftQuerySet)):
    pass


class Shift(TenantModel):
    """Somebody answers the phone on a day, from an instant to another."""

    membership = TenantForeignKey("cabinet.Membership", related_name="shifts")
    series = TenantForeignKey("planning.Series", null=True, related_name="shifts")
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    written_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = ShiftManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="shift_membership_same_practice", field="membership"),
            SameTenant(name="shift_series_same_practice", field="series"),
            SameTenant(name="shift_writer_same_practice", field="written_by"),
            models.CheckConstraint(
                name="shift_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            ExclusionConstraint(
                name="shift_of_one_person_at_a_time",
                expressions=[("membership", RangeOperators.EQUAL), (HOURS, RangeOperators.OVERLAPS)],
                condition=Q(cancelled_at=None),
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "on"], name="shift_by_day")]

    def __str__(self) -> str:
        return f"{self.on} {self.starts_at:%H:%M} → {self.ends_at:%H:%M}"
