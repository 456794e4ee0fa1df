"""Grants: entered, changed, withdrawn by the mairie; each change is in the audit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.constraints_text import explain
from cabinet.models import Membership
from commune.actions.costs import ask
from commune.constraints import SENTENCES
from commune.models import Grant

SAID = ("payer", "title", "amount", "purpose", "conditions", "starts_on", "ends_on")


class GrantRefused(Refused):
    """422: what the database does not keep as a grant."""


class GrantChangedMeanwhile(Refused):
    """409: `grant` is as it stands now."""

    def __init__(self, grant: Grant) -> None:
        super().__init__(
            "Quelqu’un a modifié cette subvention pendant que vous la lisiez. Rien n’est enregistré\u202f: "
            "comparez, puis enregistrez de nouveau."
        )
        self.grant = grant


def enter_grant(*, values: Mapping[str, object], by: Membership, at: datetime) -> Grant:
    ask(by)
    grant = Grant(entered_at=at, entered_by=by, **_tidy(values))
    _write(grant, force_insert=True)
    audit.record("enter_grant", grant, by=by, at=at)
    return grant


@transaction.atomic
def change_grant(
    *, grant: Grant, values: Mapping[str, object], version: int, by: Membership, at: datetime
) -> Grant:
    """The grant as `values` say it. `version`: of the one that was read. Raises GrantChangedMeanwhile."""
    ask(by)
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.version != version or grant.withdrawn_at:
        raise GrantChangedMeanwhile(grant)
    values = _tidy(values)
    changed = [name for name, value in values.items() if getattr(grant, name) != value]
    if not changed:
        return grant
    for name in changed:
        setattr(grant, name, values[name])
    grant.version += 1
    _write(grant, update_fields=[*changed, "version"])
    audit.record("change_grant", grant, by=by, at=at, fields=sorted(changed))
    return grant


@transaction.atomic
def withdraw_grant(*, grant: Grant, by: Membership, at: datetime) -> Grant:
    """It no longer counts; it stays written. Twice is once."""
    ask(by)
    grant = Grant.objects.select_for_update(of=("self",)).get(pk=grant.pk)
    if grant.withdrawn_at is None:
        grant.withdrawn_at, grant.version = at, grant.version + 1
        grant.save(update_fields=["withdrawn_at", "version"])
        audit.record("withdraw_grant", grant, by=by, at=at)
    return grant


def _tidy(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: " ".join(str(value).split()) if name in ("payer", "title") else value
        for name, value in values.items()
        if name in SAID
    }


def _write(grant: Grant, **options: Any) -> None:
    try:
        with transaction.atomic():
            grant.save(**options)
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise GrantRefused(explained.sentence, field=explained.field) from error
