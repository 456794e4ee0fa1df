"""The day sheets of October 2026, two of which do not agree with the receipts; and those of the last days."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Sum

from cabinet.clock import in_paris
from cabinet.models import Membership
from planning.models import Presence
from retrocession.actions.day_sheets import explain_gap, save_day_sheet
from retrocession.models import DaySheet, MonthClosing, ReceiptLine
from retrocession.rules.closing import State, has_reached
from retrocession.rules.roles import BILLING_ROLES

#: Nobody counted on the last days of the month; the workbook lists them.
UNCOUNTED = 3
#: What a usual day takes in, for the days whose receipts are still to come.
USUAL = {"especes": "60.00", "cheque": "120.00", "cb": "236.50", "tiers_payant": "412.00"}


def count_october(month: date, *, by: Membership, at: datetime) -> None:
    """Type each day as it was billed, but for one card receipt lost and one cheque typed as cash."""
    billed: dict[tuple, dict] = {}
    rows = ReceiptLine.objects.filter(month=month).order_by("on", "doctor__person__sort_key", "mode")
    for doctor, on, mode, amount in rows.values_list("doctor", "on", "mode").annotate(amount=Sum("amount")):
        billed.setdefault((doctor, on), {})[mode] = amount
    members = {member.pk: member for member in Membership.objects.with_person()}
    days = sorted({on for _, on in billed})[:-UNCOUNTED]
    for (doctor, on), values in billed.items():
        if on in days:
            save_day_sheet(doctor=members[doctor], on=on, values=values, by=by, at=at)
    lost, swapped = DaySheet.objects.filter(month=month, cb__gte=50, cheque__gte=50)[:2]
    _retype(lost, {"cb": lost.cb - 30, "incidents": "Terminal en panne de 11 h à midi."}, by=by, at=at)
    explain_gap(
        sheet=lost, mode="cb", text="Ticket du terminal perdu, vu sur le relevé du compte.", by=by, at=at
    )
    _retype(
        swapped,
        {"cheque": swapped.cheque - 30, "especes": (swapped.especes or 0) + 30, "cheques": 1},
        by=by,
        at=at,
    )
    for mode in ("cheque", "especes"):
        explain_gap(
            sheet=swapped, mode=mode, text="Payé en espèces, saisi « chèque » dans le logiciel.", by=by, at=at
        )


def count_last_days(*, by: Membership, today: date) -> int:
    """The sheets of the last week's presences, yesterday's excepted; how many were missing."""
    there = Presence.objects.standing().filter(
        on__gte=today - timedelta(days=7),
        on__lt=today - timedelta(days=1),
        membership__role__in=BILLING_ROLES,
    )
    missing = 0
    for rank, presence in enumerate(there.select_related("membership__person").order_by("on", "pk")):
        closing = MonthClosing.objects.filter(month=presence.on.replace(day=1)).first()
        settled = closing is not None and has_reached(State(closing.state), State.VERIFIED)
        known = DaySheet.objects.filter(doctor__person=presence.person_id, on=presence.on)
        if settled or known.exists():
            continue
        values: dict = {mode: Decimal(text) + 30 * (rank % 3) for mode, text in USUAL.items()}
        save_day_sheet(
            doctor=presence.membership, on=presence.on, values=values | {"cheques": 2 + rank % 3}, by=by,
            at=in_paris(presence.on, time(18, 42)),
        )  # fmt: skip
        missing += 1
    return missing


def _retype(sheet: DaySheet, values: dict, *, by: Membership, at: datetime) -> None:
    save_day_sheet(doctor=sheet.doctor, on=sheet.on, values=values, by=by, at=at)
