"""Days on which a person cannot come: leave, or the intern's days elsewhere."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from planning.models.engagement import Engages
from planning.models.special_period import DAYS


class AbsenceQuerySet(TenantQuerySet):
    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def between(self, first: date, last: date) -> Self:
        return self.filter(starts_on__lte=last, ends_on__gte=first)


class AbsenceManager(TenantManager.from_queryset(AbsenceQuerySet)):
    pass


class Absence(TenantModel):
    """From its first to its last day, whole days. `place` says where an intern is; a leave says nothing."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "indisponible"
        ELSEWHERE = "elsewhere", "en stage ailleurs"

    membership = TenantForeignKey("cabinet.Membership", related_name="absences")
    person = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=9, choices=Kind)
    place = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    said_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    said_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AbsenceManager()

    class Meta(TenantModel.Meta):
        ordering = ["starts_on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="absence_membership_same_practice", field="membership"),
            SameTenant(name="absence_sayer_same_practice", field="said_by"),
            Engages(name="absence_engages_its_person"),
            models.CheckConstraint(
                name="absence_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(
                name="absence_kind_is_known", condition=Q(kind="leave", place="") | Q(kind="elsewhere")
            ),
            ExclusionConstraint(
                name="absence_of_one_person_at_a_time",
                expressions=[("membership", RangeOperators.EQUAL), (DAYS, RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.starts_on} → {self.ends_on}"

    def save(self, *args, **kwargs) -> None:
        self.person_id = self.membership.person_id
        super().save(*args, **kwargs)
