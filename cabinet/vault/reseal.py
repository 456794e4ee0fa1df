"""After a rotation, what the former keys sealed is sealed anew, a few rows at a time, while people write."""

from datetime import datetime, timedelta
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from cabinet.jobs import enqueue
from cabinet.models import DataKey
from cabinet.tenancy.models import TenantModel
from cabinet.tenancy.scope import current_cabinet_id, scoped
from cabinet.vault import keys
from cabinet.vault.envelope import version_of
from cabinet.vault.fields import SealedTextField, open_envelope, seal

RESEAL = "reseal"
AT_A_TIME = 200
#: A process may seal with the former key while it remembers it, and until its longest transaction ends.
SETTLED_AFTER = timedelta(minutes=10)


def rotate_keys(*, at: datetime) -> int:
    """A new key for the open practice, and the job that seals everything with it. Its version."""
    version = keys.rotate()
    enqueue(RESEAL, key=f"reseal:{current_cabinet_id()}:{version}", due_at=at + SETTLED_AFTER)
    return version


def reseal_practice(cabinet_id: int) -> int:
    """How many rows were sealed anew. The former keys go once nothing is left of theirs.

    Each handful is its own transaction: killed anywhere, it goes on from what is still old.
    """
    sealed = 0
    for model, name in sealed_columns():
        with scoped(cabinet_id):
            old = list(_old(model, name))
        for start in range(0, len(old), AT_A_TIME):
            with scoped(cabinet_id):
                sealed += _reseal(model, name, old[start : start + AT_A_TIME])
    with scoped(cabinet_id):
        if not any(_old(model, name) for model, name in sealed_columns()):
            keys.drop_retired(before=timezone.now() - SETTLED_AFTER)
    return sealed


def sealed_columns() -> list[tuple[type[TenantModel], str]]:
    """Every sealed field of the house."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    ]


def _old(model: type[TenantModel], name: str) -> list[UUID]:
    """The rows of the open practice that a retired key still holds; no envelope is opened."""
    sealing = DataKey.objects.filter(retired_at=None).values_list("version", flat=True).first()
    rows = model.objects.exclude(**{name: b""}).order_by("pk").values_list("pk", name)
    return [pk for pk, envelope in rows.iterator() if version_of(envelope) != sealing]


def _reseal(model: type[TenantModel], name: str, pks: list[UUID]) -> int:
    version, _ = keys.sealing_key()
    sealed = 0
    with transaction.atomic():
        for row in model.objects.select_for_update().filter(pk__in=pks).only("pk", "cabinet_id", name):
            envelope = row.__dict__[name]
            if envelope and version_of(envelope) != version:
                plain = open_envelope(envelope, of=row, field=name)
                sealed += model.objects.filter(pk=row.pk).update(**{name: seal(plain, of=row, field=name)})
    return sealed
