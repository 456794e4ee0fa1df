"""The file that the titulaire hands to their bank. The application holds no bank credentials."""

from django.db import models

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.closing import MonthClosing
from retrocession.models.figures import money


class TransferFile(TenantModel):
    """A pain.001.001.09 for one titulaire and month, as it was made.

    `fingerprint` is the SHA-256 of everything that goes into it: as long as nothing changes, asking again
    gives this very file, with its message id.
    """

    closing = TenantForeignKey(MonthClosing, related_name="transfers")
    titulaire = TenantForeignKey("cabinet.Membership", related_name="+")
    message_id = models.CharField(max_length=35)
    fingerprint = models.CharField(max_length=64)
    execution_on = models.DateField()
    payments = models.PositiveSmallIntegerField()
    control_sum = money()
    xml = models.BinaryField()
    made_at = models.DateTimeField()
    made_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-made_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="transfer_closing_same_practice", field="closing"),
            SameTenant(name="transfer_titulaire_same_practice", field="titulaire"),
            SameTenant(name="transfer_author_same_practice", field="made_by"),
            models.UniqueConstraint(
                fields=["cabinet", "closing", "fingerprint"], name="transfer_same_content_same_file"
            ),
            models.UniqueConstraint(fields=["cabinet", "message_id"], name="transfer_message_id_once"),
            AppendOnly(name="transfer_file_is_final"),
        ]

    def __str__(self) -> str:
        return self.message_id
