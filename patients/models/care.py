"""Who follows a patient: the declared médecin traitant, the team, the doctor elsewhere; and their record."""

from django.db import models
from django.db.models import F, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from patients.models.patient import Patient
from patients.models.words import known


class Declaration(TenantModel):
    """A médecin traitant declared: the médecin remplacé of that month, unless another one was chosen.

    `informed_at`: the patient was told that it is administrative and that a team follows them.
    `proposed` is whom the rule proposed. A declaration ends, and is never rewritten.
    """

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="declarations")
    doctor = TenantForeignKey("cabinet.Membership", related_name="+")
    proposed = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    declared_on = models.DateField()
    informed_at = models.DateTimeField(null=True)
    informed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    leaflet_given = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    ended_on = models.DateField(null=True)
    ended_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    end_reason = models.CharField(max_length=120, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-declared_on", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="declaration_patient_same_practice", field="patient"),
            SameTenant(name="declaration_doctor_same_practice", field="doctor"),
            SameTenant(name="declaration_proposed_same_practice", field="proposed"),
            SameTenant(name="declaration_informer_same_practice", field="informed_by"),
            SameTenant(name="declaration_writer_same_practice", field="written_by"),
            SameTenant(name="declaration_ender_same_practice", field="ended_by"),
            models.UniqueConstraint(
                fields=["cabinet", "patient"],
                name="declaration_is_one_at_a_time",
                condition=Q(ended_on=None),
            ),
            models.CheckConstraint(
                name="declaration_ends_after_it_starts",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("declared_on")),
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "doctor"], name="declarations_of_a_doctor")]


class RecordState(models.TextChoices):
    ASKED = "asked", "demandé"
    RECEIVED = "received", "reçu"
    INTEGRATED = "integrated", "intégré"
    IMPOSSIBLE = "impossible", "impossible"


class RecordRequest(TenantModel):
    """The former record: asked, received on paper or as files, integrated; or it cannot be had."""

    class Form(models.TextChoices):
        PAPER = "paper", "papier"
        DIGITAL = "digital", "numérique"

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="record_requests")
    holder = models.CharField("demandé à", max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.ASKED)
    form = models.CharField(max_length=7, choices=Form, blank=True)
    asked_on = models.DateField()
    received_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)
    reason = models.CharField("pourquoi", max_length=160, blank=True)
    changed_at = models.DateTimeField()
    changed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["asked_on", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="record_patient_same_practice", field="patient"),
            SameTenant(name="record_changer_same_practice", field="changed_by"),
            known("state", RecordState, "record_state_is_known"),
            models.UniqueConstraint(fields=["cabinet", "patient"], name="record_is_asked_once"),
            models.CheckConstraint(
                name="record_received_has_a_form_and_a_day",
                condition=Q(state__in=["asked", "impossible"]) | (Q(received_on__isnull=False) & ~Q(form="")),
            ),
            models.CheckConstraint(
                name="record_impossible_has_a_reason", condition=~Q(state="impossible") | ~Q(reason="")
            ),
        ]


class OrientationMotive(models.TextChoices):
    HEAVY = "heavy", "pathologie lourde"
    PSYCHIATRIC = "psychiatric", "suivi psychiatrique"
    NEARER = "nearer", "plus près de chez eux"
    OTHER = "other", "autre"


class Orientation(TenantModel):
    """A patient for whom one doctor over years is better: to a titulaire's own practice, or elsewhere."""

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="orientations")
    motive = models.CharField("motif", max_length=11, choices=OrientationMotive)
    to_doctor = TenantForeignKey("cabinet.Membership", null=True, blank=True, related_name="+")
    elsewhere = models.CharField("ailleurs", max_length=120, blank=True)
    on = models.DateField()
    written_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-on", "-pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="orientation_patient_same_practice", field="patient"),
            SameTenant(name="orientation_doctor_same_practice", field="to_doctor"),
            SameTenant(name="orientation_writer_same_practice", field="written_by"),
            known("motive", OrientationMotive, "orientation_motive_is_known"),
            models.CheckConstraint(
                name="orientation_goes_somewhere",
                condition=Q(to_doctor__isnull=False, elsewhere="") | (Q(to_doctor=None) & ~Q(elsewhere="")),
            ),
        ]


class CareTeamMember(TenantModel):
    """Somebody who follows a patient, from when to when; added and removed by somebody, on the record."""

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="care_team")
    membership = TenantForeignKey("cabinet.Membership", related_name="followed_patients")
    added_at = models.DateTimeField()
    added_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["added_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="care_team_patient_same_practice", field="patient"),
            SameTenant(name="care_team_member_same_practice", field="membership"),
            SameTenant(name="care_team_adder_same_practice", field="added_by"),
            SameTenant(name="care_team_remover_same_practice", field="removed_by"),
            models.UniqueConstraint(
                fields=["cabinet", "patient", "membership"],
                name="care_team_member_is_added_once",
                condition=Q(removed_at=None),
            ),
        ]
        indexes = [models.Index(fields=["cabinet", "membership"], name="care_team_of_a_member")]
