"""The sums of a month's receipts, made by PostgreSQL: a month is never held in memory."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Q, Sum, Value, When

from cabinet.models import Membership
from retrocession.models import ReceiptLine
from retrocession.models.receipts import MODES
from retrocession.rules.settlement import Totals

ZERO = Decimal("0.00")


def _acts(travel_acts: Collection[str]) -> Sum:
    """`rules.acts.counts_as_act`, line by line, in SQL."""
    return Sum(
        Case(
            When(act__in=list(travel_acts), then=Value(0)),
            When(amount__lt=0, then=Value(-1)),
            default=Value(1),
            output_field=IntegerField(),
        )
    )


def totals_by_doctor(month: date, *, travel_acts: Collection[str]) -> dict[Membership, Totals]:
    """What each doctor billed in `month`, by e-mail; memberships come with their person and supervisor."""
    rows = (
        ReceiptLine.objects.filter(month=month)
        .order_by()
        .values("doctor_id")
        .annotate(
            days=Count("on", distinct=True),
            acts=_acts(travel_acts),
            billed=Sum("amount"),
            travel=Sum("amount", filter=Q(act__in=list(travel_acts)), default=ZERO),
        )
    )
    totals = {
        row["doctor_id"]: Totals(
            days=row["days"], acts=row["acts"], billed=row["billed"], travel=row["travel"]
        )
        for row in rows
    }
    doctors = Membership.objects.filter(pk__in=totals).select_related("person", "supervisor__person")
    return {doctor: totals[doctor.pk] for doctor in doctors.order_by("person__email", "starts_on")}


def days_by_doctor(month: date, *, travel_acts: Collection[str]) -> dict[object, list[dict]]:
    """By doctor's id, their days in order: acts, totals by mode (tiers payant also AMO and AMC), total.

    Amounts are written « 1801.41 », as a statement keeps them.
    """
    modes = {mode: Sum("amount", filter=Q(mode=mode), default=ZERO) for mode, _ in MODES}
    third_party = Q(mode="tiers_payant")
    rows = (
        ReceiptLine.objects.filter(month=month)
        .values("doctor_id", "on")
        .annotate(
            acts=_acts(travel_acts),
            **modes,
            amo=Sum("amo", filter=third_party, default=ZERO),
            amc=Sum("amc", filter=third_party, default=ZERO),
            travel=Sum("amount", filter=Q(act__in=list(travel_acts)), default=ZERO),
            total=Sum("amount"),
        )
        .order_by("doctor_id", "on")
    )
    days: dict[object, list[dict]] = {}
    for row in rows:
        day = {name: f"{value:.2f}" if isinstance(value, Decimal) else value for name, value in row.items()}
        day["on"] = row["on"].isoformat()
        days.setdefault(day.pop("doctor_id"), []).append(day)
    return days
