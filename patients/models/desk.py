"""What the desk works by: checklists, the règlement intérieur, whom to send to, what to ask on the phone."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import AppendOnly, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from patients.models.patient import Patient
from patients.models.words import known


class ListKind(models.TextChoices):
    OPENING = "opening", "ouverture"
    CLOSING = "closing", "fermeture"
    NO_DOCTOR = "no_doctor", "jour sans médecin"
    PRESENCE_DAY = "presence_day", "jour de présence"
    FIRST_CONSULTATION = "first_consultation", "première consultation"
    MONTH_END = "month_end", "fin de mois"


class ChecklistTemplate(TenantModel):
    """One version of a list; the highest is in force. `items`: [{"key": …, "label": …, "help": …}]."""

    kind = models.CharField(max_length=18, choices=ListKind)
    version = models.PositiveIntegerField()
    items = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["kind", "-version"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="checklist_publisher_same_practice", field="published_by"),
            known("kind", ListKind, "checklist_kind_is_known"),
            models.UniqueConstraint(
                fields=["cabinet", "kind", "version"], name="checklist_version_is_published_once"
            ),
            AppendOnly(name="checklist_version_is_final"),
        ]


class ChecklistRun(TenantModel):
    """A list begun for a day (a month: its first), a doctor's day or a patient; it keeps its version."""

    template = TenantForeignKey(ChecklistTemplate, related_name="runs")
    kind = models.CharField(max_length=18, choices=ListKind)
    on = models.DateField()
    membership = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    patient = TenantForeignKey(Patient, null=True, on_delete=models.CASCADE, related_name="checklists")
    begun_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["on", "kind", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="checklist_run_template_same_practice", field="template"),
            SameTenant(name="checklist_run_member_same_practice", field="membership"),
            SameTenant(name="checklist_run_patient_same_practice", field="patient"),
            models.UniqueConstraint(
                fields=["cabinet", "kind", "on", "membership", "patient"],
                name="checklist_is_begun_once",
                nulls_distinct=False,
            ),
        ]


class ChecklistTick(TenantModel):
    """One item of a run ticked, with a name and a time; taken back, the line stays."""

    run = TenantForeignKey(ChecklistRun, on_delete=models.CASCADE, related_name="ticks")
    item = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="checklist_tick_run_same_practice", field="run"),
            SameTenant(name="checklist_ticker_same_practice", field="by"),
            SameTenant(name="checklist_unticker_same_practice", field="undone_by"),
            models.UniqueConstraint(
                fields=["cabinet", "run", "item"],
                name="checklist_item_is_ticked_once",
                condition=Q(undone_at=None),
            ),
        ]


class HouseRules(TenantModel):
    """A version of the règlement intérieur, plain text with titles; the highest is in force."""

    version = models.PositiveIntegerField()
    body = models.TextField("texte", max_length=40_000)
    published_at = models.DateTimeField()
    published_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-version"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="house_rules_publisher_same_practice", field="published_by"),
            models.UniqueConstraint(
                fields=["cabinet", "version"], name="house_rules_version_is_published_once"
            ),
            AppendOnly(name="house_rules_version_is_final"),
        ]


class HouseRulesReading(TenantModel):
    """« Lu et accepté »: this version, by this member, then."""

    rules = TenantForeignKey(HouseRules, related_name="readings")
    membership = TenantForeignKey("cabinet.Membership", related_name="+")
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="house_rules_reading_same_practice", field="rules"),
            SameTenant(name="house_rules_reader_same_practice", field="membership"),
            models.UniqueConstraint(
                fields=["cabinet", "rules", "membership"], name="house_rules_are_accepted_once"
            ),
            AppendOnly(name="house_rules_reading_is_final"),
        ]


class DirectoryKind(models.TextChoices):
    DOCTOR = "doctor", "médecin des environs"
    DUTY_HOUSE = "duty_house", "maison médicale de garde"
    EMERGENCY = "emergency", "urgences et régulation"
    PHARMACY = "pharmacy", "pharmacie"
    LABORATORY = "laboratory", "laboratoire"
    HOSPITAL = "hospital", "hôpital"
    OTHER = "other", "autre"


class DirectoryEntry(TenantModel):
    """Whom to send to on a day without a doctor, and every number that the desk dials."""

    kind = models.CharField(max_length=10, choices=DirectoryKind)
    name = models.CharField("nom", max_length=100)
    #: Short numbers are welcome: « 15 », « 116 117 ».
    phone = models.CharField("téléphone", max_length=40, blank=True)
    hours = models.CharField("horaires", max_length=120, blank=True)
    note = models.CharField("à savoir", max_length=200, blank=True)
    without_doctor = models.BooleanField("montré les jours sans médecin", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering = ["position", "name", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            known("kind", DirectoryKind, "directory_kind_is_known"),
            models.UniqueConstraint(fields=["cabinet", "name"], name="directory_name_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def dial(self) -> str:
        """« tel:116117 »: what a phone calls."""
        return "tel:" + "".join(c for c in self.phone if c.isdigit() or c == "+")


class TriageProtocol(TenantModel):
    """What the doctors wrote for the phone: what to ask, and where to send. Versions are kept."""

    title = models.CharField("titre", max_length=100)
    body = models.TextField("conduite à tenir", max_length=8_000)
    version = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    written_at = models.DateTimeField()
    written_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["position", "title", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="protocol_writer_same_practice", field="written_by"),
            models.UniqueConstraint(
                fields=["cabinet", "title"], name="protocol_title_is_unique", condition=Q(replaced_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.title
