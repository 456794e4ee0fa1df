"""How a practice takes people in: one row, made when somebody first changes what is usual."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from cabinet.tenancy.models import TenantModel


def asalee_motives() -> list[str]:
    """What doctors usually address to an ASALÉE nurse (national protocol)."""
    return [
        "Diabète\u202f: suivi et éducation",
        "Risque cardiovasculaire",
        "BPCO\u202f: repérage et spirométrie",
        "Troubles cognitifs\u202f: repérage",
        "Sevrage tabagique",
        "Surpoids et activité physique",
        "Dépistage et prévention",
    ]


class PatientSettings(TenantModel):
    """`points` holds only what differs from the usual points (`patients/rules/points.py`): `{"ald": 4}`.

    `appointments_here` off: another agenda holds the appointments, `agenda_elsewhere` names it.
    """

    appointments_here = models.BooleanField("rendez-vous tenus ici", default=True)
    agenda_elsewhere = models.CharField("autre agenda", max_length=80, blank=True)
    first_minutes = models.PositiveSmallIntegerField("première consultation (minutes)", default=30)
    follow_up_minutes = models.PositiveSmallIntegerField("suivi (minutes)", default=15)
    visit_minutes = models.PositiveSmallIntegerField("visite à domicile (minutes)", default=30)
    asalee_minutes = models.PositiveSmallIntegerField("séance ASALÉE (minutes)", default=45)
    first_per_half_day = models.PositiveSmallIntegerField(
        "premières consultations par demi-journée", default=2
    )
    points = models.JSONField(default=dict)
    wider_communes = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    asalee_motives = ArrayField(models.CharField(max_length=80), default=asalee_motives, blank=True)
    #: After so many years without a contact, somebody who was never seen is forgotten.
    intake_years = models.PositiveSmallIntegerField("conservation sans contact (années)", default=2)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet"], name="patient_settings_one_per_practice"),
            models.CheckConstraint(
                name="appointment_lasts_five_minutes_to_two_hours",
                condition=Q(first_minutes__gte=5, first_minutes__lte=120)
                & Q(follow_up_minutes__gte=5, follow_up_minutes__lte=120)
                & Q(visit_minutes__gte=5, visit_minutes__lte=120)
                & Q(asalee_minutes__gte=5, asalee_minutes__lte=120),
            ),
            models.CheckConstraint(
                name="intake_is_kept_one_to_five_years",
                condition=Q(intake_years__gte=1, intake_years__lte=5),
            ),
        ]

    @classmethod
    def current(cls) -> "PatientSettings":
        """Those of the open practice; the usual ones, unsaved, when nothing was changed."""
        return cls.objects.first() or cls()
