"""Who talks with whom, and about whom. What is said is in `message.py`."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from messaging.models.guards import (
    COORDINATION_ONLY,
    OF_SEEN_CONVERSATION,
    CarersOnly,
    coordination_only,
)


class ConversationKind(models.TextChoices):
    CHANNEL = "channel", "canal"
    PATIENT = "patient", "autour d’un patient"
    EXPERTISE = "expertise", "télé-expertise"
    DIRECT = "direct", "message direct"


class Audience(models.TextChoices):
    """Who is in a channel, by role (`messaging/rules/audience.py`). No patient in « coordination »."""

    POOL = "pool", "vivier des remplaçants"
    TEAM = "team", "équipe"
    COORDINATION = "coordination", "coordination avec la mairie"


class Specialty(models.TextChoices):
    DERMATOLOGY = "dermatology", "dermatologie"
    CARDIOLOGY = "cardiology", "cardiologie"
    OTHER = "other", "autre"


class Conversation(TenantModel):
    """A channel has an audience; a patient's thread is one per patient; the two others have participants.

    `network`: the channel is open to the same roles of the other practices of the network; it never holds a
    patient. `latest` counts its messages; `spoken_at` is when the last one was sent.
    """

    kind = models.CharField(max_length=9, choices=ConversationKind)
    audience = models.CharField(max_length=12, choices=Audience, blank=True)
    network = models.BooleanField(default=False)
    title = models.CharField("titre", max_length=80, blank=True)
    patient = TenantForeignKey("patients.Patient", null=True, related_name="conversations")
    specialty = models.CharField(max_length=11, choices=Specialty, blank=True)
    opened_at = models.DateTimeField()
    opened_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    spoken_at = models.DateTimeField()
    latest = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    #: The coordination channels belong to the mairie too, and the database hides the others from it.
    aggregates_may = ("SELECT", "UPDATE (latest, spoken_at)")

    class Meta(TenantModel.Meta):
        ordering = ["-spoken_at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="conversation_patient_same_practice", field="patient"),
            SameTenant(name="conversation_opener_same_practice", field="opened_by"),
            SameTenant(name="conversation_closer_same_practice", field="closed_by"),
            models.CheckConstraint(
                name="conversation_is_of_one_kind",
                condition=Q(kind="channel", patient=None, specialty="") & ~Q(audience="")
                | Q(kind="patient", patient__isnull=False, audience="", specialty="", network=False)
                | Q(kind="expertise", patient__isnull=False, audience="", network=False) & ~Q(specialty="")
                | Q(kind="direct", patient=None, audience="", specialty="", network=False),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "patient"],
                name="conversation_of_a_patient_is_one",
                condition=Q(kind="patient"),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "audience", "title", "network"],
                name="channel_name_is_unique",
                condition=Q(kind="channel", closed_at=None),
            ),
            coordination_only("conversation", COORDINATION_ONLY),
        ]
        indexes = [models.Index(fields=["cabinet", "-spoken_at"], name="conversations_by_last_word")]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}".strip()


class Participant(TenantModel):
    """Somebody in a direct conversation or a tele-expertise. Channels and patients' threads have none."""

    conversation = TenantForeignKey(Conversation, related_name="participants")
    membership = TenantForeignKey("cabinet.Membership", related_name="+")
    added_at = models.DateTimeField()
    added_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["added_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="participant_conversation_same_practice", field="conversation"),
            SameTenant(name="participant_member_same_practice", field="membership"),
            SameTenant(name="participant_adder_same_practice", field="added_by"),
            models.UniqueConstraint(
                fields=["cabinet", "conversation", "membership"],
                name="participant_is_added_once",
                condition=Q(left_at=None),
            ),
            CarersOnly(name="patients_are_told_of_to_carers_only"),
        ]
        indexes = [models.Index(fields=["cabinet", "membership"], name="conversations_of_a_member")]


class ReadMark(TenantModel):
    """Up to which number a person has read; it only rises. `muted`: no push from this conversation."""

    conversation = TenantForeignKey(Conversation, related_name="marks")
    person = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    muted = models.BooleanField(default=False)

    aggregates_may = ("SELECT", "INSERT", "UPDATE")

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="read_mark_conversation_same_practice", field="conversation"),
            models.UniqueConstraint(
                fields=["cabinet", "conversation", "person"], name="read_mark_is_one_per_person"
            ),
            coordination_only("read_mark", OF_SEEN_CONVERSATION),
        ]
