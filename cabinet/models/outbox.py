"""Messages that leave the practice, written in the transaction of what they announce."""

from django.db import models

from cabinet.tenancy.models import TenantModel


class OutboxMessage(TenantModel):
    """An e-mail to one recipient. `key` makes it unique: each notification once per recipient.

    The text holds neither patient data nor amounts. A message found `sending` after a crash is sent once
    more, with the same Message-ID, and flagged.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "en attente"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyé"
        FAILED = "failed", "non distribué"

    key = models.CharField(max_length=200)
    recipient = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    queued_at = models.DateTimeField()
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    sent_again = models.BooleanField(default=False)

    aggregates_may = ("SELECT", "INSERT", "UPDATE")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "key"], name="outbox_once_per_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} · {self.subject}"
