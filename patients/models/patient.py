"""Somebody whom the practice takes in: what the front desk needs to call and welcome them, and no more."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from patients.models.words import Criterion, Step, known


class Patient(TenantModel):
    """No diagnosis and no social security number: the medical record holds those.

    `identity` and `search_key` are computed (`rules/identity.py`, `rules/search_key.py`) by the actions that
    write names, dates and telephones. `phone` is in E.164 or empty; `phone_typed` is what was said, kept
    even when it cannot be read. `wave` is the one that somebody moved them to, with `wave_reason`; empty, it
    is computed. `version` rises at each change: two desks never overwrite each other.
    """

    last_name = models.CharField("nom", max_length=60)
    birth_name = models.CharField("nom de naissance", max_length=60, blank=True)
    first_name = models.CharField("prénom", max_length=60)
    birth_on = models.DateField("né(e) le")
    phone = models.CharField(max_length=16, blank=True)
    phone_typed = models.CharField("téléphone", max_length=40, blank=True)
    second_phone = models.CharField(max_length=16, blank=True)
    second_phone_typed = models.CharField("autre téléphone", max_length=40, blank=True)
    address = models.CharField("adresse", max_length=160, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField("commune", max_length=80, blank=True)
    #: Who called, when it was not the patient: « sa fille ».
    called_by = models.CharField("qui appelle", max_length=80, blank=True)
    remark = models.CharField("remarque", max_length=200, blank=True)
    #: Its number in the medical software, at most.
    file_number = models.CharField("numéro de dossier", max_length=40, blank=True)

    criteria = ArrayField(models.CharField(max_length=20, choices=Criterion), default=list, blank=True)
    on_former_list = models.BooleanField("sur la liste du médecin parti", default=False)
    without_doctor = models.BooleanField("sans médecin traitant", default=True)
    renewal_until_on = models.DateField("traitement renouvelé jusqu’au", null=True, blank=True)
    wave = models.PositiveSmallIntegerField("vague", null=True, blank=True)
    wave_reason = models.CharField("pourquoi", max_length=200, blank=True)

    step = models.CharField(max_length=9, choices=Step, default=Step.WAITING)
    stepped_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    patient_import = TenantForeignKey("patients.PatientImport", null=True, related_name="patients")
    #: The line of the file they came from: who was there first, among those of one import.
    import_line = models.PositiveIntegerField(null=True)
    #: The last time that somebody heard of them; from it, how long they are kept.
    last_contact_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    identity = models.CharField(max_length=130, editable=False)
    search_key = models.CharField(max_length=400, editable=False)

    class Meta(TenantModel.Meta):
        ordering = ["identity", "birth_on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="patient_enterer_same_practice", field="entered_by"),
            SameTenant(name="patient_import_same_practice", field="patient_import"),
            models.UniqueConstraint(
                fields=["cabinet", "identity", "birth_on"], name="patient_is_entered_once"
            ),
            known("step", Step, "patient_step_is_known"),
            models.CheckConstraint(
                name="patient_criteria_are_known", condition=Q(criteria__contained_by=Criterion.values)
            ),
            models.CheckConstraint(
                name="patient_wave_is_moved_with_a_reason",
                condition=Q(wave=None, wave_reason="") | (Q(wave__gte=1, wave__lte=3) & ~Q(wave_reason="")),
            ),
            models.CheckConstraint(name="patient_is_of_this_age", condition=Q(birth_on__gte="1890-01-01")),
        ]
        indexes = [
            models.Index(fields=["cabinet", "step"], name="patients_by_step"),
            models.Index(fields=["cabinet", "renewal_until_on"], name="patients_by_renewal"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """« JOUSSEAUME Étienne »: how a list reads them."""
        return f"{self.last_name.upper()} {self.first_name}"


class PatientStep(TenantModel):
    """One line of their way: from which step to which, who, when, why. It leaves with the patient."""

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="steps")
    before = models.CharField(max_length=9, choices=Step, blank=True)
    after = models.CharField(max_length=9, choices=Step)
    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="patient_step_same_practice", field="patient"),
            SameTenant(name="patient_stepper_same_practice", field="by"),
            known("after", Step, "patient_step_goes_somewhere"),
        ]
        indexes = [models.Index(fields=["cabinet", "patient"], name="steps_of_a_patient")]

    def __str__(self) -> str:
        return f"{self.before or '…'} → {self.after}"
