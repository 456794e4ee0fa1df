"""A fixed weekday over a span: the intern's day for six months, the ASALÉE nurse's day."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from planning.models.presence import Period


class Series(TenantModel):
    """Its presences are made when it is; public holidays are skipped. Weekday: Monday is 0."""

    membership = TenantForeignKey("cabinet.Membership", related_name="series")
    room = TenantForeignKey("planning.Room", related_name="series")
    weekday = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=9, choices=Period)
    starts_on = models.DateField()
    until_on = models.DateField()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["starts_on", "weekday", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="series_membership_same_practice", field="membership"),
            SameTenant(name="series_room_same_practice", field="room"),
            models.UniqueConstraint(
                fields=["cabinet", "membership", "weekday", "period", "starts_on"],
                name="series_is_written_once",
            ),
            models.CheckConstraint(
                name="series_ends_after_it_starts", condition=Q(until_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="series_weekday_is_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="series_period_is_known", condition=Q(period__in=["day", "morning", "afternoon"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.weekday} {self.period} · {self.starts_on} → {self.until_on}"
