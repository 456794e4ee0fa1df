"""Lists are published, version after version, and ticked; what was ticked and taken back stays written."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cabinet import audit, live
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.models import Membership
from patients.models import ChecklistRun, ChecklistTemplate, ChecklistTick, ListKind, Patient
from patients.permissions import require_intake, ticks_lists
from patients.rules.checklists import Item, faults_of_items, read_items
from patients.usual.checklists import LISTS

#: A list forgotten is still put right for a month.
LATEST = timedelta(days=31)


class ListRefused(Refused):
    """422: points that are no list; `faults` says everything that is wrong."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(" ".join(faults), field="items")
        self.faults = faults


class ListChangedMeanwhile(Refused):
    """409: somebody published another version since this one was read; `now` is in force."""

    def __init__(self, now: ChecklistTemplate) -> None:
        super().__init__(
            "Quelqu’un vient de publier une autre version. Rien n’est perdu\u202f: comparez, puis publiez "
            "de nouveau."
        )
        self.now = now


class TickRefused(Refused):
    """409: the list has no such point any more. 422 with `field`: this day is not to be ticked."""


def publish_list(
    *, kind: str, items: Sequence[Item], version: int, by: Membership, at: datetime
) -> ChecklistTemplate:
    """A new version, in force for the lists that are not begun. `version`: the one read, 0 for none.

    The same points again publish nothing.
    """
    require_intake(by)
    if faults := faults_of_items(items):
        raise ListRefused(faults)
    now = in_force(kind)
    said = [_plain(item) for item in items]
    if now is not None and now.items == said:
        return now
    if (now.version if now else 0) != version:
        assert now is not None
        raise ListChangedMeanwhile(now)
    try:
        with transaction.atomic():
            made = ChecklistTemplate(
                kind=kind, version=version + 1, items=said, published_at=at, published_by=by
            )
            made.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "checklist_version_is_published_once":
            raise
        winner = in_force(kind)
        assert winner is not None
        raise ListChangedMeanwhile(winner) from None
    audit.record("publish_list", made, by=by, at=at, kind=kind, version=made.version)
    _tell(at.astimezone(PARIS).date())
    return made


def start_lists(*, by: Membership, at: datetime) -> int:
    """The usual lists, for the kinds that have none; how many. Done twice, it is done once."""
    require_intake(by)
    known = set(ChecklistTemplate.objects.values_list("kind", flat=True))
    missing = [kind for kind in LISTS if kind not in known]
    for kind in missing:
        publish_list(kind=kind, items=read_items(LISTS[kind]), version=0, by=by, at=at)
    return len(missing)


def tick_item(
    *,
    template: ChecklistTemplate,
    on: date,
    item: str,
    by: Membership,
    at: datetime,
    membership: Membership | None = None,
    patient: Patient | None = None,
) -> ChecklistRun:
    """The item is done. The first tick begins the list, which keeps the version that was read then."""
    if not ticks_lists(by):
        raise PermissionDenied("Votre rôle ne permet pas de cocher les listes du cabinet.")
    _refuse_day(template.kind, on, at)
    if template.kind == ListKind.PRESENCE_DAY and (membership is None or membership.pk != by.pk):
        raise PermissionDenied("Un jour de présence se coche par le médecin qui est là.")
    run = begin(template=template, on=on, membership=membership, patient=patient, at=at)
    _refuse_unknown(run, item)
    try:
        with transaction.atomic():
            ChecklistTick(run=run, item=item, at=at, by=by).save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "checklist_item_is_ticked_once":
            raise
        return run
    audit.record("tick_item", run, by=by, at=at, item=item, kind=run.kind, on=run.on.isoformat())
    _tell(run.on)
    return run


def untick_item(*, run: ChecklistRun, item: str, by: Membership, at: datetime) -> ChecklistRun:
    """The tick is taken back, and stays written with both names. One that is not there changes nothing."""
    if not ticks_lists(by):
        raise PermissionDenied("Votre rôle ne permet pas de cocher les listes du cabinet.")
    if run.kind == ListKind.PRESENCE_DAY and run.membership_id != by.pk:
        raise PermissionDenied("Un jour de présence se coche par le médecin qui est là.")
    taken_back = ChecklistTick.objects.filter(run=run, item=item, undone_at=None).update(
        undone_at=at, undone_by=by
    )
    if taken_back:
        audit.record("untick_item", run, by=by, at=at, item=item, kind=run.kind, on=run.on.isoformat())
        _tell(run.on)
    return run


def begin(
    *,
    template: ChecklistTemplate,
    on: date,
    membership: Membership | None,
    patient: Patient | None,
    at: datetime,
) -> ChecklistRun:
    """The list of that day, of that doctor's day or of that patient, begun once."""
    same: dict[str, object] = {"kind": template.kind, "membership": membership, "patient": patient}
    if template.kind != ListKind.FIRST_CONSULTATION:
        same["on"] = on
    found = ChecklistRun.objects.filter(**same).select_related("template").first()
    if found is not None:
        return found
    run = ChecklistRun(**same | {"on": on}, template=template, begun_at=at)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
    except IntegrityError as error:
        if constraint_of(error) != "checklist_is_begun_once":
            raise
        return ChecklistRun.objects.select_related("template").get(**same)
    return run


def in_force(kind: str) -> ChecklistTemplate | None:
    return ChecklistTemplate.objects.filter(kind=kind).order_by("-version").first()


def _refuse_day(kind: str, on: date, at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    if on > today:
        raise TickRefused("Ce jour n’est pas encore là\u202f: on coche ce qui est fait.", field="on")
    latest = 2 * LATEST if kind == ListKind.MONTH_END else LATEST
    if today - on > latest:
        raise TickRefused("Cette liste est trop ancienne\u202f: elle ne se coche plus.", field="on")
    if kind == ListKind.MONTH_END and on.day != 1:
        raise TickRefused("La fin d’un mois se range au premier de ce mois.", field="on")


def _refuse_unknown(run: ChecklistRun, item: str) -> None:
    if item not in {one["key"] for one in run.template.items}:
        raise TickRefused(
            "Ce point n’est pas dans la liste commencée\u202f: elle a changé. Relisez-la, puis cochez."
        )


def _plain(item: Item) -> dict[str, str]:
    return {"key": item.key, "label": item.label, "help": item.help}


def _tell(on: date) -> None:
    live.tell(kind="checklist", subject=on, audience=live.who_may("see_patients"))
