"""The base of every table that belongs to a practice."""

from django.db import models
from uuid_utils.compat import uuid7

from cabinet.tenancy import scope
from cabinet.tenancy.constraints import TenantPolicy


class TenantQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        for obj in objs:
            obj.take_current_cabinet()
        return super().bulk_create(objs, *args, **kwargs)


class TenantManager(models.Manager.from_queryset(TenantQuerySet)):
    """Rows of the current practice: the belt. The braces are the policy in the database."""

    def get_queryset(self):
        return super().get_queryset().filter(cabinet_id=scope.current_cabinet_id())


class TenantModel(models.Model):
    """Owned by one practice and protected by PostgreSQL. Children extend `TenantModel.Meta`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cabinet = models.ForeignKey(
        "cabinet.Cabinet",
        on_delete=models.PROTECT,
        editable=False,
        db_index=False,
        related_name="+",
    )

    objects = TenantManager()

    #: What the aggregates role (mairie, CLS) may do with the table; nothing unless said.
    aggregates_may: tuple[str, ...] = ()

    class Meta:
        abstract = True
        constraints = [
            TenantPolicy(name="%(app_label)s_%(class)s_is_isolated"),
            models.UniqueConstraint(fields=["cabinet", "id"], name="%(app_label)s_%(class)s_tenant_key"),
        ]

    def take_current_cabinet(self) -> None:
        """A row made without a practice belongs to the one in which it is made."""
        if self.cabinet_id is None:
            self.cabinet_id = scope.current_cabinet_id()

    def save(self, *args, **kwargs):
        self.take_current_cabinet()
        super().save(*args, **kwargs)
