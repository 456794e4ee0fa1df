"""A file joined to something: the row says what it is, the file lies sealed outside the database."""

import base64
from uuid import uuid4

from django.apps import apps
from django.db import models

from cabinet.files.strongroom import Drawer
from cabinet.rules.files import weight
from cabinet.tenancy.fields import TenantForeignKey
from cabinet.tenancy.models import TenantModel
from cabinet.vault.fields import SealedTextField


class FileState(models.TextChoices):
    WAITING = "waiting", "en attente d’analyse"
    READY = "ready", "prêt"
    REFUSED = "refused", "refusé"


class SealedFile(TenantModel):
    """A photo or a PDF. The file is sealed by its own key, which is sealed here.

    `name` is what its sender called it; `stored_as` what the file is called.
    """

    uploaded_by = TenantForeignKey("cabinet.Membership", null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    stored_as = models.UUIDField(default=uuid4)
    name = SealedTextField()
    file_key = SealedTextField()
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=FileState, default=FileState.WAITING)

    class Meta(TenantModel.Meta):
        abstract = True

    @property
    def drawer(self) -> Drawer:
        """Where its file lies. Raises UnreadableError when the practice's key is gone."""
        key = base64.b64decode(self.file_key)
        return Drawer(self._meta.db_table, self.cabinet_id, self.pk, self.stored_as, key)

    @property
    def is_image(self) -> bool:
        return self.width is not None

    @property
    def is_ready(self) -> bool:
        return self.state == FileState.READY

    @property
    def weight(self) -> str:
        return weight(self.size)


def tables_of_files() -> list[type[SealedFile]]:
    """Every table of the house whose rows know a file."""
    return [model for model in apps.get_models() if issubclass(model, SealedFile)]
