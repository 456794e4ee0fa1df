"""What is joined to a message or to a mail. The file itself is in `cabinet/files/strongroom.py`."""

from django.db import models
from django.db.models import Q

from cabinet.models.sealed_file import SealedFile
from cabinet.rules.files import THUMBNAIL_SIDE, fitting
from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from messaging.models.message import Message


class Attachment(SealedFile):
    """Without a message it is a draft of `uploaded_by`, purged after a day.

    `client_key` makes what a phone sends twice one.
    """

    message = TenantForeignKey(Message, null=True, related_name="attachments")
    mail = TenantForeignKey("messaging.Mail", null=True, related_name="attachments")
    client_key = models.UUIDField(null=True)

    class Meta(SealedFile.Meta):
        ordering = ["uploaded_at", "pk"]
        constraints = [
            *SealedFile.Meta.constraints,
            SameTenant(name="attachment_message_same_practice", field="message"),
            SameTenant(name="attachment_mail_same_practice", field="mail"),
            SameTenant(name="attachment_sender_same_practice", field="uploaded_by"),
            models.CheckConstraint(
                name="attachment_is_of_one_thing", condition=Q(message=None) | Q(mail=None)
            ),
            models.UniqueConstraint(
                fields=["cabinet", "uploaded_by", "client_key"], name="attachment_is_uploaded_once"
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.message_id is None and self.mail_id is None

    @property
    def thumbnail_width(self) -> int:
        return fitting(self.width or 1, self.height or 1, THUMBNAIL_SIDE)[0]

    @property
    def thumbnail_height(self) -> int:
        return fitting(self.width or 1, self.height or 1, THUMBNAIL_SIDE)[1]

    @property
    def alternative(self) -> str:
        """What somebody hears who does not see the picture."""
        return f"Photo jointe\u202f: {self.name}"
