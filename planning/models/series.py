"""A fixed weekday over a span: the intern's day for six months, the ASALÉE nurse's day, the desk's hours."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from planning.models.presence import Period


class SeriesQuerySet(TenantQuerySet):
    def standing(self) -> "SeriesQuerySet":
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)


class SeriesManager(TenantManager.from_queryset(SeriesQuerySet)):
    pass


class Series(TenantModel):
    """Its days are made when it is; public holidays and closures are skipped. Weekday: Monday is 0.

    A practitioner's has a room and a period, and makes presences; a desk's has hours instead, and makes
    shifts. Changed from a date on, it ends the day before and another one `follows` it.
    """

    membership = TenantForeignKey("cabinet.Membership", related_name="series")
    room = TenantForeignKey("planning.Room", null=True, related_name="series")
    weekday = models.PositiveSmallIntegerField()
    period = models.CharField(max_length=9, choices=Period, blank=True)
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    starts_on = models.DateField()
    until_on = models.DateField()
    #: The titulaire who may be reached on the intern's day.
    supervisor = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    follows = TenantForeignKey("self", null=True, related_name="followed_by")
    cancelled_at = models.DateTimeField(null=True)

    objects = SeriesManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["starts_on", "weekday", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="series_membership_same_practice", field="membership"),
            SameTenant(name="series_room_same_practice", field="room"),
            SameTenant(name="series_supervisor_same_practice", field="supervisor"),
            SameTenant(name="series_follows_same_practice", field="follows"),
            models.UniqueConstraint(
                fields=["cabinet", "membership", "weekday", "period", "starts_on"],
                name="series_is_written_once",
                condition=Q(cancelled_at=None, opens=None),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "membership", "weekday", "opens", "starts_on"],
                name="series_of_the_desk_is_written_once",
                condition=Q(cancelled_at=None, opens__isnull=False),
            ),
            models.CheckConstraint(
                name="series_ends_after_it_starts", condition=Q(until_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="series_weekday_is_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="series_has_a_room_or_hours",
                condition=Q(
                    period__in=["day", "morning", "afternoon"], room__isnull=False, opens=None, closes=None
                )
                | Q(period="", room=None, opens__lt=F("closes")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} · {self.weekday} {self.period} · {self.starts_on} → {self.until_on}"


class SeriesSkip(TenantModel):
    """A day that the series did not make, and why, in the words shown."""

    series = TenantForeignKey("planning.Series", related_name="skips")
    on = models.DateField()
    reason = models.CharField(max_length=160)

    class Meta(TenantModel.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="series_skip_series_same_practice", field="series"),
            models.UniqueConstraint(fields=["cabinet", "series", "on"], name="series_skip_is_written_once"),
            AppendOnly(name="series_skip_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.on} · {self.reason}"
