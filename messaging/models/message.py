"""What was said: sealed, numbered in its conversation, never deleted by those who said it."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from cabinet.vault.fields import SealedTextField
from messaging.models.conversation import Conversation
from messaging.models.guards import OF_SEEN_CONVERSATION, coordination_only

LONGEST = 4_000


class Message(TenantModel):
    """`number` follows without gap in its conversation. `client_key`: sent again by a phone, it is one.

    `author` is a member here; in a channel of a network the others are guests, with the practice they are of.
    Without either, the house itself says it: a call for cover, an alert.
    """

    conversation = TenantForeignKey(Conversation, related_name="messages")
    number = models.PositiveIntegerField()
    author = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    guest = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, null=True, related_name="+")
    guest_of = models.ForeignKey("cabinet.Cabinet", on_delete=models.PROTECT, null=True, related_name="+")
    body = SealedTextField()
    urgent = models.BooleanField(default=False)
    client_key = models.UUIDField()
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)

    aggregates_may = ("SELECT", "INSERT", "UPDATE (body, edited_at)")

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="message_conversation_same_practice", field="conversation"),
            SameTenant(name="message_author_same_practice", field="author"),
            models.UniqueConstraint(
                fields=["cabinet", "conversation", "number"], name="message_number_is_taken_once"
            ),
            models.UniqueConstraint(fields=["cabinet", "client_key"], name="message_is_sent_once"),
            models.CheckConstraint(
                name="message_is_said_by_one_or_by_the_house",
                condition=Q(guest=None, guest_of=None)
                | Q(author=None, guest__isnull=False, guest_of__isnull=False),
            ),
            models.CheckConstraint(
                name="message_is_edited_within_its_quarter_of_an_hour",
                condition=Q(edited_at=None) | Q(edited_at__gte=F("sent_at")),
            ),
            coordination_only("message", OF_SEEN_CONVERSATION),
        ]
        indexes = [
            models.Index(fields=["cabinet", "-sent_at"], name="messages_latest_first"),
            models.Index(
                fields=["cabinet", "conversation"], name="urgent_messages_by_talk", condition=Q(urgent=True)
            ),
        ]


class MessageRevision(TenantModel):
    """What a message said before it was edited."""

    message = TenantForeignKey(Message, related_name="revisions")
    body = SealedTextField()
    until_at = models.DateTimeField()

    aggregates_may = ("SELECT", "INSERT")

    class Meta(TenantModel.Meta):
        ordering = ["until_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="revision_message_same_practice", field="message"),
            coordination_only("revision"),
        ]


class Mention(TenantModel):
    """Somebody named in a message, who is in its conversation."""

    message = TenantForeignKey(Message, related_name="mentions")
    person = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, related_name="+")

    aggregates_may = ("SELECT", "INSERT", "DELETE")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="mention_message_same_practice", field="message"),
            models.UniqueConstraint(fields=["cabinet", "message", "person"], name="mention_is_written_once"),
            coordination_only("mention"),
        ]


class UrgentAlert(TenantModel):
    """Who was told of an urgent message, at which stage, and whether they acknowledged it."""

    class Stage(models.TextChoices):
        ADDRESSED = "addressed", "ceux de la conversation"
        ON_CALL = "on_call", "médecin d’astreinte"
        TITULAIRES = "titulaires", "titulaires"

    message = TenantForeignKey(Message, related_name="alerts")
    membership = TenantForeignKey("cabinet.Membership", related_name="+")
    stage = models.CharField(max_length=10, choices=Stage)
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["told_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="urgent_alert_message_same_practice", field="message"),
            SameTenant(name="urgent_alert_member_same_practice", field="membership"),
            models.UniqueConstraint(
                fields=["cabinet", "message", "membership"], name="urgent_alert_is_told_once"
            ),
        ]
