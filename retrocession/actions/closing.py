"""The steps that lead a month from its receipts to its approval. `statements.py` issues what is approved.

Each step locks the month first, so that two workers at once end in the same state; taken again, it gives the
same month and writes nothing; out of order, it is refused.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from cabinet import audit
from cabinet.clock import first_of_month
from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.money import ZERO
from cabinet.text import month as month_text
from cabinet.text import sentence
from retrocession.models import Designation, Draft, MonthClosing
from retrocession.permissions import require_approval, require_verification
from retrocession.queries.bases import base_in
from retrocession.queries.carried import Pair, Persons, awaiting_sums, owed_by_pair
from retrocession.queries.contract_rates import Agreed, contract_rates
from retrocession.queries.pointage import first_gap_unexplained
from retrocession.queries.totals import received_by_doctor, totals_by_doctor
from retrocession.rules.closing import STATE_LABELS, State, Step, can_step, has_reached, target
from retrocession.rules.own_rate import OwnRate, rates_read
from retrocession.rules.pairs import adjustments_of_statements
from retrocession.rules.rate import applicable_rate
from retrocession.rules.received import Base
from retrocession.rules.roles import BILLING_ROLES, Treatment, treatment
from retrocession.rules.settlement import Received, Settlement, Totals, settle

#: The médecin remplacé is reminded so long after the verification, until the month is approved.
REMINDERS = (timedelta(days=2), timedelta(days=5))


class ClosingRefused(Exception):
    """The step cannot be taken; `message` says in French what must come first."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NothingToClose(ClosingRefused):
    """The month has no médecin remplacé, or nothing to settle yet."""


def lock_month(month: date) -> MonthClosing:
    """The closing of `month` in the current practice, made when it is not there, locked to the end of the
    transaction. Whatever changes a month's receipts, designation or state holds this lock."""
    MonthClosing.objects.bulk_create([MonthClosing(month=month)], ignore_conflicts=True)
    locked = MonthClosing.objects.select_for_update(of=("self",)).select_related("titulaire__person")
    return locked.get(month=month)


def prepare_month(*, month: date, by: Membership | None, at: datetime) -> MonthClosing:
    """Compute the draft of each locum's statement; again, as long as the month is not verified.

    Raises `NothingToClose` without a designation, or with neither receipts nor adjustments; `ClosingRefused`,
    `RoleRefused`.
    """
    month = first_of_month(month)
    closing = lock_month(month)
    designation = Designation.objects.select_related("titulaire__person").filter(month=month).first()
    require_verification(by, titulaire=designation and designation.titulaire)
    if has_reached(State(closing.state), State.VERIFIED):
        return closing
    if designation is None:
        raise NothingToClose(
            f"{name_of(month)} n’a pas de médecin remplacé. Désignez-le avant de préparer le mois."
        )
    settlements = settle_month(month, designation.titulaire)
    known = drafts_by_pair(closing)
    if closing.state == State.PREPARED and is_current(settlements, known):
        return closing
    if known:
        closing.drafts.all().delete()
    Draft.objects.bulk_create(
        Draft(closing=closing, **pair._asdict(), **figures_of(settlement))
        for pair, settlement in settlements.items()
    )
    closing.titulaire = designation.titulaire
    return advance(closing, Step.PREPARE, by=by, at=at, statements=len(settlements))


def verify_month(*, month: date, by: Membership | None, at: datetime) -> MonthClosing:
    """The accounts are right: receipts and drafts of the month agree with the till and the bank."""
    closing = lock_month(first_of_month(month))
    require_verification(by, titulaire=closing.titulaire)
    if has_reached(State(closing.state), State.VERIFIED):
        return closing
    refuse_unless(closing, Step.VERIFY)
    refuse_stale(closing)
    _refuse_gaps(closing)
    advance(closing, Step.VERIFY, by=by, at=at)
    for number, (delay, following) in enumerate(zip_longest(REMINDERS, REMINDERS[1:])):
        enqueue(
            "remind_approval",
            key=f"remind_approval:{closing.pk}:{at:%Y%m%dT%H%M%S}:{number}",
            due_at=at + delay,
            month=f"{closing.month:%Y-%m}",
            verified_at=at.isoformat(),
            until=(at + following).isoformat() if following else None,
        )
    return closing


