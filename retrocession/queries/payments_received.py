"""Payments put beside the lines that await them: what each changes, what is known, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from cabinet import text
from cabinet.clock import next_month
from cabinet.models import Cabinet
from cabinet.money import ZERO
from retrocession.models import Contract, MonthClosing, PayerReturn, ReceiptLine, Statement
from retrocession.models.contract import WITHOUT_EFFECT
from retrocession.queries.bases import base_in
from retrocession.queries.frozen_lists import lists_of, with_lists
from retrocession.queries.received import Group, ReceivedOf, due_of, group_of
from retrocession.queries.refusal_ledger import digest
from retrocession.queries.rejections import Wrong, lines_named
from retrocession.reading import LineError
from retrocession.reading.lines import Occurrences
from retrocession.reading.payments import LABELS, Payment
from retrocession.reading.tally import LineWarning
from retrocession.rules.adjustment import adjusted_rate, adjustment
from retrocession.rules.closing import State, has_reached
from retrocession.rules.received import THIRD_PARTY, Base, can_be_paid, left_to_pay
from retrocession.rules.roles import Treatment, treatment


@dataclass(frozen=True)
class MatchedPayment:
    """A payment and its line. Without `origin` it counts in the line's own month, which is open; with it, it
    is an adjustment of that statement. `known` when it was already recorded."""

    payment: Payment
    line: ReceiptLine
    origin: Statement | None
    rate: Decimal | None
    share: Decimal | None
    key: bytes
    known: PayerReturn | None = None


@dataclass
class PaymentMatching:
    """Payments put beside the receipts: `lines` of them, of which `repeats` are there twice."""

    month: date
    lines: int = 0
    repeats: int = 0
    matched: list[MatchedPayment] = field(default_factory=list)
    left_out: list[LineWarning] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def new(self) -> list[MatchedPayment]:
        return [one for one in self.matched if one.known is None]

    @property
    def duplicates(self) -> int:
        return self.repeats + len(self.matched) - len(self.new)

    @property
    def wrong(self) -> int:
        return len({error.line for error in self.errors})


class _LeftOut(Exception):
    """Why a payment is not for this month's statements, without being wrong."""


def match_payments(
    checked: Iterable[Payment | list[LineError]],
    *,
    month: date,
    groups: Mapping[int, Group] | None = None,
) -> PaymentMatching:
    """What these payments change in the statements of `month`; a constant number of SQL statements.

    `groups`, by line, names the very lines when they were pointed at on the screen.
    """
    found = PaymentMatching(month=month)
    payments: list[Payment] = []
    for one in checked:
        found.lines += 1
        if isinstance(one, Payment):
            payments.append(one)
        else:
            found.errors += one
    ledger = _Ledger({one.invoice for one in payments}, month=month)
    for payment in payments:
        try:
            _match(payment, ledger, found, only=(groups or {}).get(payment.line))
        except Wrong as wrong:
            column = LABELS[wrong.column] if wrong.column else ""
            found.errors.append(LineError(payment.line, column, str(wrong)))
        except _LeftOut as left:
            found.left_out.append(LineWarning(payment.line, LABELS["facture"], str(left)))
    found.errors.sort(key=lambda error: error.line)
    return found


