"""The file that the titulaire hands to their bank, and what the bank says of each name in it.

The application holds no bank credentials.
"""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from retrocession.models.closing import MonthClosing
from retrocession.models.figures import money
from retrocession.models.statement import Statement
from retrocession.rules.name_check import NAME_ANSWER_LABELS

SUGGESTION_LIMIT = 140


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


class TransferLine(TenantModel):
    """A statement that a file pays."""

    transfer = TenantForeignKey(TransferFile, related_name="lines")
    statement = TenantForeignKey(Statement, related_name="transfer_lines")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="transfer_line_file_same_practice", field="transfer"),
            SameTenant(name="transfer_line_statement_same_practice", field="statement"),
            models.UniqueConstraint(
                fields=["cabinet", "transfer", "statement"], name="transfer_pays_a_statement_once"
            ),
            AppendOnly(name="transfer_line_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id} · {self.statement_id}"


class NameCheck(TenantModel):
    """What the bank answered about a payee's name, as the titulaire copied it; the last one counts.

    `suggestion`: the name that the bank holds, given with a close match.
    """

    line = TenantForeignKey(TransferLine, related_name="checks")
    answer = models.CharField(
        max_length=10, choices=[(answer.value, label) for answer, label in NAME_ANSWER_LABELS.items()]
    )
    suggestion = models.CharField(max_length=SUGGESTION_LIMIT, blank=True)
    recorded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-recorded_at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="name_check_line_same_practice", field="line"),
            SameTenant(name="name_check_author_same_practice", field="recorded_by"),
            models.CheckConstraint(
                name="name_check_suggests_a_close_name",
                condition=Q(answer="close") | Q(suggestion=""),
            ),
            AppendOnly(name="name_check_is_final"),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} · {self.answer}"
