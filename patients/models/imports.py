"""A list as somebody sent it: looked at first, written when nothing wrong stands."""

from django.db import models
from django.db.models import Q

from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel


class PatientColumns(TenantModel):
    """How this practice's lists name their columns, once told by hand: {our name: their header}."""

    columns = models.JSONField(default=dict)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["cabinet"], name="patient_columns_one_per_practice"),
        ]


class PatientImport(TenantModel):
    """`content` is the file, compressed, and is emptied as soon as it is written or given up.

    `former_list`: the people of it are the former doctor's. `set_aside`: {line: reason}; `kept_apart`: the
    lines of which somebody said that they are not the person who looks like them.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", "à confirmer"
        WRITTEN = "written", "enregistré"
        ABANDONED = "abandoned", "abandonné"

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=State, default=State.PREVIEW)
    content = models.BinaryField(default=bytes)
    read_on = models.DateField()
    former_list = models.BooleanField(default=True)
    set_aside = models.JSONField(default=dict)
    kept_apart = models.JSONField(default=list)
    lines = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["-uploaded_at"]
        constraints = [
            *TenantModel.Meta.constraints,
            SameTenant(name="patient_import_sender_same_practice", field="uploaded_by"),
            SameTenant(name="patient_import_settler_same_practice", field="settled_by"),
            models.CheckConstraint(
                name="patient_import_keeps_nothing_once_settled",
                condition=Q(state="preview") | Q(content=b""),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