class _Ledger:
    """The lines of these invoices, the statements that hold them, and what was received of them."""

    def __init__(self, invoices: set[str], *, month: date) -> None:
        self.month = month
        self.practice = Cabinet.current()
        self.by_invoice: dict[str, list[ReceiptLine]] = {}
        lines = list(ReceiptLine.objects.filter(invoice__in=invoices).select_related("doctor__person"))
        for line in lines:
            self.by_invoice.setdefault(line.invoice, []).append(line)
        months = {line.month for line in lines}
        self.states = dict(MonthClosing.objects.filter(month__in=months).values_list("month", "state"))
        self.statements = {
            (one.month, one.remplacant_id): one
            for one in with_lists(
                Statement.objects.filter(month__in=months, titulaire__person=F("closing__titulaire__person"))
            )
            .select_related("titulaire__person", "remplacant__person")
            .defer("detail", "signatures", "payer", "payee")
        }
        self.percu_agreed = set(
            Contract.objects.filter(month__in=months, base=Base.PERCU)
            .exclude(state__in=WITHOUT_EFFECT)
            .values_list("month", flat=True)
        )
        self.received = ReceivedOf(lines)
        self.occurrences = Occurrences()

    def state(self, month: date) -> State:
        return State(self.states.get(month, State.OPEN))

    def origin_of(self, group: Group) -> Any | None:
        if not has_reached(self.state(group.month), State.ISSUED):
            return None
        return self.statements.get((group.month, group.doctor))

    def is_on_received(self, group: Group) -> bool:
        """Whether what this group's lines await changes anything."""
        if origin := self.origin_of(group):
            return bool(origin.retrocession_base == Base.PERCU)
        return base_in(self.practice, group.month) == Base.PERCU or group.month in self.percu_agreed

    def key_of(self, payment: Payment, occurrence: int) -> bytes:
        """The same payment has the same key in each file. Withdrawn, it may come again, under another."""
        said = (payment.invoice, payment.act, payment.amount, payment.on, occurrence)
        attempt = 0
        while (key := digest("payment", *said, attempt)) in self.received.withdrawn:
            attempt += 1
        return key


def _match(payment: Payment, ledger: _Ledger, found: PaymentMatching, *, only: Group | None) -> None:
    lines = lines_named(payment.invoice, payment.act, ledger.by_invoice)
    if only:
        lines = [line for line in lines if group_of(line) == only]
    retroceded = [line for line in lines if treatment(line.doctor.role) is Treatment.RETROCEDED]
    if not retroceded:
        whose = lines[0].doctor
        raise _LeftOut(
            f"Facture {payment.invoice}, acte {payment.act}\u202f: c’est une recette de {whose.display_name}"
            f" ({whose.role_label}), hors rétrocession."
        )
    awaiting = [line for line in retroceded if line.mode == THIRD_PARTY]
    if not awaiting:
        raise Wrong(
            f"Cet acte n’attend pas de tiers payant\u202f: réglé en {retroceded[0].get_mode_display()}.",
            "acte",
        )
    shared = [line for line in awaiting if ledger.is_on_received(group_of(line))]
    if not shared:
        raise _LeftOut(
            f"Facture {payment.invoice}, acte {payment.act}\u202f: {text.month(awaiting[0].month)} est sur la"
            " base de ce qui est facturé, cet acte y est déjà compté."
        )
    occurrence, repeated = _occurrence(payment, shared, ledger)
    key = ledger.key_of(payment, occurrence)
    if repeated:
        found.repeats += 1
        return
    known = ledger.received.known.get(key)
    if known is not None:
        line = next(line for line in shared if line.pk == known.line_id)
        origin = ledger.origin_of(group_of(line))
        taken = known.adjustment
        rate, share = (taken.rate, taken.share) if taken else (None, None)
        found.matched.append(MatchedPayment(payment, line, origin, rate, share, key, known))
        return
    group, line = _line_paid(payment, _in_time(payment, shared, ledger), ledger)
    ledger.received.add(line, payment.on, payment.amount)
    origin = ledger.origin_of(group)
    rate = share = None
    if origin is not None:
        frozen = lists_of(origin)
        rate = adjusted_rate(origin.rate, act=payment.act, **frozen)
        share = adjustment(payment.amount, origin.rate, act=payment.act, **frozen)
    found.matched.append(MatchedPayment(payment, line, origin, rate, share, key))


def _occurrence(payment: Payment, lines: list[ReceiptLine], ledger: _Ledger) -> tuple[int, bool]:
    """The same words twice are one payment, unless as many dues, or parts of one, have that amount."""
    parts = [part for line in lines for part in {due_of(line): 1, line.amo: 1, line.amc: 1}]
    alike = sum(part == payment.amount for part in parts)
    base = digest(payment.invoice, payment.act, payment.amount, payment.on)
    for copy in range(max(alike, 1)):
        occurrence, repeated = ledger.occurrences.place(base, copy)
        if not repeated:
            return occurrence, False
    return occurrence, True


