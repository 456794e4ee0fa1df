"""The settings of a practice, and what a practitioner tells it about themselves."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model

from cabinet import audit, permissions
from cabinet.actions.bank import account_of_profile, note_change, tell_payee
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import AuditEntry, Cabinet, Membership, PractitionerProfile


class ChangedMeanwhile(Refused):
    """Somebody else wrote these settings since they were read; `now` holds what stands, by field."""

    def __init__(self, now: dict) -> None:
        super().__init__(
            "Quelqu’un a modifié ces valeurs pendant que vous les lisiez. Rien n’est enregistré\u202f: "
            "comparez, puis enregistrez de nouveau."
        )
        self.now = now


class RppsIsTaken(Refused):
    def __init__(self) -> None:
        super().__init__("Ce numéro RPPS est déjà celui d’un autre membre du cabinet.", field="rpps")


def plain(value: object) -> object:
    """A setting as JSON can hold it."""
    return value if isinstance(value, bool | int | str | list | dict) or value is None else str(value)


def update_settings(*, values: dict, read: dict, by: Membership, at: datetime) -> Cabinet:
    """Write the settings that differ. `read`: what the person had before their eyes, by field.

    Raises `ChangedMeanwhile` when a setting is no longer what it was then.
    """
    if not permissions.allows(by.role, "manage_practice"):
        raise PermissionDenied
    cabinet = Cabinet.objects.select_for_update().get(pk=by.cabinet_id)
    refuse_stale(cabinet, values, read)
    changes = changes_of(cabinet, values)
    if changes:
        fields = list(changes)
        if "retrocession_base" in changes:
            cabinet.retrocession_base_since = cabinet.base_change_holds_from(at.astimezone(PARIS).date())
            fields.append("retrocession_base_since")
        cabinet.save(update_fields=fields)
        audit.record("update_settings", cabinet, by=by, at=at, changes=changes)
    return cabinet


#: What says that somebody looked at the targets of this practice and meant them.
TARGETS_MEANT = ("confirm_targets", "update_settings", "load_cabinet")


def confirm_targets(*, by: Membership, at: datetime) -> None:
    """The targets are read and kept as they are; said again, nothing more is written."""
    if not permissions.allows(by.role, "manage_practice"):
        raise PermissionDenied
    if not targets_meant():
        audit.record("confirm_targets", by.cabinet, by=by, at=at)


def targets_meant() -> bool:
    return AuditEntry.objects.filter(verb__in=TARGETS_MEANT).exists()


def update_profile(*, values: dict, read: dict, by: Membership, at: datetime) -> PractitionerProfile:
    """What a practitioner writes about themselves. A new account number is told to them by e-mail."""
    profile, _ = PractitionerProfile.objects.get_or_create(membership=by)
    profile = PractitionerProfile.objects.select_for_update().get(pk=profile.pk)
    refuse_stale(profile, values, read)
    account = account_of_profile(profile)
    changes = changes_of(profile, values)
    if not changes:
        return profile
    try:
        with transaction.atomic():
            profile.save(update_fields=list(changes))
    except IntegrityError as error:
        if constraint_of(error) != "profile_rpps_is_one_doctor":
            raise
        raise RppsIsTaken from None
    # Names only: an account number is content, and the audit keeps none.
    audit.record("update_profile", profile, by=by, at=at, fields=sorted(changes))
    if change := note_change(profile, before=account, by=by, at=at):
        tell_payee(change, by, at=at)
    return profile


def refuse_stale(row: Model, values: dict, read: dict) -> None:
    """Raise `ChangedMeanwhile` when a value of `row` is no longer what the person had read."""
    now = {name: getattr(row, name) for name in values}
    if any(plain(now[name]) != read.get(name) for name in values):
        raise ChangedMeanwhile(now)


def changes_of(row: Model, values: dict) -> dict[str, list]:
    """Set what differs on `row`; {field: [before, after]}."""
    changes = {}
    for name, value in values.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changes[name] = [plain(before), plain(value)]
    return changes
