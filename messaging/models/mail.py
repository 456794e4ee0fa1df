"""What came in by post, MSSanté, fax or laboratory: the envelope, and the scan only if wanted."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from cabinet.vault.fields import SealedTextField
from messaging.models.triggers import WithinNetwork


class MailKind(models.TextChoices):
    RESULT = "result", "résultat de biologie"
    LETTER = "letter", "courrier"
    IMAGING = "imaging", "imagerie"
    OTHER = "other", "autre"


class MailState(models.TextChoices):
    RECEIVED = "received", "reçu"
    READ = "read", "lu"
    FILED = "filed", "classé"
    ROUTED = "routed", "réadressé"


class MailSender(TenantModel):
    """A laboratory, a hospital, a specialist: those whose mail goes to the wrong place are counted."""

    name = models.CharField("expéditeur", max_length=100)
    address = models.CharField("adresse", max_length=160, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["name"]
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet", "name"], name="mail_sender_is_written_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Mail(TenantModel):
    """`about` names a patient who is not on the practice's list; `note` is for who reads it.

    Misaddressed, it goes to the right practice of the network: `routed_to` here, `came_from` there, and the
    same `trace` in both, so that each can tell the other what became of it.
    """

    kind = models.CharField("type", max_length=7, choices=MailKind)
    sender = TenantForeignKey(MailSender, related_name="mails")
    patient = TenantForeignKey("patients.Patient", null=True, blank=True, related_name="mails")
    about = SealedTextField()
    note = SealedTextField()
    addressee = TenantForeignKey("cabinet.Membership", null=True, blank=True, related_name="+")
    urgent = models.BooleanField(default=False)
    received_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    state = models.CharField(max_length=8, choices=MailState, default=MailState.RECEIVED)
    read_at = models.DateTimeField(null=True)
    read_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    filed_at = models.DateTimeField(null=True)
    filed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    routed_at = models.DateTimeField(null=True)
    routed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    routed_to = models.ForeignKey("cabinet.Cabinet", on_delete=models.PROTECT, null=True, related_name="+")
    came_from = models.ForeignKey("cabinet.Cabinet", on_delete=models.PROTECT, null=True, related_name="+")
    #: What the practice that it was routed to says of it, and since when; nothing else of theirs.
    became = models.CharField(max_length=8, choices=MailState, blank=True)
    became_at = models.DateTimeField(null=True)
    trace = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    class Meta(TenantModel.Meta):
        ordering = ["-urgent", "received_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="mail_sender_same_practice", field="sender"),
            SameTenant(name="mail_patient_same_practice", field="patient"),
            SameTenant(name="mail_addressee_same_practice", field="addressee"),
            SameTenant(name="mail_enterer_same_practice", field="entered_by"),
            SameTenant(name="mail_reader_same_practice", field="read_by"),
            SameTenant(name="mail_filer_same_practice", field="filed_by"),
            SameTenant(name="mail_router_same_practice", field="routed_by"),
            models.UniqueConstraint(fields=["cabinet", "trace"], name="mail_arrives_once"),
            models.CheckConstraint(
                name="mail_state_has_its_time",
                condition=Q(state="received", read_at=None, filed_at=None, routed_at=None)
                | Q(state="read", read_at__isnull=False, filed_at=None, routed_at=None)
                | Q(state="filed", read_at__isnull=False, filed_at__isnull=False, routed_at=None)
                | Q(state="routed", routed_at__isnull=False, routed_to__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_says_what_became_of_what_was_routed",
                condition=Q(became="", became_at=None) | Q(state="routed", became_at__isnull=False),
            ),
            WithinNetwork(name="mail_goes_within_the_network"),
        ]
        indexes = [models.Index(fields=["cabinet", "state", "received_at"], name="mail_by_state")]

    @property
    def person_said(self) -> str:
        """Whom it concerns: a patient of the list, or the name typed; empty for nobody."""
        return self.patient.display_name if self.patient else self.about


class AlertStage(models.TextChoices):
    """Why somebody is told, in the order in which they are."""

    PRESENT = "present", "au cabinet ce jour-là"
    ON_CALL = "on_call", "d’astreinte"
    NEXT = "next", "suivant pour les astreintes"
    REMPLACE = "remplace", "médecin remplacé du mois"
    TITULAIRES = "titulaires", "titulaire"
    ITSELF = "itself", "s’en est saisi"


class MailAlert(TenantModel):
    """A doctor was told of an urgent result; until one acknowledges, the next is told."""

    mail = TenantForeignKey(Mail, related_name="alerts")
    stage = models.CharField(max_length=10, choices=AlertStage, default=AlertStage.ON_CALL)
    membership = TenantForeignKey("cabinet.Membership", related_name="+")
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["told_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="mail_alert_mail_same_practice", field="mail"),
            SameTenant(name="mail_alert_member_same_practice", field="membership"),
            models.UniqueConstraint(fields=["cabinet", "mail", "membership"], name="mail_alert_is_told_once"),
        ]