def _in_time(payment: Payment, lines: list[ReceiptLine], ledger: _Ledger) -> list[ReceiptLine]:
    """The lines that such a date can pay, in this month's statements or in their own month's."""
    before = [line for line in lines if line.on <= payment.on]
    if not before:
        on = min(line.on for line in lines)
        raise Wrong(f"Ce paiement est daté du {payment.on:%d/%m/%Y}, avant l’acte ({on:%d/%m/%Y}).", "date")
    if payment.on >= next_month(ledger.month):
        raise _LeftOut(
            f"Facture {payment.invoice}, acte {payment.act}\u202f: ce paiement est du {payment.on:%d/%m/%Y}."
            f" Reprenez ce fichier pour les relevés {text.of_month(payment.on.replace(day=1))}."
        )
    ready = [line for line in before if _is_ready(payment, line, ledger)]
    if not ready:
        month = before[0].month
        raise _LeftOut(
            f"Facture {payment.invoice}, acte {payment.act}\u202f: les relevés {text.of_month(month)} ne sont"
            f" pas encore émis. Reprenez ce paiement du {payment.on:%d/%m/%Y} quand ils le seront."
        )
    return ready


def _is_ready(payment: Payment, line: ReceiptLine, ledger: _Ledger) -> bool:
    """Issued before the month that carries; or still open, and paid within its own month."""
    state = ledger.state(line.month)
    if has_reached(state, State.ISSUED):
        return line.month < ledger.month
    return not has_reached(state, State.VERIFIED) and payment.on < next_month(line.month)


def _line_paid(payment: Payment, lines: list[ReceiptLine], ledger: _Ledger) -> tuple[Group, ReceiptLine]:
    """The one group that awaits so much, and the line of it whose due is that amount, or the largest."""
    groups: dict[Group, list[ReceiptLine]] = {}
    for line in lines:
        groups.setdefault(group_of(line), []).append(line)
    dues = {group: sum((due_of(line) for line in own), ZERO) for group, own in groups.items()}
    fitting = [
        group
        for group, due in dues.items()
        if can_be_paid(payment.amount, due=due, received=ledger.received.of(group))
    ]
    if not fitting:
        left = max(left_to_pay(due, ledger.received.of(group)) for group, due in dues.items())
        if not left and any(ledger.received.has_paid(group, payment.amount) for group in groups):
            raise _LeftOut(
                f"Facture {payment.invoice}, acte {payment.act}\u202f: ces {text.amount(payment.amount)} sont"
                " déjà notés payés, à une autre date."
            )
        raise Wrong(
            f"{text.amount(payment.amount)} payés, mais il reste {text.amount(left)} à recevoir sur cet acte."
            if left > 0
            else "Cet acte est déjà entièrement payé ou annulé.",
            "montant",
        )
    exact = [group for group in fitting if any(due_of(line) == payment.amount for line in groups[group])]
    chosen = exact if len(exact) == 1 else fitting
    if len(chosen) > 1:
        names = " et ".join(
            f"{groups[group][0].doctor.display_name}, {text.month(group.month)}" for group in chosen
        )
        raise Wrong(
            f"Plusieurs mois ont cette facture et cet acte ({names}). Cochez la bonne ligne dans la liste.",
            "facture",
        )
    own = groups[chosen[0]]
    return chosen[0], min(own, key=lambda one: (due_of(one) != payment.amount, -due_of(one), one.line))


def on_received(practice: Cabinet) -> Q:
    """The lines of locums that are, or will be, on the base of what is received."""
    statements = Statement.objects.filter(month=OuterRef("month"), remplacant=OuterRef("doctor"))
    issued = Exists(statements)
    agreed = Contract.objects.filter(
        month=OuterRef("month"), remplacant__person=OuterRef("doctor__person"), base=Base.PERCU
    ).exclude(state__in=WITHOUT_EFFECT)
    since, now = practice.retrocession_base_since, practice.retrocession_base
    if since is None:
        months = Q(pk__isnull=now != Base.PERCU)
    else:
        months = Q(month__gte=since) if now == Base.PERCU else Q(month__lt=since)
    return Q(Exists(statements.filter(retrocession_base=Base.PERCU))) | ~Q(issued) & (
        months | Q(Exists(agreed))
    )
