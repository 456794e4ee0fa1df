"""Entries of the registers: written by whoever keeps them, moved on by whom they wait for, with a history."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import explain
from cabinet.models import Cabinet, Membership, Role
from cabinet.outbox import address_of, announce
from commune.constraints import SENTENCES
from commune.models import Entry, EntryEvent
from commune.permissions import KEEPERS, keeps_registers, may_move
from commune.rules.registers import (
    KINDS,
    REQUESTS,
    STATES,
    StateRefused,
    check_change,
    first_state,
    register_of,
)

SAID = ("kind", "title", "reference", "note", "owner", "count", "dated_on", "due_on")


class EntryRefused(Refused):
    """422: what a register does not keep."""


class EntryChangedMeanwhile(Refused):
    """409: somebody changed it since it was read; `entry` is as it stands now."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(
            "Quelqu’un a modifié cette entrée pendant que vous la lisiez\u202f: elle est "
            f"{STATES[entry.state]}. Rien n’est enregistré."
        )
        self.entry = entry


@transaction.atomic
def write_entry(*, values: Mapping[str, object], by: Membership, at: datetime) -> Entry:
    """A new entry, in the first state of its register; a request is announced to the mairie by e-mail."""
    if not keeps_registers(by):
        raise PermissionDenied("Les registres sont tenus par les titulaires et le secrétariat.")
    values = _tidy(values)
    kind = str(values["kind"])
    if register_of(kind) == REQUESTS:
        values |= {"owner": None, "count": None}
    entry = Entry(state=first_state(kind), written_at=at, written_by=by, **values)
    _save(entry, force_insert=True)
    EntryEvent.objects.create(entry=entry, at=at, by=by, after=entry.state)
    audit.record("write_entry", entry, by=by, at=at, kind=kind)
    if register_of(kind) == REQUESTS:
        _tell(entry, {Role.MAIRIE}, "Nouvelle demande du cabinet", f"request:{entry.pk}", by=by, at=at)
    return entry


@transaction.atomic
def move_entry(*, entry: Entry, to: str, words: str, version: int, by: Membership, at: datetime) -> Entry:
    """The entry in its next state; the practice is told of the mairie's answer.

    Raises EntryChangedMeanwhile when it is no longer the version that was read, EntryRefused when its
    register does not allow it.
    """
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.version != version:
        if entry.state == to:
            return entry
        raise EntryChangedMeanwhile(entry)
    if not may_move(by, entry):
        raise PermissionDenied("Cette entrée attend quelqu’un d’autre, ou n’attend plus rien.")
    words = words.strip()
    try:
        check_change(entry.kind, entry.state, to, words)
    except StateRefused as refusal:
        raise EntryRefused(refusal.sentence, field="answer") from refusal
    before, entry.state, entry.version = entry.state, to, entry.version + 1
    entry.answer = words or entry.answer
    entry.settled_on = None if to == "accepted" else at.astimezone(PARIS).date()
    entry.save(update_fields=["state", "answer", "settled_on", "version"])
    EntryEvent.objects.create(entry=entry, at=at, by=by, before=before, after=to, words=words)
    audit.record("move_entry", entry, by=by, at=at, before=before, after=to)
    if register_of(entry.kind) == REQUESTS:
        subject = f"Demande {STATES[to]} par la mairie"
        _tell(entry, KEEPERS, subject, f"request_{to}:{entry.pk}", by=by, at=at)
    return entry


def _tell(
    entry: Entry, roles: frozenset | set, subject: str, key: str, *, by: Membership, at: datetime
) -> None:
    """What was asked is on the page, not in the letter."""
    cabinet = Cabinet.current()
    on: date = at.astimezone(PARIS).date()
    page = address_of(reverse("commune:entry", args=[cabinet.slug, entry.pk]))
    kind = KINDS[entry.kind][1]
    people = Membership.objects.on(on).filter(role__in=roles).exclude(pk=by.pk).select_related("person")
    for member in people.order_by("pk"):
        announce(
            key=f"{key}:{member.pk}",
            recipient=member.person.email,
            subject=subject,
            body=f"Bonjour {member.person.first_name},\n\n{cabinet.name}\u202f: "
            f"{subject[:1].lower()}{subject[1:]} ({kind}).\nElle se lit ici\u202f: {page}\n",
            at=at,
        )


def _tidy(values: Mapping[str, object]) -> dict[str, Any]:
    return {
        name: " ".join(str(value).split()) if name in ("title", "reference") else value
        for name, value in values.items()
        if name in SAID
    }


def _save(entry: Entry, **options: Any) -> None:
    try:
        with transaction.atomic():
            entry.save(**options)
    except IntegrityError as error:
        explained = explain(error, SENTENCES)
        raise EntryRefused(explained.sentence, field=explained.field) from error
