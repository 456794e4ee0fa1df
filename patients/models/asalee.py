"""What doctors address to the ASALÉE nurse, and her sessions. Nothing clinical is kept here."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from patients.models.patient import Patient
from patients.models.triggers import KeepsItsHour
from patients.models.words import known


class ReferralState(models.TextChoices):
    ASKED = "asked", "adressé"
    FOLLOWED = "followed", "en cours"
    CLOSED = "closed", "clos"


class Referral(TenantModel):
    """A patient addressed with a motive of the practice's list. `ending` tells how, never what was found."""

    class Ending(models.TextChoices):
        PROGRAM_DONE = "program_done", "programme terminé"
        BACK_TO_DOCTOR = "back_to_doctor", "rendu au médecin"
        DECLINED = "declined", "le patient ne souhaite pas"
        LOST = "lost", "ne vient plus"

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="referrals")
    motive = models.CharField("motif", max_length=80)
    asked_at = models.DateTimeField()
    asked_by = TenantForeignKey("cabinet.Membership", related_name="+")
    nurse = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    state = models.CharField(max_length=8, choices=ReferralState, default=ReferralState.ASKED)
    ending = models.CharField(max_length=14, choices=Ending, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    #: The doctor who asked has read how it ended.
    acknowledged_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["asked_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="referral_patient_same_practice", field="patient"),
            SameTenant(name="referral_asker_same_practice", field="asked_by"),
            SameTenant(name="referral_nurse_same_practice", field="nurse"),
            SameTenant(name="referral_closer_same_practice", field="closed_by"),
            known("state", ReferralState, "referral_state_is_known"),
            models.CheckConstraint(
                name="referral_closed_says_how",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(ending="")
                | (~Q(state="closed") & Q(closed_at=None, ending="")),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "patient", "motive"],
                name="referral_is_asked_once",
                condition=~Q(state="closed"),
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "state"], name="referrals_by_state")]

    def __str__(self) -> str:
        return self.motive


class SessionState(models.TextChoices):
    PLANNED = "planned", "prévue"
    HELD = "held", "faite"
    MISSED = "missed", "absent"


class ReferralSession(TenantModel):
    """One session of hers: planned for a day, then held or not.

    `appointment` when it has an hour of her agenda: of that patient and on that day, and nobody else's.
    """

    referral = TenantForeignKey(Referral, on_delete=models.CASCADE, related_name="sessions")
    appointment = TenantForeignKey(
        "patients.Appointment", null=True, on_delete=models.RESTRICT, related_name="sessions"
    )
    on = models.DateField()
    state = models.CharField(max_length=7, choices=SessionState, default=SessionState.PLANNED)
    said_at = models.DateTimeField()
    said_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="session_referral_same_practice", field="referral"),
            SameTenant(name="session_appointment_same_practice", field="appointment"),
            SameTenant(name="session_sayer_same_practice", field="said_by"),
            known("state", SessionState, "session_state_is_known"),
            models.UniqueConstraint(
                fields=["cabinet", "referral", "on"], name="session_is_planned_once_a_day"
            ),
            models.UniqueConstraint(
                fields=["cabinet", "appointment"],
                name="session_has_an_hour_of_its_own",
                condition=Q(appointment__isnull=False),
            ),
            KeepsItsHour(name="session_stands_at_its_appointment"),
        ]
