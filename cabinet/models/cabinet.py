"""The tenant: a practice, its settings, and the network it may belong to."""

from datetime import date, time
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from cabinet.clock import first_of_month, next_month
from cabinet.tenancy import scope

SCHOOL_ZONES = [("A", "zone A"), ("B", "zone B"), ("C", "zone C")]
RETROCESSION_BASES = [
    ("facture", "ce qui a été facturé"),
    ("percu", "ce qui a été perçu"),
]


def working_days() -> list[int]:
    """Monday to Friday, Monday being 0."""
    return [0, 1, 2, 3, 4]


def laboratory_days() -> list[int]:
    """Monday to Saturday: the days on which the laboratory may call."""
    return [0, 1, 2, 3, 4, 5]


def travel_acts() -> list[str]:
    return ["IK", "IKM", "IKS"]


class Network(models.Model):
    """Practices that share a pool, a calendar, channels and mail routing; never patients nor fees."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Cabinet(models.Model):
    """A practice. Everything that bears its `cabinet_id` is seen from inside it only."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    commune = models.CharField(max_length=80)
    postcode = models.CharField(max_length=5)
    insee = models.CharField(max_length=5)
    network = models.ForeignKey(
        Network,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cabinets",
    )
    #: What the titulaires agreed to within their network: the locums of the others that say so too answer
    #: their calls; the network's CLS reads their counts.
    shares_pool = models.BooleanField(default=False)
    tells_territory = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    school_zone = models.CharField(max_length=1, choices=SCHOOL_ZONES, default="B")
    open_weekdays = ArrayField(models.SmallIntegerField(), default=working_days)
    morning_starts = models.TimeField(default=time(8, 30))
    morning_ends = models.TimeField(default=time(12, 30))
    afternoon_starts = models.TimeField(default=time(14, 0))
    afternoon_ends = models.TimeField(default=time(18, 30))
    weekly_target = models.PositiveSmallIntegerField(default=4)
    weekly_minimum = models.PositiveSmallIntegerField(default=2)
    intern_counts = models.BooleanField(default=True)
    release_notice_days = models.PositiveSmallIntegerField(default=7)
    booking_needs_confirmation = models.BooleanField(default=False)

    call_horizon_weeks = models.PositiveSmallIntegerField(default=4)
    call_horizon_holiday_weeks = models.PositiveSmallIntegerField(default=8)
    call_escalation_days = models.PositiveSmallIntegerField(default=5)

    #: An astreinte goes from `astreinte_starts` to the next `astreinte_ends`, which may be on the morrow.
    astreinte_weekdays = ArrayField(models.SmallIntegerField(), default=laboratory_days)
    astreinte_starts = models.TimeField(default=time(8, 0))
    astreinte_ends = models.TimeField(default=time(20, 0))

    #: Whether days and names of doctors are shown to whoever has the address of the public sheet.
    public_sheet = models.BooleanField(default=False)
    #: Counts of patients under it are never told exactly.
    small_count_floor = models.PositiveSmallIntegerField(default=11)

    #: Roles asked for a second factor besides those that read patients or money, who always are.
    second_factor_also = ArrayField(models.CharField(max_length=20), default=list, blank=True)

    retrocession_rate = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("85.00"))
    retrocession_base = models.CharField(max_length=8, choices=RETROCESSION_BASES, default="facture")
    #: The month from which that base holds; before it, the other one. None: it always did.
    retrocession_base_since = models.DateField(null=True)
    travel_acts = ArrayField(models.CharField(max_length=12), default=travel_acts)
    #: Acts that go at their own rate, in per cent: `{"CRN": "100.00"}`.
    act_rates = models.JSONField(default=dict)
    #: A statement that its locum says nothing of is agreed after so many days.
    statement_silence_days = models.PositiveSmallIntegerField(default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cabinet_hours_follow_each_other",
                condition=Q(morning_starts__lt=F("morning_ends"))
                & Q(morning_ends__lte=F("afternoon_starts"))
                & Q(afternoon_starts__lt=F("afternoon_ends")),
            ),
            models.CheckConstraint(
                name="cabinet_floor_is_not_above_target",
                condition=Q(weekly_minimum__lte=F("weekly_target")),
            ),
            models.CheckConstraint(
                name="cabinet_call_horizons_follow_each_other",
                condition=Q(call_horizon_weeks__gte=1)
                & Q(call_horizon_weeks__lte=F("call_horizon_holiday_weeks")),
            ),
            models.CheckConstraint(
                name="cabinet_rate_is_a_percentage",
                condition=Q(retrocession_rate__gte=0, retrocession_rate__lte=100),
            ),
            models.CheckConstraint(
                name="cabinet_shares_within_a_network",
                condition=Q(network__isnull=False) | Q(shares_pool=False, tells_territory=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def base_change_holds_from(self, today: date) -> date | None:
        """The month from which the other base would hold, decided today: the next one. A change that was to
        come and is undone leaves nothing: None."""
        if self.retrocession_base_since and self.retrocession_base_since > today:
            return None
        return next_month(first_of_month(today))

    @classmethod
    def current(cls) -> "Cabinet":
        """The practice of the open scope. Raises DoesNotExist without one."""
        return cls.objects.get(pk=scope.current_cabinet_id() or 0)
