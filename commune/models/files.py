"""What is joined to an entry of a register: a signed convention, an estimate, the photo of what leaks."""

from django.db import models

from cabinet.models.sealed_file import SealedFile
from cabinet.tenancy.constraints import SameTenant
from cabinet.tenancy.fields import TenantForeignKey
from commune.models.policies import OfOwnKindsPolicy
from commune.models.registers import Entry


class EntryFile(SealedFile):
    """Read by who reads its entry: the mairie those of its own kinds, the CLS none."""

    entry = TenantForeignKey(Entry, related_name="files")

    aggregates_may = ("SELECT", "INSERT", "DELETE")

    class Meta(SealedFile.Meta):
        ordering = ["uploaded_at", "pk"]
        constraints = [
            OfOwnKindsPolicy(name="commune_entryfile_is_isolated"),
            models.UniqueConstraint(fields=["cabinet", "id"], name="commune_entryfile_tenant_key"),
            SameTenant(name="entry_file_entry_same_practice", field="entry"),
            SameTenant(name="entry_file_sender_same_practice", field="uploaded_by"),
        ]
