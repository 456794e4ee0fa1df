"""Days that are not as the others: the practice is closed, or its target is another one."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet

DAYS = Func(F("starts_on"), F("ends_on"), Value("[]"), function="DATERANGE", output_field=DateRangeField())


class SpecialPeriodQuerySet(TenantQuerySet):
    def between(self, first: date, last: date) -> Self:
        """Those that stand and touch a day from `first` to `last`, both included."""
        return self.filter(starts_on__lte=last, ends_on__gte=first, withdrawn_at=None)


class SpecialPeriodManager(TenantManager.from_queryset(SpecialPeriodQuerySet)):
    pass


class SpecialPeriod(TenantModel):
    """From its first to its last day. Target and floor, in days a week, are those of a `target` only."""

    class Kind(models.TextChoices):
        CLOSURE = "closure", "fermeture"
        TARGET = "target", "autre objectif"

    kind = models.CharField(max_length=7, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=80)
    weekly_target = models.PositiveSmallIntegerField(null=True)
    weekly_minimum = models.PositiveSmallIntegerField(null=True)
    declared_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = SpecialPeriodManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["starts_on", "kind", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="special_period_declarer_same_practice", field="declared_by"),
            ExclusionConstraint(
                name="special_period_is_the_only_one_of_its_kind",
                expressions=[
                    ("cabinet", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="special_period_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="special_period_has_a_target_or_is_closed",
                condition=Q(kind="closure", weekly_target=None, weekly_minimum=None)
                | Q(kind="target", weekly_minimum__lte=F("weekly_target"), weekly_target__lte=7),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.starts_on} → {self.ends_on}"
