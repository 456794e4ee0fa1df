"""Refusals put beside the lines they refuse: which become adjustments, which are known, which are wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef

from cabinet import text
from cabinet.models import Cabinet
from cabinet.money import ZERO
from cabinet.reading.values import shown
from retrocession.models import Adjustment, AdjustmentOutcome, MonthClosing, ReceiptLine, Statement
from retrocession.queries.bases import base_in
from retrocession.queries.received import ReceivedOf
from retrocession.reading import LineError
from retrocession.reading.lines import KEY_BYTES, Occurrences
from retrocession.reading.rejections import LABELS, Rejection, check_rejections
from retrocession.reading.returns import Row
from retrocession.reading.tally import LineWarning
from retrocession.rules.adjustment import adjusted_rate, adjustment, left_to_reject
from retrocession.rules.closing import State, has_reached
from retrocession.rules.own_rate import rates_read
from retrocession.rules.received import THIRD_PARTY, Base, taken_back
from retrocession.rules.roles import Treatment, treatment

#: The lines of one act of one invoice on one statement: what a caisse refuses, whole or in part.
Group = tuple[UUID, str, str]


@dataclass(frozen=True)
class Matched:
    """A refusal and the line it takes back; `known` when it was already recorded. `share` is negative."""

    rejection: Rejection
    line: ReceiptLine
    origin: Statement
    amount: Decimal
    rate: Decimal
    share: Decimal
    key: bytes
    known: Adjustment | None = None

    @property
    def is_on_received(self) -> bool:
        """Whether the line is awaited again, its base being what is received."""
        return self.origin.retrocession_base == Base.PERCU


@dataclass(frozen=True)
class Noted:
    """A refusal of a line that nobody had paid, on the base « perçu »: nothing to take back."""

    rejection: Rejection
    line: ReceiptLine
    key: bytes
    is_known: bool

    @property
    def warning(self) -> LineWarning:
        one = self.rejection
        return LineWarning(
            one.line,
            LABELS["facture"],
            f"Ligne {one.line}, facture {one.invoice}, acte {one.act}\u202f: ce tiers payant n’avait pas été"
            " reçu, rien n’est à reprendre. Il reste attendu.",
        )


@dataclass
class Matching:
    """A file put beside the receipts: `lines` of it, of which `repeats` are in it twice."""

    month: date
    lines: int = 0
    repeats: int = 0
    matched: list[Matched] = field(default_factory=list)
    noted: list[Noted] = field(default_factory=list)
    excluded: list[LineWarning] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)

    @property
    def new(self) -> list[Matched]:
        return [one for one in self.matched if one.known is None]

    @property
    def newly_noted(self) -> list[Noted]:
        return [one for one in self.noted if not one.is_known]

    @property
    def written(self) -> int:
        return len(self.new) + len(self.newly_noted)

    @property
    def duplicates(self) -> int:
        return self.repeats + len(self.matched) + len(self.noted) - self.written

    @property
    def wrong(self) -> int:
        return len({error.line for error in self.errors})


def match_rejections(rows: Iterable[Row], *, month: date) -> Matching:
    """What the statements of `month` would carry; the same number of SQL statements whatever the file."""
    checked = check_rejections(rows)
    found = Matching(month=month, lines=len(checked))
    rejections = [one for one in checked if isinstance(one, Rejection)]
    for one in checked:
        if not isinstance(one, Rejection):
            found.errors += one
    ledger = _Ledger({one.invoice for one in rejections}, month=month)
    for rejection in rejections:
        try:
            _match(rejection, ledger, found)
        except Wrong as wrong:
            found.errors.append(
                LineError(rejection.line, LABELS[wrong.column] if wrong.column else "", str(wrong))
            )
    found.errors.sort(key=lambda error: error.line)
    return found


class Wrong(Exception):
    """Why a refusal cannot be taken, and in which column."""

    def __init__(self, message: str, column: str = "") -> None:
        super().__init__(message)
        self.column = column


class _Ledger:
    """The lines of the invoices of a file, the statements that hold them, and what already adjusts them."""

    def __init__(self, invoices: set[str], *, month: date) -> None:
        self.month = month
        self.practice = Cabinet.current()
        self.travel_acts = self.practice.travel_acts
        self.by_invoice: dict[str, list[ReceiptLine]] = {}
        for line in ReceiptLine.objects.filter(invoice__in=invoices).select_related("doctor__person"):
            self.by_invoice.setdefault(line.invoice, []).append(line)
        lines = [line for own in self.by_invoice.values() for line in own]
        months = {line.month for line in lines}
        self.states = dict(MonthClosing.objects.filter(month__in=months).values_list("month", "state"))
        self.statements = {
            (statement.month, statement.remplacant_id): statement
            for statement in Statement.objects.filter(
                month__in=months,
                remplacant__in={line.doctor_id for line in lines},
                titulaire__person=F("closing__titulaire__person"),
            )
            .select_related("titulaire__person", "remplacant__person")
            .defer("detail", "signatures", "payer", "payee")
            .annotate(rates_frozen=F("detail__act_rates"))
        }
        self.known: dict[bytes, Adjustment] = {}
        self.withdrawn: set[bytes] = set()
        self.late: set[str] = set()
        self.adjusted: dict[Group, list[Decimal]] = {}
        self.received = ReceivedOf(lines)
        self.occurrences = Occurrences()
        withdrawn = AdjustmentOutcome.objects.filter(adjustment=OuterRef("pk"), withdrawn_at__isnull=False)
        for one in Adjustment.objects.filter(invoice__in=invoices).annotate(is_withdrawn=Exists(withdrawn)):
            self._take(one)

    def _take(self, one: Any) -> None:
        key = bytes(one.key)
        if one.is_withdrawn:
            self.withdrawn.add(key)
            return
        self.known[key] = one
        if one.kind == Adjustment.Kind.LATE_LINE:
            self.late.add(one.invoice)
        if one.origin_id and one.kind != Adjustment.Kind.PAYMENT:
            self.adjusted.setdefault((one.origin_id, one.invoice, one.act), []).append(-one.amount)

    def is_issued(self, month: date) -> bool:
        return has_reached(State(self.states.get(month, State.OPEN)), State.ISSUED)

    def origin_of(self, line: ReceiptLine) -> Statement | None:
        return self.statements.get((line.month, line.doctor_id)) if self.is_issued(line.month) else None

    def act_rates_of(self, origin: Any) -> dict[str, Decimal]:
        """As `Statement.act_rates`, without its detail."""
        return rates_read(origin.rates_frozen or {})

    def key_of(self, rejection: Rejection, occurrence: int) -> bytes:
        """The same refusal has the same key in each file. Withdrawn, it may come again, under another."""
        said = (rejection.invoice, rejection.act, rejection.amount, rejection.on, occurrence)
        attempt = 0
        while (key := digest("rejection", *said, attempt)) in self.withdrawn | self.received.withdrawn:
            attempt += 1
        return key


def digest(*said: object) -> bytes:
    """What makes an adjustment the same one."""
    return blake2b("\x1f".join(map(str, said)).encode(), digest_size=KEY_BYTES).digest()


def _match(rejection: Rejection, ledger: _Ledger, found: Matching) -> None:
    lines = _lines_of(rejection, ledger)
    retroceded = [line for line in lines if treatment(line.doctor.role) is Treatment.RETROCEDED]
    if not retroceded:
        found.excluded.append(_excluded(rejection, lines[0]))
        return
    occurrence, repeated = _occurrence(rejection, retroceded, ledger)
    key = ledger.key_of(rejection, occurrence)
    if repeated:
        found.repeats += 1
        return
    known = ledger.known.get(key)
    if known is None and (noted := _noted(rejection, retroceded, ledger, key)):
        found.noted.append(noted)
        return
    line, origin = _line_refused(rejection, retroceded, ledger, known)
    frozen = ledger.act_rates_of(origin)
    rate = adjusted_rate(origin.rate, act=rejection.act, travel_acts=ledger.travel_acts, act_rates=frozen)
    if known is not None:
        found.matched.append(
            Matched(rejection, line, origin, known.amount, known.rate, known.share, key, known)
        )
        return
    amount = -rejection.amount
    if origin.retrocession_base == Base.PERCU:
        amount = -taken_back(rejection.amount, received=ledger.received.on(line, rejection.on))
        if not amount:
            found.noted.append(Noted(rejection, line, key, is_known=False))
            return
        ledger.received.add(line, rejection.on, amount)
    ledger.adjusted.setdefault(_group(origin, rejection), []).append(-amount)
    share = adjustment(
        amount, origin.rate, act=rejection.act, travel_acts=ledger.travel_acts, act_rates=frozen
    )
    found.matched.append(Matched(rejection, line, origin, amount, rate, share, key))


def _noted(rejection: Rejection, lines: Sequence[ReceiptLine], ledger: _Ledger, key: bytes) -> Noted | None:
    """A refusal already noted; or one of a month still open, on the base « perçu », that nothing paid yet."""
    known = ledger.received.noted.get(key)
    if known is not None:
        line = next(line for line in lines if line.pk == known.line_id)
        return Noted(rejection, line, key, is_known=True)
    waiting = [line for line in lines if line.mode == THIRD_PARTY and line.on <= rejection.on]
    if not waiting or any(ledger.is_issued(line.month) for line in lines):
        return None
    line = max(waiting, key=lambda one: (one.amount == rejection.amount, one.amount))
    if base_in(ledger.practice, line.month) != Base.PERCU:
        return None
    if ledger.received.on(line, rejection.on):
        raise Wrong(
            f"Ce tiers payant est noté payé, et compte dans {text.month(line.month)} qui n’est pas émis."
            " Annulez d’abord ce paiement dans «\u00a0Tiers payant\u00a0».",
            "facture",
        )
    return Noted(rejection, line, key, is_known=False)


def _lines_of(rejection: Rejection, ledger: _Ledger) -> Sequence[ReceiptLine]:
    if rejection.invoice not in ledger.by_invoice and rejection.invoice in ledger.late:
        raise Wrong(
            f"La facture {shown(rejection.invoice)} est une ligne tardive. Enregistrez ce rejet comme une"
            " correction.",
            "facture",
        )
    return lines_named(rejection.invoice, rejection.act, ledger.by_invoice)


def lines_named(
    invoice: str, act: str, by_invoice: Mapping[str, Sequence[ReceiptLine]]
) -> Sequence[ReceiptLine]:
    """The lines of that act on that invoice. Raises `Wrong`, saying what the invoice holds."""
    if invoice not in by_invoice:
        raise Wrong(
            f"Facture inconnue\u202f: {shown(invoice)}. Vérifiez le numéro, ou retirez la ligne si"
            " c’est celle d’un autre cabinet.",
            "facture",
        )
    lines = [line for line in by_invoice[invoice] if line.act == act]
    if not lines:
        acts = ", ".join(sorted({line.act for line in by_invoice[invoice]}))
        raise Wrong(
            f"La facture {invoice} ne porte pas l’acte {shown(act)}. Elle porte\u202f: {acts}.", "acte"
        )
    return lines


def _excluded(rejection: Rejection, line: ReceiptLine) -> LineWarning:
    doctor = line.doctor
    whose = f"{doctor.display_name} ({doctor.role_label})"
    return LineWarning(
        rejection.line,
        LABELS["facture"],
        f"Ligne {rejection.line}, facture {rejection.invoice}, acte {rejection.act}\u202f: c’est une recette"
        f" de {whose}, hors rétrocession. Aucune régularisation.",
    )


def _occurrence(rejection: Rejection, lines: Sequence[ReceiptLine], ledger: _Ledger) -> tuple[int, bool]:
    """The same words twice are one refusal, unless the invoice has the act as many times for that amount."""
    alike = sum(line.amount == rejection.amount for line in lines)
    base = digest(rejection.invoice, rejection.act, rejection.amount, rejection.on)
    for copy in range(max(alike, 1)):
        occurrence, repeated = ledger.occurrences.place(base, (rejection.reason, copy))
        if not repeated:
            return occurrence, False
    return occurrence, True


def _group(origin: Statement, rejection: Rejection) -> Group:
    return origin.pk, rejection.invoice, rejection.act


def _line_refused(
    rejection: Rejection, lines: Sequence[ReceiptLine], ledger: _Ledger, known: Adjustment | None
) -> tuple[ReceiptLine, Statement]:
    """The line, and the statement that gave its share. Of several, that of the very amount comes first."""
    if known is not None:
        line = next(line for line in lines if line.pk == known.line_id)
        origin = ledger.origin_of(line)
        assert origin is not None, "an adjustment is tied to a line that was issued"
        return line, origin
    origin, own = _with_enough_left(rejection, _given(rejection, lines, ledger), ledger)
    return min(own, key=lambda line: (line.amount != rejection.amount, -line.amount, line.line)), origin


Given = tuple[Statement, list[ReceiptLine]]


def _given(rejection: Rejection, lines: Sequence[ReceiptLine], ledger: _Ledger) -> list[Given]:
    """The earlier statements that gave a share of these lines before they were refused, with the lines."""
    issued: dict[UUID, Given] = {}
    for line in lines:
        if origin := ledger.origin_of(line):
            issued.setdefault(origin.pk, (origin, []))[1].append(line)
    month = text.of_month(lines[0].month)
    if not issued:
        raise Wrong(
            f"Cette recette est {month}, dont les relevés ne sont pas encore émis."
            " Corrigez-la ou retirez-la des recettes du mois avant l’émission.",
            "facture",
        )
    earlier = [given for given in issued.values() if given[0].month < ledger.month]
    if not earlier:
        raise Wrong(
            f"Cette recette est {month}\u202f: un relevé {text.of_month(ledger.month)} ne peut pas la"
            " régulariser.",
            "facture",
        )
    before = [given for given in earlier if any(line.on <= rejection.on for line in given[1])]
    if not before:
        on = min(line.on for _, own in earlier for line in own)
        raise Wrong(f"Ce rejet est daté du {rejection.on:%d/%m/%Y}, avant l’acte ({on:%d/%m/%Y}).", "date")
    return before


def _with_enough_left(rejection: Rejection, given: list[Given], ledger: _Ledger) -> Given:
    """The one statement on which so much can still be refused of this act of this invoice."""
    left = [
        left_to_reject(
            sum((line.amount for line in own), ZERO), ledger.adjusted.get(_group(origin, rejection), [])
        )
        for origin, own in given
    ]
    enough = [one for one, amount in zip(given, left, strict=True) if amount >= rejection.amount]
    if not enough:
        most = max(left)
        raise Wrong(
            f"{text.amount(rejection.amount)} rejetés, mais il reste {text.amount(most)} à rejeter sur cet"
            " acte."
            if most
            else "Cet acte est déjà entièrement rejeté ou annulé.",
            "montant",
        )
    exact = [one for one in enough if any(line.amount == rejection.amount for line in one[1])]
    chosen = exact if len(exact) == 1 else enough
    if len(chosen) > 1:
        names = " et ".join(
            f"{origin.remplacant.display_name}, {text.month(origin.month)}" for origin, _ in chosen
        )
        raise Wrong(
            f"Plusieurs relevés ont cette facture et cet acte ({names}). Enregistrez ce rejet comme une"
            " correction du bon relevé.",
            "facture",
        )
    return chosen[0]
