"""An appointment stands within its practitioner's presence, and alone there: the database sees to both."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from patients.models.patient import Patient
from patients.models.triggers import StandsWithinPresence
from patients.models.words import known

HOURS = Func(F("starts_at"), F("ends_at"), function="TSTZRANGE", output_field=DateTimeRangeField())


class AppointmentState(models.TextChoices):
    BOOKED = "booked", "prévu"
    ARRIVED = "arrived", "arrivé"
    IN_CONSULTATION = "in_consultation", "en consultation"
    DONE = "done", "vu"
    NO_SHOW = "no_show", "absent"
    CANCELLED = "cancelled", "annulé"
    MOVED = "moved", "déplacé"
    #: The practitioner released the day: it holds no hour any more, and somebody must call.
    TO_MOVE = "to_move", "à déplacer"


#: Those that hold their practitioner and their patient for that time.
HOLDING = ("booked", "arrived", "in_consultation", "done")
#: Those still to be lived.
COMING = ("booked", "arrived", "in_consultation")


class AppointmentKind(models.TextChoices):
    FIRST = "first", "première consultation"
    FOLLOW_UP = "follow_up", "suivi"
    VISIT = "visit", "visite à domicile"
    ASALEE = "asalee", "séance ASALÉE"


#: What the day of a practitioner says of an appointment, of its patient and of who sees them.
SHOWN = (
    "cabinet", "patient", "practitioner", "kind", "starts_at", "ends_at", "state", "note", "reason",
    "arrived_at", "changed_at", "version",
    "patient__last_name", "patient__first_name", "patient__birth_on", "patient__phone",
    "patient__phone_typed", "practitioner__role", "practitioner__profession",
    "practitioner__person__first_name", "practitioner__person__last_name",
)  # fmt: skip


class AppointmentQuerySet(TenantQuerySet):
    def holding(self):
        return self.filter(state__in=HOLDING)

    def with_names(self):
        return self.select_related("patient", "practitioner__person").order_by("starts_at", "pk")

    def of_a_day(self):
        """With what a day shows of each, and no more: the desk reads eighty of them at each arrival."""
        return self.with_names().only(*SHOWN)


class AppointmentManager(TenantManager.from_queryset(AppointmentQuerySet)):
    pass


class Appointment(TenantModel):
    """`note` is for the desk (« apporte son dossier »), never clinical. Moved: `moved_to` is the new one."""

    patient = TenantForeignKey(Patient, on_delete=models.CASCADE, related_name="appointments")
    practitioner = TenantForeignKey("cabinet.Membership", related_name="appointments")
    presence = TenantForeignKey("planning.Presence", related_name="appointments")
    kind = models.CharField(max_length=9, choices=AppointmentKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=15, choices=AppointmentState, default=AppointmentState.BOOKED)
    note = models.CharField("note", max_length=120, blank=True)
    booked_at = models.DateTimeField()
    booked_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    changed_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    reason = models.CharField(max_length=160, blank=True)
    moved_to = TenantForeignKey("self", null=True, on_delete=models.RESTRICT, related_name="moved_from")
    version = models.PositiveIntegerField(default=1)

    objects = AppointmentManager()

    class Meta(TenantModel.Meta):
        ordering = ["starts_at", "pk"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="appointment_patient_same_practice", field="patient"),
            SameTenant(name="appointment_practitioner_same_practice", field="practitioner"),
            SameTenant(name="appointment_presence_same_practice", field="presence"),
            SameTenant(name="appointment_booker_same_practice", field="booked_by"),
            SameTenant(name="appointment_changer_same_practice", field="changed_by"),
            SameTenant(name="appointment_successor_same_practice", field="moved_to"),
            known("kind", AppointmentKind, "appointment_kind_is_known"),
            known("state", AppointmentState, "appointment_state_is_known"),
            models.CheckConstraint(
                name="appointment_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="appointment_moved_says_where",
                condition=Q(state="moved", moved_to__isnull=False) | (~Q(state="moved") & Q(moved_to=None)),
            ),
            ExclusionConstraint(
                name="appointment_one_at_a_time_for_a_practitioner",
                expressions=[("practitioner", RangeOperators.EQUAL), (HOURS, RangeOperators.OVERLAPS)],
                condition=Q(state__in=HOLDING),
            ),
            ExclusionConstraint(
                name="appointment_one_at_a_time_for_a_patient",
                expressions=[("patient", RangeOperators.EQUAL), (HOURS, RangeOperators.OVERLAPS)],
                condition=Q(state__in=HOLDING),
            ),
            StandsWithinPresence(name="appointment_stands_within_a_presence"),
        ]
        indexes = [
            models.Index(fields=["cabinet", "starts_at"], name="appointments_by_time"),
            models.Index(fields=["cabinet", "patient"], name="appointments_of_a_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.kind}"
