"""The figures of a statement, the same in a draft and when issued, held together by the database."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from cabinet.models.cabinet import RETROCESSION_BASES
from cabinet.tenancy.models import TenantModel
from retrocession.rules.own_rate import OwnRate

ZERO = Decimal("0.00")


def money(**options) -> models.DecimalField:
    """An amount in euros."""
    return models.DecimalField(max_digits=12, decimal_places=2, **options)


def is_first_of_month(field: str, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__day": 1}))


class Figures(TenantModel):
    """Amounts in euros, `rate` in per cent. See `retrocession/rules/settlement.py`.

    With the base « percu », `awaited` is what was billed and not yet received; zero with « facture ».
    `own_base` and `own_share`: the parts of `base` and `share` of the acts with their own rate; `own_rates`
    details them: `{"rate", "base", "share"}` for each, the highest rate first.
    """

    days = models.PositiveSmallIntegerField()
    acts = models.IntegerField()
    billed = money()
    travel = money()
    base = money()
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    share = money()
    kept = money()
    own_base = money(default=ZERO)
    own_share = money(default=ZERO)
    own_rates = models.JSONField(default=list)
    retrocession_base = models.CharField(max_length=8, choices=RETROCESSION_BASES, default="facture")
    awaited = money(default=ZERO)
    adjustments = money(default=ZERO)
    net = money()

    @property
    def is_received(self) -> bool:
        """Whether the base is what was received, and not what was billed."""
        return self.retrocession_base == "percu"

    @property
    def received(self) -> Decimal:
        """What came in of the month's own lines in their month, when that is the base."""
        return self.billed - self.awaited

    @property
    def own_parts(self) -> list[OwnRate]:
        """What went at another rate than `rate`, the highest first."""
        return [OwnRate(**{name: Decimal(value) for name, value in one.items()}) for one in self.own_rates]

    class Meta(TenantModel.Meta):
        abstract = True
        constraints = [
            *TenantModel.Meta.constraints,
            models.CheckConstraint(
                name="%(class)s_base_is_what_is_shared",
                condition=Q(base=F("billed") - F("awaited") - F("travel")),
            ),
            models.CheckConstraint(
                name="%(class)s_awaits_only_on_what_is_received",
                condition=Q(retrocession_base="percu") | Q(awaited=0),
            ),
            models.CheckConstraint(
                name="%(class)s_share_and_kept_make_the_base",
                condition=Q(base=F("share") + F("kept")),
            ),
            models.CheckConstraint(
                name="%(class)s_share_is_each_base_at_its_rate",
                condition=Q(
                    share=F("own_share")
                    + Round((F("base") - F("own_base")) * F("rate") / Decimal(100), precision=2)
                ),
            ),
            models.CheckConstraint(
                name="%(class)s_net_is_the_sum",
                condition=Q(net=F("share") + F("travel") + F("adjustments")),
            ),
        ]
