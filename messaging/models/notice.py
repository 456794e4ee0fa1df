"""That somebody is to be told that something waits for them: never what it says."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from messaging.models.message import Message


class NoticeKind(models.TextChoices):
    """The label is all that leaves the house."""

    MESSAGE = "message", "Nouveau message"
    MENTION = "mention", "On vous mentionne dans un message"
    URGENT_MESSAGE = "urgent_message", "Message urgent"
    EXPERTISE = "expertise", "Télé-expertise\u202f: du nouveau"
    MAIL = "mail", "Nouveau courrier"
    URGENT_MAIL = "urgent_mail", "Résultat urgent"


class Notice(TenantModel):
    """One for each person and thing. `message` or `mail`: what it is about; once it is read, nothing leaves.

    `settled_at`: there is nothing to say any more.
    """

    person = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=NoticeKind)
    url = models.CharField(max_length=200)
    message = TenantForeignKey(Message, null=True, related_name="+")
    mail = TenantForeignKey("messaging.Mail", null=True, related_name="+")
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    pushed_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["made_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="notice_message_same_practice", field="message"),
            SameTenant(name="notice_mail_same_practice", field="mail"),
            models.CheckConstraint(name="notice_is_of_one_thing", condition=Q(message=None) | Q(mail=None)),
        ]
        indexes = [
            models.Index(fields=["cabinet", "person"], name="notices_waiting", condition=Q(settled_at=None)),
            models.Index(fields=["cabinet", "made_at"], name="notices_by_age"),
        ]
