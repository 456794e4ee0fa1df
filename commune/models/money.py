"""What the practice costs the commune, what was voted, what others gave. No fee, no patient."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from commune.rules.cost_kinds import KINDS
from commune.rules.grants import INVESTMENT, RUNNING

COST_KINDS = list(KINDS.items())


def euros_field(**options) -> models.DecimalField:
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


class Cost(TenantModel):
    """What one kind cost in one month. No row: not entered yet, which is not zero."""

    month = models.DateField()
    kind = models.CharField(max_length=12, choices=COST_KINDS)
    amount = euros_field()

    aggregates_may = ("SELECT", "INSERT", "UPDATE (amount)", "DELETE")

    class Meta(TenantModel.Meta):
        ordering = ["month", "kind"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "month", "kind"], name="cost_is_entered_once"),
            models.CheckConstraint(name="cost_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="cost_month_is_a_month", condition=Q(month__day=1)),
            models.CheckConstraint(name="cost_kind_is_known", condition=Q(kind__in=list(KINDS))),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.amount}"


class CostChange(TenantModel):
    """What a cost was before and after somebody wrote it; empty: it was not, or is no longer, entered."""

    month = models.DateField()
    kind = models.CharField(max_length=12, choices=COST_KINDS)
    before = euros_field(null=True)
    after = euros_field(null=True)
    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    aggregates_may = ("SELECT", "INSERT")

    class Meta(TenantModel.Meta):
        ordering = ["-at", "month", "kind"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="cost_change_author_same_practice", field="by"),
            models.CheckConstraint(
                name="cost_change_changes_something",
                condition=Q(before=None) & Q(after__isnull=False)
                | Q(before__isnull=False) & Q(after=None)
                | ~Q(before=F("after")),
            ),
            AppendOnly(name="cost_change_is_final"),
        ]
        indexes = [models.Index(fields=["cabinet", "at"], name="cost_changes_by_date")]


class Budget(TenantModel):
    """What was voted for a kind and a year."""

    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=COST_KINDS)
    amount = euros_field()

    aggregates_may = ("SELECT", "INSERT", "UPDATE (amount)", "DELETE")

    class Meta(TenantModel.Meta):
        ordering = ["year", "kind"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "year", "kind"], name="budget_is_voted_once"),
            models.CheckConstraint(name="budget_is_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="budget_kind_is_known", condition=Q(kind__in=list(KINDS))),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.kind} {self.amount}"


class GrantQuerySet(TenantQuerySet):
    def standing(self):
        return self.filter(withdrawn_at=None)


class GrantManager(TenantManager.from_queryset(GrantQuerySet)):
    pass


class Grant(TenantModel):
    """Money of somebody else, with what it binds to. `version` rises at each change."""

    payer = models.CharField(max_length=120)
    title = models.CharField(max_length=160)
    amount = euros_field()
    purpose = models.CharField(
        max_length=10, choices=[(INVESTMENT, "investissement"), (RUNNING, "fonctionnement")]
    )
    conditions = models.CharField(max_length=1000, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = GrantManager()

    aggregates_may = ("SELECT", "INSERT", "UPDATE")

    class Meta(TenantModel.Meta):
        ordering = ["starts_on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="grant_author_same_practice", field="entered_by"),
            models.CheckConstraint(name="grant_is_an_amount", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="grant_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="grant_for_running_has_an_end",
                condition=~Q(purpose=RUNNING) | Q(ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payer} · {self.title}"
