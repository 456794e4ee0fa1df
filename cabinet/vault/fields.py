"""A text that the database holds sealed: `message.body` is words in Python, an envelope in PostgreSQL."""

from typing import TYPE_CHECKING

from django.core import checks
from django.db import models

from cabinet.tenancy.models import TenantModel
from cabinet.vault.envelope import Place, unseal, version_of
from cabinet.vault.envelope import seal as seal_bytes
from cabinet.vault.keys import opening_key, sealing_key


def place_of(row: TenantModel, field: str) -> Place:
    row.take_current_cabinet()
    return Place(row.cabinet_id, row._meta.db_table, str(row.pk), field)


def seal(plain: bytes, *, of: TenantModel, field: str) -> bytes:
    """An envelope that opens only as that field of that row. The row has its id before it is written."""
    version, key = sealing_key()
    return seal_bytes(plain, key=key, version=version, place=place_of(of, field))


def open_envelope(envelope: bytes, *, of: TenantModel, field: str) -> bytes:
    """Raises UnreadableError when it was altered, moved, or its key destroyed."""
    key = opening_key(version_of(envelope))
    return unseal(envelope, key=key, place=place_of(of, field))


class Sealed(bytes):
    """An envelope as it came from the database, not opened yet: it never shows what it holds."""

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


class Opening:
    """The attribute of a sealed field: opened when first read, and kept in the row's object."""

    def __init__(self, field: "SealedTextField") -> None:
        self.field = field

    def __get__(self, row, owner=None):
        if row is None:
            return self
        name = self.field.attname
        if name not in row.__dict__:
            row.refresh_from_db(fields=[name])
        value = row.__dict__[name]
        if isinstance(value, bytes):
            value = open_envelope(value, of=row, field=self.field.name).decode() if value else ""
            row.__dict__[name] = value
        return value

    def __set__(self, row, value) -> None:
        row.__dict__[self.field.attname] = value


class SealedTextField(models.BinaryField):
    """`max_length` counts characters. Neither filtered nor ordered by; empty text is stored empty."""

    if TYPE_CHECKING:
        _pyi_private_set_type: str
        _pyi_private_get_type: str

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("default", b"")
        super().__init__(*args, **kwargs)
        # BinaryField would count bytes of an envelope: the length is that of the words.
        self.validators = []

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, Opening(self))

    def check(self, **kwargs):
        errors = super().check(**kwargs)
        if not issubclass(self.model, TenantModel):
            errors.append(checks.Error("sealed with the key of a practice", obj=self, id="cabinet.E006"))
        return errors

    def from_db_value(self, value, expression, connection):
        return None if value is None else Sealed(bytes(value))

    def to_python(self, value):
        return value

    def pre_save(self, model_instance, add):
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, bytes):
            return value
        return seal(value.encode(), of=model_instance, field=self.name) if value else b""

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, str):
            raise TypeError(f"{self.name} is sealed: write it by saving its row")
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj):
        raise TypeError(f"{self.name} is sealed: it is not exported by itself")