def send_back(*, month: date, reason: str, by: Membership | None, at: datetime) -> MonthClosing:
    """Give the month back to the secretary, with the reason; nothing is issued yet."""
    closing = lock_month(first_of_month(month))
    require_approval(by, titulaire=closing.titulaire)
    if closing.state == State.PREPARED:
        return closing
    reason = " ".join(reason.split())
    if not reason:
        raise ClosingRefused("Dites à la secrétaire ce qui est à revoir.")
    refuse_unless(closing, Step.SEND_BACK)
    closing.sent_back_at, closing.sent_back_by, closing.sent_back_reason = at, by, reason[:300]
    closing.verified_at = closing.verified_by = closing.approved_at = closing.approved_by = None
    return advance(closing, Step.SEND_BACK, by=by, at=at)


def approve_month(*, month: date, by: Membership | None, at: datetime) -> MonthClosing:
    """The médecin remplacé agrees with the amounts. The page asks for their password first."""
    closing = lock_month(first_of_month(month))
    require_approval(by, titulaire=closing.titulaire)
    if has_reached(State(closing.state), State.APPROVED):
        return closing
    refuse_unless(closing, Step.APPROVE)
    refuse_stale(closing)
    return advance(closing, Step.APPROVE, by=by, at=at)


def settle_month(month: date, titulaire: Membership) -> dict[Pair, Settlement]:
    """The settlement of `titulaire` with each locum who billed in `month`, by e-mail.

    Then those that hold adjustments and nothing else, with whoever was remplacé in the month they adjust.
    """
    practice = Cabinet.current()
    travel_acts, act_rates = practice.travel_acts, rates_read(practice.act_rates)
    totals = totals_by_doctor(month, travel_acts=travel_acts, act_rates=act_rates)
    waiting = awaiting_sums(month)
    if not totals and not waiting:
        raise NothingToClose(f"{name_of(month)} n’a aucune recette. Importez-les avant de préparer le mois.")
    for doctor in totals:
        if doctor.role not in BILLING_ROLES:
            raise ClosingRefused(
                f"{doctor.display_name} ({doctor.role_label}) a des recettes sans être médecin ni interne."
            )
    billed = [Pair(titulaire, doctor) for doctor in totals if treatment(doctor.role) is Treatment.RETROCEDED]
    adjustments = _adjustments(billed, waiting)
    rates = dict(
        PractitionerProfile.objects.filter(
            membership__in=[pair.remplacant for pair in adjustments]
        ).values_list("membership_id", "retrocession_rate")
    )
    agreed = contract_rates(month)
    bases = {pair: agreed.get(pair.persons, Agreed()).base or base_in(practice, month) for pair in billed}
    on_received = {pair for pair, base in bases.items() if base == Base.PERCU}
    received = received_by_doctor(month, travel_acts=travel_acts, act_rates=act_rates) if on_received else {}
    nothing = Totals()
    return {
        pair: settle(
            totals.get(pair.remplacant, nothing) if pair in billed else nothing,
            applicable_rate(
                practice=practice.retrocession_rate,
                person=rates.get(pair.remplacant.pk),
                contract=agreed.get(pair.persons, Agreed()).rate,
            ),
            adjustments=amount,
            received=received.get(pair.remplacant.pk, Received()) if pair in on_received else None,
        )
        for pair, amount in adjustments.items()
    }


def _adjustments(billed: list[Pair], waiting: Mapping[Pair, Decimal]) -> dict[Pair, Decimal]:
    """What each statement adjusts. A person under two memberships is one party: their first line takes it."""
    named: dict[Persons, Pair] = {}
    for pair in (*billed, *waiting):
        named.setdefault(pair.persons, pair)
    sums: dict[Persons, Decimal] = {}
    for pair, amount in waiting.items():
        sums[pair.persons] = sums.get(pair.persons, ZERO) + amount
    payers = {pair.titulaire.person_id for pair in named.values()}
    due = adjustments_of_statements(
        list({pair.persons: None for pair in billed}),
        adjustments=sums,
        owed={persons: statement.net for persons, statement in owed_by_pair(payers).items()},
    )
    return dict.fromkeys(billed, ZERO) | {named[persons]: amount for persons, amount in due.items()}


