"""The relevé de rétrocession: numbered without gaps, final, and its very PDF."""

from decimal import Decimal

from django.db import models

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.closing import MonthClosing
from retrocession.models.figures import Figures, is_first_of_month
from retrocession.rules.numbering import statement_number
from retrocession.rules.own_rate import rates_read


class StatementCounter(TenantModel):
    """The last number given in a practice and year; its row is locked while statements are issued."""

    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "year"], name="counter_one_per_year"),
        ]


class Statement(Figures):
    """Issued for `month` by the titulaire who pays it to `remplacant`. Never changed: a correction is an
    adjustment, on the next one. Without billed lines it holds only adjustments, of an earlier month of its
    titulaire, who may not be the médecin remplacé of this one.

    `payer` and `payee` are the parties as they were that day (name, address, RPPS, SIRET); `detail` lists the
    days with their acts and totals by mode, and the adjustments; `signatures` says who verified and approved,
    and when.
    """

    closing = TenantForeignKey(MonthClosing, related_name="statements")
    month = models.DateField()
    year = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    titulaire = TenantForeignKey("cabinet.Membership", related_name="statements_to_pay")
    remplacant = TenantForeignKey("cabinet.Membership", related_name="statements")
    issued_at = models.DateTimeField()
    payer = models.JSONField()
    payee = models.JSONField()
    detail = models.JSONField()
    signatures = models.JSONField()
    year_to_date = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta(Figures.Meta):
        ordering = ["year", "rank"]
        constraints = [
            *Figures.Meta.constraints,
            SameTenant(name="statement_closing_same_practice", field="closing"),
            SameTenant(name="statement_titulaire_same_practice", field="titulaire"),
            SameTenant(name="statement_remplacant_same_practice", field="remplacant"),
            models.UniqueConstraint(fields=["cabinet", "year", "rank"], name="statement_number_given_once"),
            models.UniqueConstraint(
                fields=["cabinet", "closing", "titulaire", "remplacant"],
                name="statement_one_per_pair_and_month",
            ),
            is_first_of_month("month", "statement_month_is_a_month"),
            AppendOnly(name="statement_is_final"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """« 2026-0042 »."""
        return statement_number(self.year, self.rank)

    @property
    def travel_acts(self) -> list[str]:
        """The acts that were passed on whole on the day of issue."""
        return self.detail["travel_acts"]

    @property
    def act_rates(self) -> dict[str, Decimal]:
        """The acts that had their own rate on the day of issue, in per cent."""
        return rates_read(self.detail.get("act_rates", {}))


class StatementDocument(TenantModel):
    """The PDF that was issued, byte for byte, with its SHA-256 (hexadecimal)."""

    statement = TenantForeignKey(Statement, related_name="documents")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rendered_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="document_statement_same_practice", field="statement"),
            models.UniqueConstraint(fields=["cabinet", "statement"], name="document_one_per_statement"),
            AppendOnly(name="statement_document_is_final"),
        ]
