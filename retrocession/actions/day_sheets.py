"""Typing what a day took in, and saying why it is not what was billed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from cabinet import audit
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS, first_of_month
from cabinet.models import Membership
from cabinet.text import clock, day
from retrocession.actions.closing import lock_month, name_of
from retrocession.models import DaySheet, DaySheetRemark, DaySheetRevision, MonthClosing
from retrocession.models.day_sheet import INCIDENTS_LIMIT, REMARK_LIMIT
from retrocession.models.receipts import MODES
from retrocession.permissions import require_typing, require_verification
from retrocession.queries.pointage import gap_in
from retrocession.queries.receipts_month import titulaire_of
from retrocession.rules.closing import State, has_reached
from retrocession.rules.roles import BILLING_ROLES

#: What is typed of a day; a total is in euros, None when it was not counted.
FIELDS = (*(mode for mode, _ in MODES), "cheques", "incidents")


class SheetRefused(Refused):
    """What was typed cannot be kept as it is."""


class SheetSettled(SheetRefused):
    """The month is verified: its sheets no longer change."""


class SheetChanged(SheetRefused):
    """Somebody else changed the sheet since it was read."""


def save_day_sheet(
    *,
    doctor: Membership,
    on: date,
    values: Mapping[str, Any],
    by: Membership | None,
    at: datetime,
    seen: int | None = None,
) -> DaySheet:
    """Keep what was typed of a doctor's day, and write down what changed; the same again writes nothing.

    `values` are those of `FIELDS` to change. `seen` is the version that was on the screen, None not to look.
    Raises `SheetRefused`, `SheetSettled`, `SheetChanged`, `RoleRefused`.
    """
    closing = lock_month(first_of_month(on))
    require_typing(by, doctor=doctor, titulaire=titulaire_of(closing.month))
    if doctor.role not in BILLING_ROLES:
        raise SheetRefused(f"{doctor.display_name} n’encaisse pas d’honoraires.")
    if on > at.astimezone(PARIS).date():
        raise SheetRefused("Ce jour n’est pas encore venu.", field="on")
    _refuse_settled(closing)
    # A person under two memberships has one sheet a day.
    sheet = DaySheet.objects.select_related("saved_by__person").filter(
        doctor__person=doctor.person_id, on=on
    ).first() or DaySheet(doctor=doctor, month=closing.month, on=on)
    changes = {name: (getattr(sheet, name), _clean(name, value)) for name, value in values.items()}
    changes = {name: change for name, change in changes.items() if change[0] != change[1]}
    if not changes:
        if not sheet.version:
            raise SheetRefused("Notez au moins un montant. Si rien n’a été encaissé, écrivez 0.")
        return sheet
    if seen is not None and seen != sheet.version:
        raise SheetChanged(_changed_sentence(sheet))
    for name, (_, after) in changes.items():
        setattr(sheet, name, after)
    sheet.version += 1
    sheet.saved_at, sheet.saved_by = at, by
    sheet.save()
    DaySheetRevision.objects.create(
        sheet=sheet,
        number=sheet.version,
        changes={name: [_written(value) for value in change] for name, change in changes.items()},
        written_at=at,
        written_by=by,
    )
    audit.record("save_day_sheet", sheet, by=by, at=at, on=f"{on}", fields=sorted(changes))
    return sheet


def explain_gap(
    *, sheet: DaySheet, mode: str, text: str, by: Membership | None, at: datetime
) -> DaySheetRemark:
    """Say why a mode of that day differs; about the difference as it stands now.

    Raises `SheetRefused` (nothing to explain, no word), `SheetSettled`, `RoleRefused`.
    """
    closing = lock_month(sheet.month)
    require_verification(by, titulaire=titulaire_of(sheet.month))
    _refuse_settled(closing)
    text = " ".join(text.split())
    if not text:
        raise SheetRefused("Dites en un mot d’où vient l’écart.", field="text")
    sheet = DaySheet.objects.select_related("doctor").get(pk=sheet.pk)  # as it is under the lock
    gap = gap_in(sheet, mode)
    if not gap:
        raise SheetRefused("Il n’y a plus d’écart ici\u202f: rien à commenter.")
    remark = DaySheetRemark.objects.create(
        sheet=sheet, mode=mode, gap=gap, text=text[:REMARK_LIMIT], written_at=at, written_by=by
    )
    audit.record("explain_gap", sheet, by=by, at=at, on=f"{sheet.on}", mode=mode, gap=f"{gap:.2f}")
    return remark


def _refuse_settled(closing: MonthClosing) -> None:
    if has_reached(State(closing.state), State.VERIFIED):
        raise SheetSettled(f"{name_of(closing.month)} est vérifié\u202f: ses feuilles ne changent plus.")


def _clean(name: str, value: Any) -> Any:
    return " ".join(value.split())[:INCIDENTS_LIMIT] if name == "incidents" else value


def _written(value: Any) -> Any:
    return f"{value:.2f}" if isinstance(value, Decimal) else value


def _changed_sentence(sheet: DaySheet) -> str:
    if not sheet.version:
        return "Cette feuille n’est plus là. Rechargez la page."
    who = sheet.saved_by.display_name if sheet.saved_by else "L’opérateur"
    when = f"{day(sheet.saved_at)} à {clock(sheet.saved_at.astimezone(PARIS))}"
    return f"{who} a changé cette feuille {when}. Rechargez la page\u202f: vous verrez ce qui est noté."
