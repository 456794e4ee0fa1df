"""What a practice must know of a doctor to write contracts, statements and transfers."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class PractitionerProfile(TenantModel):
    """Kept by each practice: what one of them writes never changes what another one pays to."""

    membership = TenantForeignKey("cabinet.Membership", related_name="profiles")
    rpps = models.CharField("RPPS", max_length=11, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    #: As it is dialled from anywhere: « +33612345678 ».
    phone = models.CharField("téléphone", max_length=16, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    thesis = models.BooleanField("thèse soutenue", null=True, blank=True)
    licence_number = models.CharField("licence de remplacement", max_length=30, blank=True)
    licence_expires_on = models.DateField("fin de la licence", null=True, blank=True)
    retrocession_rate = models.DecimalField(
        "taux de rétrocession", max_digits=5, decimal_places=2, null=True, blank=True
    )
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    account_holder = models.CharField("titulaire du compte", max_length=70, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="profile_membership_same_practice", field="membership"),
            models.UniqueConstraint(fields=["cabinet", "membership"], name="profile_one_per_member"),
            models.UniqueConstraint(
                fields=["cabinet", "rpps"],
                name="profile_rpps_is_one_doctor",
                condition=~Q(rpps=""),
            ),
            models.CheckConstraint(
                name="profile_rate_is_a_percentage",
                condition=Q(retrocession_rate=None) | Q(retrocession_rate__gte=0, retrocession_rate__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership} · RPPS {self.rpps}"
