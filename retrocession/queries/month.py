"""A month as it stands: its lines of statement, drafts or issued, and what is « hors rétrocession »."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from cabinet.clock import PARIS
from cabinet.models import AccountChange, AccountConfirmation, Cabinet, Membership
from cabinet.text import day
from retrocession.models import Draft, MonthClosing, Statement
from retrocession.queries.totals import totals_by_doctor
from retrocession.rules.account import LastChange, awaits_confirmation
from retrocession.rules.closing import State, has_reached
from retrocession.rules.roles import Treatment, listed_under, treatment

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Excluded:
    """What a titulaire or an intern billed themselves; `under` is the titulaire it belongs to."""

    doctor: Membership
    billed: Decimal
    under: Membership | None


def lines_of(closing: MonthClosing) -> QuerySet[Draft] | QuerySet[Statement]:
    """The statements once issued, the drafts before; by e-mail, each with its two parties."""
    issued = has_reached(State(closing.state), State.ISSUED)
    rows: QuerySet[Any] = closing.statements.all() if issued else closing.drafts.all()
    return rows.select_related("titulaire__person", "remplacant__person").order_by(
        "remplacant__person__email", "remplacant__starts_on", "titulaire__person__email"
    )


def with_account(rows: QuerySet[Any], member: str) -> QuerySet[Any]:
    """Rows with `account_iban`, `account_bic` and `account_holder` of the member they name, now."""
    return rows.annotate(
        **{
            f"account_{name}": Coalesce(f"{member}__profiles__{column}", Value(""))
            for name, column in (("iban", "iban"), ("bic", "bic"), ("holder", "account_holder"))
        }
    )


def with_account_change(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of a month with `account_change`, the last one of the locum that they name, and `prepared_at`."""
    changes = AccountChange.objects.filter(membership=OuterRef("remplacant")).order_by("-changed_at", "-pk")
    confirmed = AccountConfirmation.objects.filter(change=OuterRef("pk"))
    told = JSONObject(
        at=F("changed_at"),
        by=F("changed_by__person"),
        payee=F("membership__person"),
        is_first=F("is_first"),
        confirmed=Exists(confirmed),
    )
    return rows.annotate(
        account_change=Subquery(changes.values_list(told)[:1]), prepared_at=F("closing__prepared_at")
    )


def awaited_change(row: Any) -> LastChange | None:
    """The change of account that the locum of a row read `with_account_change` has still to confirm."""
    if not row.account_change:
        return None
    told = row.account_change
    change = LastChange(
        at=datetime.fromisoformat(told["at"]),
        typed_for_them=told["by"] not in (None, told["payee"]),
        is_first=told["is_first"],
        confirmed=told["confirmed"],
    )
    return change if awaits_confirmation(change, prepared_at=row.prepared_at) else None


def change_awaited(change: LastChange) -> str:
    """Why nothing is paid to them yet, for the titulaire: who must do what."""
    how = "son compte, saisi au cabinet" if change.typed_for_them else "son compte a changé"
    return f"{how} le {day(change.at.astimezone(PARIS))}\u202f: sa confirmation est attendue"


def excluded_from(month: date, *, practice: Cabinet) -> list[Excluded]:
    """By e-mail."""
    totals = totals_by_doctor(month, travel_acts=practice.travel_acts, act_rates={})
    return [
        Excluded(
            doctor=doctor,
            billed=total.billed,
            under=listed_under(doctor.role, doctor=doctor, supervisor=doctor.supervisor),
        )
        for doctor, total in totals.items()
        if treatment(doctor.role) is Treatment.EXCLUDED
    ]


def month_as_data(closing: MonthClosing) -> dict:
    """The month for `close_month --json`: amounts as « 1801.41 », lists by e-mail.

    A statement also says its `titulaire` when it is not the month's: it then holds adjustments alone.
    """
    practice = Cabinet.current()
    lines: list[Any] = list(lines_of(closing))
    amounts = ("billed", "travel", "base", "rate", "share", "adjustments", "net")
    return {
        "month": f"{closing.month:%Y-%m}",
        "titulaire": closing.remplace.person.email,
        "statements": [
            {"remplacant": line.remplacant.person.email, "days": line.days, "acts": line.acts}
            | {name: f"{getattr(line, name):.2f}" for name in amounts}
            | ({"own_rates": line.own_rates} if line.own_rates else {})
            | ({"retrocession_base": "percu", "awaited": f"{line.awaited:.2f}"} if line.is_received else {})
            | _other_payer(line, closing)
            for line in lines
        ],
        "excluded": [
            {"email": other.doctor.person.email, "role": other.doctor.role, "billed": f"{other.billed:.2f}"}
            for other in excluded_from(closing.month, practice=practice)
        ],
        "total_net": f"{sum((line.net for line in lines), ZERO):.2f}",
    }


def _other_payer(line: Draft | Statement, closing: MonthClosing) -> dict[str, str]:
    if line.titulaire.person_id == closing.remplace.person_id:
        return {}
    return {"titulaire": line.titulaire.person.email}
