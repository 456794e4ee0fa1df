"""A foreign key that cannot leave its practice."""

from django.db import models


class TenantForeignKey(models.ForeignKey):
    """To a row of the same practice. The model's Meta holds its `SameTenant` constraint (check E004)."""

    def __init__(self, to, on_delete=models.PROTECT, **kwargs):
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)
