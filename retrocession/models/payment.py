"""That a statement was paid: on which day, under which reference; or that the bank sent it back."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.statement import Statement
from retrocession.models.transfer import TransferFile


class TransferHandedIn(TenantModel):
    """The titulaire gave this very file to their bank."""

    transfer = TenantForeignKey(TransferFile, related_name="handed_in")
    handed_in_on = models.DateField()
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="handed_in_transfer_same_practice", field="transfer"),
            SameTenant(name="handed_in_author_same_practice", field="recorded_by"),
            models.UniqueConstraint(fields=["cabinet", "transfer"], name="transfer_is_handed_in_once"),
            AppendOnly(name="transfer_handed_in_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} · {self.handed_in_on}"


class StatementPayment(TenantModel):
    """The last one of a statement counts. `on`: debited, sent back or received that day.

    `transfer` is null for a transfer typed by hand at the bank.
    """

    class Kind(models.TextChoices):
        DEBITED = "debited", "débité"
        RETURNED = "returned", "rejeté par la banque"
        RECEIVED = "received", "reçu"

    statement = TenantForeignKey(Statement, related_name="payments")
    kind = models.CharField(max_length=8, choices=Kind)
    on = models.DateField()
    reference = models.CharField(max_length=80, blank=True)
    transfer = TenantForeignKey(TransferFile, null=True, related_name="payments_made")
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["recorded_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="payment_statement_same_practice", field="statement"),
            SameTenant(name="payment_transfer_same_practice", field="transfer"),
            SameTenant(name="payment_author_same_practice", field="recorded_by"),
            models.CheckConstraint(
                name="payment_has_a_reference", condition=~Q(kind="debited") | ~Q(reference="")
            ),
            AppendOnly(name="statement_payment_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.statement_id} · {self.kind} · {self.on}"
