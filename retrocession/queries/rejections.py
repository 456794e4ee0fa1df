"""Refusals put beside the lines they refuse: which become adjustments, which are known, which are wrong."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from cabinet import text
from cabinet.money import ZERO
from cabinet.reading.values import shown
from retrocession.models import Adjustment, ReceiptLine, Statement
from retrocession.queries.bases import base_in
from retrocession.queries.frozen_lists import lists_of
from retrocession.queries.matching import Matched, Matching, Noted
from retrocession.queries.refusal_ledger import Group, Ledger, digest
from retrocession.reading import LineError
from retrocession.reading.rejections import LABELS, Rejection, check_rejections
from retrocession.reading.returns import Row
from retrocession.reading.tally import LineWarning
from retrocession.rules.adjustment import adjusted_rate, adjustment, left_to_reject
from retrocession.rules.received import THIRD_PARTY, Base
from retrocession.rules.roles import Treatment, treatment


def match_rejections(rows: Iterable[Row], *, month: date) -> Matching:
    """What the statements of `month` would carry; the same number of SQL statements whatever the file."""
    checked = check_rejections(rows)
    found = Matching(month=month, lines=len(checked))
    rejections = [one for one in checked if isinstance(one, Rejection)]
    for one in checked:
        if not isinstance(one, Rejection):
            found.errors += one
    ledger = Ledger({one.invoice for one in rejections}, month=month)
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


def _match(rejection: Rejection, ledger: Ledger, found: Matching) -> None:
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
    frozen = lists_of(origin)
    rate = adjusted_rate(origin.rate, act=rejection.act, **frozen)
    if known is not None:
        found.matched.append(
            Matched(rejection, line, origin, known.amount, known.rate, known.share, key, known)
        )
        return
    amount = -rejection.amount
    if origin.retrocession_base == Base.PERCU:
        amount = -ledger.received.taken_back(line, rejection.amount, on=rejection.on)
        if not amount:
            found.noted.append(Noted(rejection, line, key, is_known=False))
            return
        ledger.received.add(line, rejection.on, amount)
    ledger.adjusted.setdefault(_group(origin, rejection), []).append(-amount)
    share = adjustment(amount, origin.rate, act=rejection.act, **frozen)
    found.matched.append(Matched(rejection, line, origin, amount, rate, share, key))


def _noted(rejection: Rejection, lines: Sequence[ReceiptLine], ledger: Ledger, key: bytes) -> Noted | None:
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
    if ledger.received.taken_back(line, rejection.amount, on=rejection.on):
        raise Wrong(
            f"Ce tiers payant est noté payé, et compte dans {text.month(line.month)} qui n’est pas émis."
            " Annulez d’abord ce paiement dans «\u00a0Tiers payant\u00a0».",
            "facture",
        )
    return Noted(rejection, line, key, is_known=False)


def _lines_of(rejection: Rejection, ledger: Ledger) -> Sequence[ReceiptLine]:
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


def _occurrence(rejection: Rejection, lines: Sequence[ReceiptLine], ledger: Ledger) -> tuple[int, bool]:
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
    rejection: Rejection, lines: Sequence[ReceiptLine], ledger: Ledger, known: Adjustment | None
) -> tuple[ReceiptLine, Statement]:
    """The line, and the statement that gave its share. Of several, that of the very amount comes first."""
    if known is not None:
        line = next(line for line in lines if line.pk == known.line_id)
        origin = ledger.origin_of(line)
        assert origin is not None, "an adjustment is tied to a line that was issued"
        return line, origin
    origin, own = _with_enough_left(rejection, _given(rejection, lines, ledger), lines, ledger)
    return min(own, key=lambda line: (line.amount != rejection.amount, -line.amount, line.line)), origin


Given = tuple[Statement, list[ReceiptLine]]


def _given(rejection: Rejection, lines: Sequence[ReceiptLine], ledger: Ledger) -> list[Given]:
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


def _left_on(
    origin: Statement,
    own: Sequence[ReceiptLine],
    lines: Sequence[ReceiptLine],
    rejection: Rejection,
    ledger: Ledger,
) -> Decimal:
    """What can be refused of an act on a statement: no more than is left of it in all the doctor's months.

    An act cancelled in a later month has been taken back there.
    """
    person = origin.remplacant.person_id
    theirs = [line for line in lines if line.doctor.person_id == person]
    origins = {found.pk: found for line in theirs if (found := ledger.origin_of(line))}
    refused = {pk: ledger.adjusted.get(_group(found, rejection), []) for pk, found in origins.items()}
    return min(
        left_to_reject(sum((line.amount for line in own), ZERO), refused[origin.pk]),
        left_to_reject(
            sum((line.amount for line in theirs), ZERO),
            [amount for amounts in refused.values() for amount in amounts],
        ),
    )


def _with_enough_left(
    rejection: Rejection, given: list[Given], lines: Sequence[ReceiptLine], ledger: Ledger
) -> Given:
    """The one statement on which so much can still be refused of this act of this invoice."""
    left = [_left_on(origin, own, lines, rejection, ledger) for origin, own in given]
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
