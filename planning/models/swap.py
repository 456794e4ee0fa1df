"""A day, or an astreinte, that changes hands: given, or exchanged for another one."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from planning.models.astreinte import Astreinte
from planning.models.presence import Presence

#: What changes hands.
Day = Presence | Astreinte


class SwapQuerySet(TenantQuerySet):
    def waiting(self) -> Self:
        """Those that wait for an answer."""
        return self.filter(state=Swap.State.ASKED)

    def with_days(self) -> Self:
        """With the days and everybody's names."""
        return self.select_related(
            "asked_by__person",
            "asked_to__person",
            "done_by__person",
            "given_presence__room",
            "wanted_presence__room",
            "given_astreinte",
            "wanted_astreinte",
        )


class SwapManager(TenantManager.from_queryset(SwapQuerySet)):
    pass


class Swap(TenantModel):
    """`asked_by` gives one of theirs to `asked_to`, and wants one of theirs in return, or nothing.

    Both accept: one by asking, the other by answering. The secretary does it for both at once (`done_by`).
    """

    class State(models.TextChoices):
        ASKED = "asked", "demandé"
        ACCEPTED = "accepted", "accepté"
        DECLINED = "declined", "refusé"
        WITHDRAWN = "withdrawn", "retiré"

    asked_by = TenantForeignKey("cabinet.Membership", related_name="swaps_asked")
    asked_to = TenantForeignKey("cabinet.Membership", related_name="swaps_received")
    given_presence = TenantForeignKey("planning.Presence", null=True, related_name="+")
    wanted_presence = TenantForeignKey("planning.Presence", null=True, related_name="+")
    given_astreinte = TenantForeignKey("planning.Astreinte", null=True, related_name="+")
    wanted_astreinte = TenantForeignKey("planning.Astreinte", null=True, related_name="+")
    #: Asked for inside the notice, as for a release.
    reason = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    #: Who did it in the name of both; null when they agreed between themselves.
    done_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    objects = SwapManager()

    class Meta(TenantModel.Meta):
        ordering = ["-asked_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="swap_asker_same_practice", field="asked_by"),
            SameTenant(name="swap_asked_same_practice", field="asked_to"),
            SameTenant(name="swap_given_presence_same_practice", field="given_presence"),
            SameTenant(name="swap_wanted_presence_same_practice", field="wanted_presence"),
            SameTenant(name="swap_given_astreinte_same_practice", field="given_astreinte"),
            SameTenant(name="swap_wanted_astreinte_same_practice", field="wanted_astreinte"),
            SameTenant(name="swap_doer_same_practice", field="done_by"),
            models.CheckConstraint(name="swap_is_between_two_people", condition=~Q(asked_by=F("asked_to"))),
            models.CheckConstraint(
                name="swap_gives_a_day_or_an_astreinte",
                condition=Q(given_presence__isnull=False, given_astreinte=None, wanted_astreinte=None)
                | Q(given_astreinte__isnull=False, given_presence=None, wanted_presence=None),
            ),
            models.CheckConstraint(
                name="swap_is_answered_at_an_instant",
                condition=Q(state="asked", answered_at=None)
                | (~Q(state="asked") & Q(answered_at__isnull=False)),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "given_presence"],
                name="swap_of_a_day_is_asked_once",
                condition=Q(state="asked"),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "given_astreinte"],
                name="swap_of_an_astreinte_is_asked_once",
                condition=Q(state="asked"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by_id} → {self.asked_to_id} · {self.state}"

    @property
    def given(self) -> Day:
        return self.given_presence or self.given_astreinte

    @property
    def wanted(self) -> Day | None:
        return self.wanted_presence or self.wanted_astreinte

    @property
    def days(self) -> list[Day]:
        """What changes hands."""
        return [self.given, self.wanted] if self.wanted else [self.given]
