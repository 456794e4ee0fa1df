"""The sums of a month's receipts, made by PostgreSQL: a month is never held in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, DecimalField, Exists, F, IntegerField, OuterRef, Q, Sum, Value, When

from cabinet.models import Membership, Role
from cabinet.models.membership import DOCTORS
from planning.models import Presence
from retrocession.models import PayerReturn, ReceiptLine
from retrocession.models.payer_return import standing
from retrocession.models.receipts import MODES
from retrocession.rules.own_rate import acts_by_rate
from retrocession.rules.received import THIRD_PARTY
from retrocession.rules.settlement import Received, Totals

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


def totals_by_doctor(
    month: date, *, travel_acts: Collection[str], act_rates: Mapping[str, Decimal]
) -> dict[Membership, Totals]:
    """What each doctor billed in `month`, by e-mail; memberships come with their person and supervisor."""
    lists = acts_by_rate(act_rates, travel_acts)
    own = {f"own_{rank}": acts for rank, acts in enumerate(lists.values())}
    rows = (
        ReceiptLine.objects.filter(month=month)
        .order_by()
        .values("doctor_id")
        .annotate(
            days=Count("on", distinct=True),
            acts=_acts(travel_acts),
            billed=Sum("amount"),
            travel=Sum("amount", filter=Q(act__in=list(travel_acts)), default=ZERO),
            **{name: Sum("amount", filter=Q(act__in=acts), default=ZERO) for name, acts in own.items()},
        )
    )
    totals = {
        row["doctor_id"]: Totals(
            days=row["days"],
            acts=row["acts"],
            billed=row["billed"],
            travel=row["travel"],
            own={rate: row[name] for rate, name in zip(lists, own, strict=True)},
        )
        for row in rows
    }
    doctors = Membership.objects.filter(pk__in=totals).select_related("person", "supervisor__person")
    return {doctor: totals[doctor.pk] for doctor in doctors.order_by("person__email", "starts_on")}


#: `rules.received.third_party`, line by line, in SQL: what a line waits for.
AWAITED_OF_LINE = Case(
    When(~Q(mode=THIRD_PARTY), then=Value(ZERO)),
    When(patient_part__isnull=False, then=F("amount") - F("patient_part")),
    When(amo__isnull=False, amc__isnull=False, then=F("amo") + F("amc")),
    default=F("amount"),
    output_field=DecimalField(max_digits=12, decimal_places=2),
)


def received_by_doctor(
    month: date, *, travel_acts: Collection[str], act_rates: Mapping[str, Decimal]
) -> dict[object, Received]:
    """By doctor's id, what came in of the month's lines in the month: two statements."""
    lists = acts_by_rate(act_rates, travel_acts)
    own = {f"own_{rank}": acts for rank, acts in enumerate(lists.values())}
    sums: dict[object, dict[str, Decimal]] = {}
    for rows, doctor, act, amount in (
        (ReceiptLine.objects.filter(month=month), "doctor_id", "act", F("amount") - AWAITED_OF_LINE),
        (
            standing(PayerReturn.objects.filter(line__month=month, adjustment__isnull=True)),
            "line__doctor_id",
            "line__act",
            F("received"),
        ),
    ):
        for row in (
            rows.order_by()
            .values(doctor)
            .annotate(
                total=Sum(amount),
                travel=Sum(amount, filter=Q(**{f"{act}__in": list(travel_acts)}), default=ZERO),
                **{
                    name: Sum(amount, filter=Q(**{f"{act}__in": acts}), default=ZERO)
                    for name, acts in own.items()
                },
            )
        ):
            mine = sums.setdefault(row.pop(doctor), dict.fromkeys(("total", "travel", *own), ZERO))
            for name, value in row.items():
                mine[name] += value
    return {
        pk: Received(
            total=mine["total"],
            travel=mine["travel"],
            own={rate: mine[name] for rate, name in zip(lists, own, strict=True)},
        )
        for pk, mine in sums.items()
    }


@dataclass(frozen=True)
class ModeTotal:
    """What a doctor billed in one mode; `supervisor` is an intern's titulaire, by name."""

    doctor_id: object
    role: str
    name: str
    supervisor: str
    mode: str
    amount: Decimal


def totals_by_doctor_and_mode(month: date) -> list[ModeTotal]:
    """The month of each doctor, by name, in each mode of payment: one statement, whatever the lines."""
    rows = (
        ReceiptLine.objects.filter(month=month)
        .order_by("doctor__person__sort_key", "doctor_id", "mode")
        .values_list(
            "doctor_id",
            "doctor__role",
            "doctor__person__first_name",
            "doctor__person__last_name",
            "doctor__supervisor__person__last_name",
            "mode",
        )
        .annotate(amount=Sum("amount"))
    )
    return [
        ModeTotal(
            doctor_id=doctor_id,
            role=role,
            name=f"Dr {last_name}" if role in DOCTORS else f"{first_name} {last_name}",
            supervisor=f"Dr {supervisor}" if supervisor else "",
            mode=mode,
            amount=amount,
        )
        for doctor_id, role, first_name, last_name, supervisor, mode, amount in rows
    ]


def days_without_presence(month: date) -> dict[object, list[date]]:
    """By locum's id, the days that were billed while the calendar does not have them there."""
    there = Presence.objects.sure().filter(membership__person=OuterRef("doctor__person"), on=OuterRef("on"))
    rows = (
        ReceiptLine.objects.filter(month=month, doctor__role=Role.REMPLACANT)
        .exclude(Exists(there))
        .order_by("doctor_id", "on")
        .values_list("doctor_id", "on")
        .distinct()
    )
    days: dict[object, list[date]] = {}
    for doctor_id, on in rows:
        days.setdefault(doctor_id, []).append(on)
    return days


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
