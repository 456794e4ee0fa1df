"""Who is where, and when. The database refuses two people in a room and one person in two places."""

from datetime import date
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from planning.models.engagement import Engages


class Period(models.TextChoices):
    DAY = "day", "journée"
    MORNING = "morning", "matin"
    AFTERNOON = "afternoon", "après-midi"


class Strength(models.TextChoices):
    """How sure an entry is: « if need be » holds neither the room nor the person, and is asked first."""

    SURE = "sure", "sûr"
    IF_NEED_BE = "if_need_be", "en dernier recours"


#: Half-open: one may leave a room at 12:30 when another one enters it at 12:30.
HOURS = Func(F("starts_at"), F("ends_at"), function="TSTZRANGE", output_field=DateTimeRangeField())


class PresenceQuerySet(TenantQuerySet):
    def bulk_create(self, objs, *args, **kwargs) -> list["Presence"]:
        objs = list(objs)
        for presence in objs:
            presence.person_id = presence.membership.person_id
        return super().bulk_create(objs, *args, **kwargs)

    def standing(self) -> Self:
        """Those that were not released."""
        return self.filter(released_at=None)

    def sure(self) -> Self:
        """Those that hold their room and their person."""
        return self.standing().filter(strength=Strength.SURE)

    def counting(self) -> Self:
        """Those that make cover: sure, and confirmed where the practice asks for it."""
        return self.sure().filter(to_confirm=False)

    def between(self, first: date, last: date) -> Self:
        return self.filter(on__gte=first, on__lte=last)

    def with_names(self) -> Self:
        """With the person and the room, in the order in which a day is read."""
        return self.select_related("membership__person", "room").order_by(
            "on", "starts_at", "room__position", "membership__person__sort_key", "pk"
        )


class PresenceManager(TenantManager.from_queryset(PresenceQuerySet)):
    pass


class Presence(TenantModel):
    """`on` and `period` are what was said; the instants follow from the practice's hours on that day.

    `person` repeats the membership's, for the constraint that holds across all practices. `sequence` rises at
    each change (iCalendar). One `to_confirm` holds its room, and is no cover yet. `call` is the call for
    cover that it answers.
    """

    membership = TenantForeignKey("cabinet.Membership", related_name="presences")
    person = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, related_name="+", editable=False)
    room = TenantForeignKey("planning.Room", related_name="presences")
    series = TenantForeignKey("planning.Series", null=True, related_name="presences")
    on = models.DateField()
    period = models.CharField(max_length=9, choices=Period)
    strength = models.CharField(max_length=10, choices=Strength, default=Strength.SURE)
    to_confirm = models.BooleanField(default=False)
    call = TenantForeignKey("planning.CoverCall", null=True, related_name="presences")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_at = models.DateTimeField()
    booked_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    release_reason = models.CharField(max_length=200, blank=True)
    sequence = models.PositiveIntegerField(default=0)

    objects = PresenceManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["on", "starts_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="presence_membership_same_practice", field="membership"),
            SameTenant(name="presence_room_same_practice", field="room"),
            SameTenant(name="presence_series_same_practice", field="series"),
            SameTenant(name="presence_call_same_practice", field="call"),
            SameTenant(name="presence_booker_same_practice", field="booked_by"),
            SameTenant(name="presence_releaser_same_practice", field="released_by"),
            ExclusionConstraint(
                name="presence_room_holds_one_person",
                expressions=[("room", RangeOperators.EQUAL), (HOURS, RangeOperators.OVERLAPS)],
                condition=Q(released_at=None, strength="sure"),
            ),
            ExclusionConstraint(
                name="presence_person_is_in_one_place",
                expressions=[("person", RangeOperators.EQUAL), (HOURS, RangeOperators.OVERLAPS)],
                condition=Q(released_at=None, strength="sure"),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "membership", "on", "period"],
                name="presence_if_need_be_is_said_once",
                condition=Q(released_at=None, strength="if_need_be"),
            ),
            models.CheckConstraint(
                name="presence_strength_is_known",
                condition=Q(strength="sure") | Q(strength="if_need_be", to_confirm=False),
            ),
            models.CheckConstraint(
                name="presence_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="presence_period_is_known", condition=Q(period__in=["day", "morning", "afternoon"])
            ),
            Engages(name="presence_engages_its_person"),
            models.CheckConstraint(
                name="presence_release_has_a_date",
                condition=Q(released_at__isnull=False) | Q(released_by=None, release_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["cabinet", "on"], name="presence_by_day"),
            models.Index(fields=["cabinet", "membership", "on"], name="presence_by_member"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.period}"

    def save(self, *args, **kwargs) -> None:
        self.person_id = self.membership.person_id
        super().save(*args, **kwargs)

    @property
    def is_sure(self) -> bool:
        return self.strength == Strength.SURE

    @property
    def counts(self) -> bool:
        """Whether it makes cover."""
        return self.is_sure and not self.to_confirm

    @property
    def stands(self) -> bool:
        return self.released_at is None
