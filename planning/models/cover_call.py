"""A call for cover: a week is short of doctors, and the pool, then the titulaires, are asked."""

from typing import Self

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from planning.models.presence import Period


class CoverCallQuerySet(TenantQuerySet):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class CoverCallManager(TenantManager.from_queryset(CoverCallQuerySet)):
    pass


class CoverCall(TenantModel):
    """One at a time for a week, known by its Monday. Opens, goes on to the titulaires, closes by itself."""

    class Stage(models.TextChoices):
        LAST_RESORT = "last_resort", "ceux qui viendraient en dernier recours"
        POOL = "pool", "les remplaçants"
        TITULAIRES = "titulaires", "les titulaires"

    class Outcome(models.TextChoices):
        MET = "met", "l’objectif est atteint"
        OVER = "over", "la semaine est passée"
        NOT_NEEDED = "not_needed", "la semaine n’en a plus besoin"

    monday = models.DateField()
    opened_at = models.DateTimeField()
    #: Half-days missing when it opened.
    missing = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=11, choices=Stage)
    escalated_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = CoverCallManager()

    aggregates_may = ("SELECT",)

    class Meta(TenantModel.Meta):
        ordering = ["monday", "opened_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["cabinet", "monday"], name="cover_call_is_the_only_one", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="cover_call_closes_with_a_reason",
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.monday} · {self.stage}"


class CallAsk(TenantModel):
    """Somebody was asked, on a day, and what they answered."""

    class Answer(models.TextChoices):
        NONE = "", "pas encore répondu"
        TAKEN = "taken", "a pris un jour"
        NOT_THIS_TIME = "not_this_time", "pas cette fois"

    call = TenantForeignKey("planning.CoverCall", related_name="asks")
    membership = TenantForeignKey("cabinet.Membership", related_name="+")
    asked_at = models.DateTimeField()
    #: The last day on which a message named this call to them, and how many did.
    last_told_on = models.DateField(null=True)
    told = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=13, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["asked_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="call_ask_call_same_practice", field="call"),
            SameTenant(name="call_ask_membership_same_practice", field="membership"),
            models.UniqueConstraint(fields=["cabinet", "call", "membership"], name="call_asks_a_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} · {self.membership_id} · {self.answer}"


class CallClaim(TenantModel):
    """A one-tap link that was used: it opens nothing any more, whatever became of the day."""

    ask = TenantForeignKey("planning.CallAsk", related_name="claims")
    on = models.DateField()
    period = models.CharField(max_length=9, choices=Period)
    presence = TenantForeignKey("planning.Presence", related_name="claims")
    claimed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="call_claim_ask_same_practice", field="ask"),
            SameTenant(name="call_claim_presence_same_practice", field="presence"),
            models.UniqueConstraint(fields=["cabinet", "ask", "on", "period"], name="call_link_serves_once"),
            AppendOnly(name="call_claim_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.ask_id} · {self.on} {self.period}"
