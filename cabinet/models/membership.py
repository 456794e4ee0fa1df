"""Who belongs to a practice, as what, from when to when."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from cabinet.tenancy.constraints import OwnRowsPolicy, SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantManager, TenantModel, TenantQuerySet


class Role(models.TextChoices):
    TITULAIRE = "titulaire", "médecin titulaire"
    REMPLACANT = "remplacant", "médecin remplaçant"
    INTERNE = "interne", "interne SASPAS"
    SECRETAIRE = "secretaire", "secrétaire médicale"
    TELESECRETAIRE = "telesecretaire", "télésecrétariat"
    INFIRMIERE_ASALEE = "infirmiere_asalee", "infirmière ASALÉE"
    PARAMEDICAL = "paramedical", "paramédical"
    MAIRIE = "mairie", "mairie"
    COORDINATION_CLS = "coordination_cls", "coordination CLS"


DOCTORS = frozenset({Role.TITULAIRE, Role.REMPLACANT})
CAREGIVERS = DOCTORS | {Role.INTERNE}
#: These see aggregates only: their requests take the database role that has no grant on fees or patients.
AGGREGATES_ONLY = frozenset({Role.MAIRIE, Role.COORDINATION_CLS})


class MembershipQuerySet(TenantQuerySet):
    def on(self, day: date):
        """Members on `day`; one whose end was said at once is no longer there on that last day."""
        still = Q(ends_on=None) | Q(ends_on__gt=day) | Q(ends_on=day, ended_at=None)
        return self.filter(still, starts_on__lte=day)

    def with_person(self):
        return self.select_related("person").order_by("person__sort_key", "pk")


class OwnMemberships(models.Manager.from_queryset(MembershipQuerySet)):
    """Memberships of the asking person in all practices; the policy lets no other row through."""


class MembershipManager(TenantManager.from_queryset(MembershipQuerySet)):
    pass


class Membership(TenantModel):
    person = models.ForeignKey("cabinet.Person", on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    profession = models.CharField(max_length=60, blank=True)
    supervisor = TenantForeignKey("self", null=True, blank=True, related_name="supervised")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    #: When somebody said « now »: the rest of `ends_on` is cut off, and another role may begin that day.
    ended_at = models.DateTimeField(null=True, editable=False)

    objects = MembershipManager()
    everywhere = OwnMemberships()

    #: The mairie ends the memberships of its own people, and changes nothing else.
    aggregates_may = ("SELECT", "UPDATE (ends_on, ended_at)")

    class Meta(TenantModel.Meta):
        constraints = [
            OwnRowsPolicy(name="cabinet_membership_is_isolated"),
            models.UniqueConstraint(fields=["cabinet", "id"], name="cabinet_membership_tenant_key"),
            SameTenant(name="membership_supervisor_same_practice", field="supervisor"),
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            ExclusionConstraint(
                name="membership_one_role_at_a_time",
                condition=Q(ended_at=None),
                expressions=[
                    ("cabinet", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_doctor(self) -> bool:
        return self.role in DOCTORS

    @property
    def display_name(self) -> str:
        """« Dr Barreteau » for a doctor, the full name for anybody else. Needs `person`."""
        return f"Dr {self.person.last_name}" if self.is_doctor else self.person.get_full_name()

    @property
    def role_label(self) -> str:
        return self.profession or self.get_role_display()

    def is_open_on(self, day: date) -> bool:
        if self.ends_on is None or self.ended_at is None:
            return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return self.starts_on <= day < self.ends_on