def prepare_again(closing: MonthClosing, *, by: Membership | None, at: datetime) -> None:
    """Drafts already computed would miss what just changed."""
    if closing.state != State.PREPARED:
        return
    try:
        prepare_month(month=closing.month, by=by, at=at)
    except NothingToClose:
        closing.drafts.all().delete()


FIGURES = (
    *("days", "acts", "billed", "travel", "base", "rate", "share", "kept", "adjustments", "net"),
    *("own_base", "own_share", "retrocession_base", "awaited"),
)


def figures_of(row: Settlement | Draft) -> dict:
    """The columns of a statement, from a settlement or from a draft."""
    own = [one.as_data() if isinstance(one, OwnRate) else one for one in row.own_rates]
    return {name: getattr(row, name) for name in FIGURES} | {"own_rates": own}


def drafts_by_pair(closing: MonthClosing) -> dict[tuple[Any, Any], Draft]:
    """The drafts by the ids of their titulaire and of their locum."""
    return {(draft.titulaire_id, draft.remplacant_id): draft for draft in closing.drafts.all()}


def is_current(settlements: dict[Pair, Settlement], drafts: Mapping[tuple[Any, Any], Draft]) -> bool:
    """Whether the drafts say what the receipts, the adjustments and the rates say now."""
    now = {
        (pair.titulaire.pk, pair.remplacant.pk): figures_of(settlement)
        for pair, settlement in settlements.items()
    }
    return now == {pair: figures_of(draft) for pair, draft in drafts.items()}


def refuse_stale(closing: MonthClosing) -> None:
    """What is verified, approved or issued is what the receipts say at that moment."""
    if not is_current(settle_month(closing.month, closing.remplace), drafts_by_pair(closing)):
        raise ClosingRefused(
            f"{name_of(closing.month)}\u202f: des recettes, des régularisations ou des taux ont changé depuis"
            " la préparation. Le mois doit être préparé et vérifié de nouveau."
        )


def _refuse_gaps(closing: MonthClosing) -> None:
    """A day whose sheet differs from the receipts needs a word; a day without a sheet stops nothing."""
    if gap := first_gap_unexplained(closing.month):
        raise ClosingRefused(
            f"{name_of(closing.month)}\u202f: un écart attend un commentaire dans le pointage."
            f" {gap.sentence}."
        )


def refuse_unless(closing: MonthClosing, step: Step) -> None:
    """Refuse a step out of order, saying where the month stands."""
    state = State(closing.state)
    if can_step(state, step):
        return
    if has_reached(state, target(step)):
        raise ClosingRefused(f"{name_of(closing.month)} est déjà {STATE_LABELS[state].lower()}.")
    before = next(earlier for earlier in State if can_step(earlier, step))
    raise ClosingRefused(
        f"{name_of(closing.month)} doit d’abord être {STATE_LABELS[before].lower()}"
        f" (pour l’instant\u202f: {STATE_LABELS[state].lower()})."
    )


def name_of(month: date) -> str:
    """« Octobre 2026 »."""
    return sentence(month_text(month))


#: Which columns say who took a step, and when.
TRACES = {
    Step.PREPARE: "prepared",
    Step.VERIFY: "verified",
    Step.APPROVE: "approved",
    Step.ISSUE: "issued",
    Step.PAY: "paid",
}


def advance(
    closing: MonthClosing, step: Step, *, by: Membership | None, at: datetime, **details: object
) -> MonthClosing:
    """Write the step, who took it and when."""
    if step in TRACES:
        setattr(closing, f"{TRACES[step]}_at", at)
        setattr(closing, f"{TRACES[step]}_by", by)
    closing.state = target(step)
    closing.save()
    audit.record(f"{step}_month", closing, by=by, at=at, month=f"{closing.month:%Y-%m}", **details)
    return closing
