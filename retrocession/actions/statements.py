"""Issuing a month's statements: numbered without gaps, final, each with its PDF and its announcement."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, Sum

from cabinet.clock import PARIS, first_of_month
from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Membership, PractitionerProfile
from retrocession.actions.closing import advance, figures_of, lock_month, refuse_stale, refuse_unless
from retrocession.models import (
    Adjustment,
    AdjustmentOutcome,
    Draft,
    MonthClosing,
    Statement,
    StatementCounter,
)
from retrocession.permissions import require_approval
from retrocession.queries.carried import Persons, awaiting, by_persons, owed_by_pair, pair_of
from retrocession.queries.contract_rates import contract_references
from retrocession.queries.totals import days_by_doctor
from retrocession.rules.closing import State, Step, has_reached
from retrocession.rules.settlement import transferable
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
    """The médecin remplacé's first, then those of each other payer, by locum."""
    drafts = sorted(
        closing.drafts.select_related("titulaire__person", "remplacant__person"),
        key=lambda draft: (draft.titulaire_id != closing.titulaire_id, _names(draft)),
    )
    if not drafts:
        return []
    practice = Cabinet.current()
    profiles = {
        profile.membership_id: profile
        for profile in PractitionerProfile.objects.filter(
            membership__in=[member for draft in drafts for member in pair_of(draft)]
        )
    }
    days = days_by_doctor(closing.month, travel_acts=practice.travel_acts)
    adjusted = by_persons(awaiting(closing.month).select_related("titulaire", "remplacant", "origin"))
    owed = owed_by_pair({draft.titulaire.person_id for draft in drafts})
    # A locum under two memberships has two statements: the first one alone carries what is between the two.
    first = {pair_of(draft).persons: draft.pk for draft in reversed(drafts)}
    carried = {pk: (adjusted.get(persons, []), owed.get(persons)) for persons, pk in first.items()}
    nothing: tuple[list[Adjustment], Statement | None] = ([], None)
    franchises, paid = {}, {}
    for payer in {draft.titulaire for draft in drafts}:
        own = [pair_of(draft).persons for draft in drafts if draft.titulaire == payer]
        paid[payer.pk], kept = _year_so_far(payer, year=counter.year)
        kept += sum((draft.kept for draft in drafts if draft.titulaire == payer), ZERO)
        kept += sum((one.amount - one.share for pair in own for one in adjusted.get(pair, [])), ZERO)
        franchises[payer.pk] = franchise_state(kept, at.astimezone(PARIS).date())
    to_date = _to_date(drafts, paid)
    signatures = _signatures(closing)
    agreed = contract_references(closing.month)
    statements = Statement.objects.bulk_create(
        Statement(
            closing=closing,
            month=closing.month,
            year=counter.year,
            rank=rank,
            titulaire=draft.titulaire,
            remplacant=draft.remplacant,
            issued_at=at,
            payer=_party(draft.titulaire, profiles),
            payee=_party(draft.remplacant, profiles),
            detail={
                "practice": practice.name,
                "travel_acts": practice.travel_acts,
                **({"act_rates": practice.act_rates} if practice.act_rates else {}),
                "franchise": franchises[draft.titulaire_id],
                "days": days.get(draft.remplacant_id, [])
                if draft.titulaire_id == closing.titulaire_id
                else [],
                "contract": agreed.get(pair_of(draft).persons, ""),
                "adjustments": [_told(one) for one in carried.get(draft.pk, nothing)[0]],
                "carried": _carried(carried.get(draft.pk, nothing)[1]),
            },
            signatures=signatures,
            year_to_date=to_date[draft.pk],
            **figures_of(draft),
        )
        for rank, draft in zip(_next_ranks(counter, len(drafts)), drafts, strict=True)
    )
    _carry(statements, adjusted)
    return statements


def _to_date(drafts: list[Draft], paid: Mapping[Any, dict[int, Decimal]]) -> dict[Any, Decimal]:
    """By draft, what the year's statements give its locum; a debt that the next one takes over counts once.

    `paid`, by titulaire then by locum's person, is what was to be transferred before.
    """
    found = {}
    for draft in drafts:
        so_far, person = paid[draft.titulaire_id], draft.remplacant.person_id
        before = so_far.get(person, ZERO)
        found[draft.pk] = before + draft.net
        so_far[person] = before + transferable(draft.net)
    return found


def _names(draft: Draft) -> tuple:
    payee = draft.remplacant
    return draft.titulaire.person.sort_key, payee.person.sort_key, payee.starts_on, draft.pk


def _carry(statements: list[Statement], adjusted: dict[Persons, list[Adjustment]]) -> None:
    """Each adjustment is carried by the first statement of its pair, once for all."""
    first: dict[Persons, Statement] = {}
    for statement in statements:
        first.setdefault(pair_of(statement).persons, statement)
    AdjustmentOutcome.objects.bulk_create(
        AdjustmentOutcome(adjustment=one, statement=first[persons])
        for persons, rows in adjusted.items()
        for one in rows
    )


def _told(one: Adjustment) -> dict[str, str]:
    """An adjustment as the statement keeps it: the reference of its act, its reason, its figures."""
    return {
        "kind": one.kind,
        "invoice": one.invoice,
        "act": one.act,
        "on": one.on.isoformat() if one.on else "",
        "origin": one.origin.number if one.origin else "",
        "origin_month": one.origin_month.isoformat(),
        "reason": one.reason,
        "noted_on": one.noted_on.isoformat(),
        "amount": str(one.amount),
        "rate": str(one.rate),
        "share": str(one.share),
    }


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
    """What this titulaire's statements of the year transfer to each locum (by person), and leave them in all.

    A negative net is no transfer: the statement that follows has taken it over.
    """
    issued = Statement.objects.filter(titulaire__person=titulaire.person_id, year=year).order_by()
    given = Sum("net", filter=Q(net__gt=0), default=ZERO)
    rows = list(issued.values_list("remplacant__person").annotate(given=given, kept=Sum("kept")))
    adjusted = AdjustmentOutcome.objects.filter(
        statement__titulaire__person=titulaire.person_id, statement__year=year
    ).aggregate(kept=Sum(F("adjustment__amount") - F("adjustment__share"), default=ZERO))
    return {person: net for person, net, _ in rows}, sum((kept for *_, kept in rows), adjusted["kept"])


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
