"""What is joined to a message or to a mail. The file itself is in `cabinet/files/strongroom.py`."""

import base64
from uuid import uuid4

from django.db import models
from django.db.models import Q

from cabinet.files.strongroom import Drawer
from cabinet.rules.files import THUMBNAIL_SIDE, fitting, weight
from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from cabinet.vault.fields import SealedTextField
from messaging.models.message import Message


class AttachmentState(models.TextChoices):
    WAITING = "waiting", "en attente d’analyse"
    READY = "ready", "prêt"
    REFUSED = "refused", "refusé"


class Attachment(TenantModel):
    """A photo or a PDF. The file lies sealed outside the database, by its own key, which is sealed here.

    Without a message it is a draft of `uploaded_by`, purged after a day. `name` is what they called it;
    `stored_as` what the file is called; `client_key` makes what a phone sends twice one.
    """

    message = TenantForeignKey(Message, null=True, related_name="attachments")
    mail = TenantForeignKey("messaging.Mail", null=True, related_name="attachments")
    uploaded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    client_key = models.UUIDField(null=True)
    stored_as = models.UUIDField(default=uuid4)
    name = SealedTextField()
    file_key = SealedTextField()
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=AttachmentState, default=AttachmentState.WAITING)

    class Meta(TenantModel.Meta):
        ordering = ["uploaded_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
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
    def drawer(self) -> Drawer:
        """Where its file lies. Raises UnreadableError when the practice's key is gone."""
        return Drawer(
            self._meta.db_table, self.cabinet_id, self.pk, self.stored_as, base64.b64decode(self.file_key)
        )

    @property
    def is_image(self) -> bool:
        return self.width is not None

    @property
    def is_ready(self) -> bool:
        return self.state == AttachmentState.READY

    @property
    def is_draft(self) -> bool:
        return self.message_id is None and self.mail_id is None

    @property
    def weight(self) -> str:
        return weight(self.size)

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
