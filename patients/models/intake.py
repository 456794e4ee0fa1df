"""Waves that open and close, and calls: made, to be made, returned."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from patients.models.patient import Patient
from patients.models.words import CallReason, Outcome, known


class WaveOpening(TenantModel):
    """A wave is open from one decision to the next; each has its names and times."""

    wave = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    opened_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["opened_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="wave_opener_same_practice", field="opened_by"),
            SameTenant(name="wave_closer_same_practice", field="closed_by"),
            models.CheckConstraint(name="wave_is_one_of_three", condition=Q(wave__gte=1, wave__lte=3)),
            models.UniqueConstraint(
                fields=["cabinet", "wave"], name="wave_is_opened_once", condition=Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"vague {self.wave}"


class CallAttempt(TenantModel):
    """Somebody was called: when, by whom, and what came of it. Without a patient: whom the call-back says."""

    patient = TenantForeignKey(Patient, null=True, on_delete=models.CASCADE, related_name="attempts")
    call_back = TenantForeignKey(
        "patients.CallBack", null=True, on_delete=models.CASCADE, related_name="attempts"
    )
    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome)
    note = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-at", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="attempt_patient_same_practice", field="patient"),
            SameTenant(name="attempt_call_back_same_practice", field="call_back"),
            SameTenant(name="attempt_caller_same_practice", field="by"),
            known("outcome", Outcome, "attempt_outcome_is_known"),
            models.CheckConstraint(
                name="attempt_says_whom", condition=Q(patient__isnull=False) | Q(call_back__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "patient"], name="attempts_of_a_patient")]


class CallBack(TenantModel):
    """A call to return. `patient` is empty for somebody whom nobody knows yet: then `name` and `phone`.

    `appointment` is the one to move. `not_before_at`: « à rappeler après 14 h ». `taken_by` is on the phone
    with them since `taken_at`: the second desk is told (`patients/rules/calls.py`).
    """

    patient = TenantForeignKey(Patient, null=True, on_delete=models.CASCADE, related_name="call_backs")
    name = models.CharField("nom", max_length=120, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    phone_typed = models.CharField("téléphone", max_length=40, blank=True)
    reason = models.CharField("motif", max_length=17, choices=CallReason)
    note = models.CharField("note", max_length=160, blank=True)
    urgent = models.BooleanField("à rappeler en premier", default=False)
    appointment = TenantForeignKey(
        "patients.Appointment", null=True, on_delete=models.RESTRICT, related_name="call_backs"
    )
    asked_at = models.DateTimeField()
    asked_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    not_before_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True)
    taken_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    done_at = models.DateTimeField(null=True)
    done_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    result = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-urgent", "asked_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="call_back_patient_same_practice", field="patient"),
            SameTenant(name="call_back_appointment_same_practice", field="appointment"),
            SameTenant(name="call_back_asker_same_practice", field="asked_by"),
            SameTenant(name="call_back_caller_same_practice", field="done_by"),
            SameTenant(name="call_back_taker_same_practice", field="taken_by"),
            known("reason", CallReason, "call_back_reason_is_known"),
            models.CheckConstraint(
                name="call_back_says_whom", condition=Q(patient__isnull=False) | ~Q(name="")
            ),
            models.UniqueConstraint(
                fields=["cabinet", "patient", "reason"],
                name="call_back_of_a_patient_is_asked_once",
                condition=Q(done_at=None, appointment=None),
            ),
            models.UniqueConstraint(
                fields=["cabinet", "appointment"],
                name="call_back_of_an_appointment_is_asked_once",
                condition=Q(done_at=None, appointment__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["cabinet", "asked_at"], name="call_backs_to_do", condition=Q(done_at=None))
        ]
