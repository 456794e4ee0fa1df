"""Issuing a month's statements: numbered without gaps, final, each with its PDF and its announcement."""

from datetime import date, datetime
from decimal import Decimal

from django.db.models import Sum

from cabinet.clock import PARIS, first_of_month
from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Membership, PractitionerProfile
from retrocession.actions.closing import advance, figures_of, lock_month, refuse_stale, refuse_unless
from retrocession.models import MonthClosing, Statement, StatementCounter
from retrocession.permissions import require_approval
from retrocession.queries.carried import carried_by
from retrocession.queries.totals import days_by_doctor
from retrocession.rules.closing import State, Step, has_reached
from retrocession.rules.vat import franchise_state

ZERO = Decimal("0.00")


def issue_month(*, month: date, by: Membership | None, at: datetime) -> MonthClosing:
    """Number and freeze the statement of each locum, and ask for its PDF and its announcement.

    Raises `ClosingRefused`, `RoleRefused`.
    """
    closing = lock_month(first_of_month(month))
    require_approval(by, titulaire=closing.titulaire)
    if has_reached(State(closing.state), State.ISSUED):
        return closing
    refuse_unless(closing, Step.ISSUE)
    counter = _lock_numbers(at.astimezone(PARIS).year)
    refuse_stale(closing)
    statements = _write_statements(closing, counter, at=at)
    for statement in statements:
        enqueue(
            "freeze_statement",
            key=f"freeze_statement:{closing.cabinet_id}:{closing.month:%Y-%m}:{statement.pk}",
            due_at=at,
            statement=str(statement.pk),
        )
    return advance(closing, Step.ISSUE, by=by, at=at, statements=len(statements))


def _write_statements(closing: MonthClosing, counter: StatementCounter, *, at: datetime) -> list[Statement]:
    drafts = list(
        closing.drafts.select_related("remplacant__person").order_by("remplacant__person__sort_key", "pk")
    )
    if not drafts:
        return []
    practice, titulaire = Cabinet.current(), closing.remplace
    profiles = {
        profile.membership_id: profile
        for profile in PractitionerProfile.objects.filter(
            membership__in=[titulaire, *(draft.remplacant for draft in drafts)]
        )
    }
    days = days_by_doctor(closing.month, travel_acts=practice.travel_acts)
    year = counter.year
    owed = carried_by(titulaire)
    paid, kept = _year_so_far(titulaire, year=year)
    kept += sum((draft.kept for draft in drafts), ZERO)
    signatures = _signatures(closing)
    return Statement.objects.bulk_create(
        Statement(
            closing=closing,
            month=closing.month,
            year=year,
            rank=rank,
            titulaire=titulaire,
            remplacant=draft.remplacant,
            issued_at=at,
            payer=_party(titulaire, profiles),
            payee=_party(draft.remplacant, profiles),
            detail={
                "practice": practice.name,
                "travel_acts": practice.travel_acts,
                "franchise": franchise_state(kept, at.astimezone(PARIS).date()),
                "days": days[draft.remplacant_id],
                "carried": _carried(owed.get(draft.remplacant.person_id)),
            },
            signatures=signatures,
            year_to_date=paid.get(draft.remplacant.person_id, ZERO) + draft.net,
            **figures_of(draft),
        )
        for rank, draft in zip(_next_ranks(counter, len(drafts)), drafts, strict=True)
    )


def _lock_numbers(year: int) -> StatementCounter:
    """The counter of the year, locked until its numbers are written or given up.

    Taken before the figures are looked at again: what two months would carry forward is carried once.
    """
    StatementCounter.objects.bulk_create([StatementCounter(year=year)], ignore_conflicts=True)
    return StatementCounter.objects.select_for_update().get(year=year)


def _next_ranks(counter: StatementCounter, n: int) -> range:
    first = counter.last + 1
    counter.last += n
    counter.save(update_fields=["last"])
    return range(first, first + n)


def _year_so_far(titulaire: Membership, *, year: int) -> tuple[dict[int, Decimal], Decimal]:
    """What this titulaire's statements of the year give each locum (by person), and leave them."""
    sums = (
        Statement.objects.filter(titulaire__person=titulaire.person_id, year=year)
        .order_by()
        .values_list("remplacant__person")
        .annotate(net=Sum("net"), kept=Sum("kept"))
    )
    rows = list(sums)
    return {person: net for person, net, _ in rows}, sum((kept for *_, kept in rows), ZERO)


def _carried(statement: Statement | None) -> dict[str, str] | None:
    """The statement whose negative net is taken over, for the mention on the next one."""
    return {"number": statement.number, "net": str(statement.net)} if statement else None


def _party(member: Membership, profiles: dict[object, PractitionerProfile]) -> dict[str, str]:
    """The party as they are today; the statement keeps it even if they move."""
    profile = profiles.get(member.pk)
    return {
        "first_name": member.person.first_name,
        "last_name": member.person.last_name,
        "email": member.person.email,
        "rpps": profile.rpps if profile else "",
        "siret": profile.siret if profile else "",
        "address": profile.address if profile else "",
    }


def _signatures(closing: MonthClosing) -> dict[str, dict[str, str | bool]]:
    """Who verified and who approved, in what capacity and when; the operator has no name."""
    steps = {
        "verified": (closing.verified_by, closing.verified_at),
        "approved": (closing.approved_by, closing.approved_at),
    }
    return {
        name: {
            "by": by.person.get_full_name() if by else "",
            "role": by.role_label if by else "",
            "doctor": bool(by and by.is_doctor),
            "at": at.isoformat() if at else "",
        }
        for name, (by, at) in steps.items()
    }
