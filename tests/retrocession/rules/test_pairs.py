"""On whose statement adjustments go; and years of months in which no euro appears or disappears."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cabinet.money import ZERO
from retrocession.rules.acts import is_travel
from retrocession.rules.adjustment import adjusted_rate, adjustment, left_to_reject, total
from retrocession.rules.pairs import adjustments_of_statements
from retrocession.rules.settlement import Settlement, Totals, carried_forward, settle, transferable

D = Decimal


def test_pair_with_lines_or_adjustments_has_a_statement_and_takes_over_its_debt():
    assert adjustments_of_statements(
        [("T", "A"), ("T", "B")],
        adjustments={("T", "B"): D("-5.00"), ("U", "A"): D("12.00")},
        owed={
            ("T", "A"): D("-3.00"),
            ("T", "B"): D("-1.00"),
            ("U", "A"): D("-2.00"),
            ("U", "B"): D("-9.00"),
        },
    ) == {("T", "A"): D("-3.00"), ("T", "B"): D("-6.00"), ("U", "A"): D("10.00")}


def test_debt_alone_makes_no_statement():
    assert adjustments_of_statements([], adjustments={}, owed={("T", "A"): D("-3.00")}) == {}


@pytest.mark.parametrize(
    ("billed", "rejected", "left"),
    [("30.00", [], "30.00"), ("30.00", ["20.00", "4.00"], "6.00"), ("30.00", ["30.00"], "0.00")],
)
def test_what_can_still_be_rejected_shrinks(billed, rejected, left):
    assert left_to_reject(D(billed), map(D, rejected)) == D(left)


def test_nothing_is_left_to_reject_of_a_cancelled_line():
    assert left_to_reject(D("-30.00"), []) == ZERO


# A year of a practice, played with the rules alone: months with their titulaire and their lines; then, as
# they go, refusals, late lines and corrections of months already issued; statements, and what is transferred.

TITULAIRES, LOCUMS = "TUV", "ABC"
RATES = [D("85.00"), D("80.00"), D("82.50"), D("100.00"), D("0.00"), D("66.67")]
amounts = st.integers(1, 200_00).map(lambda cents: D(cents) / 100)
# Bytes are drawn ten times faster than the lists of tuples that they stand for.
years = st.lists(st.binary(min_size=2, max_size=30), min_size=1, max_size=8)


def month_of(drawn: bytes):
    """Titulaire, rate, lines and facts of a month, from what hypothesis drew."""
    lines, facts = [], []
    for place in range(2, len(drawn) - 3, 4):
        what, which, *cents = drawn[place : place + 4]
        amount = D(cents[0] * 256 + cents[1] + 1) / 100
        if what < 160:
            lines.append((LOCUMS[which % 3], "IK" if what % 4 == 0 else "G", amount, what % 5 == 0))
        else:
            facts.append((("reject", "late", "correct")[what % 3], which, amount, what % 2 == 0))
    return TITULAIRES[drawn[0] % 3], RATES[drawn[1] % len(RATES)], lines, facts


@dataclass
class Books:
    """What a practice billed and gave, kept twice: line by line, and by statement."""

    billed: Decimal = ZERO
    shares: Decimal = ZERO
    adjusted: list = field(default_factory=list)  # (pair, billed, share)
    statements: list = field(default_factory=list)  # (pair, settlement)
    transferred: dict = field(default_factory=lambda: defaultdict(lambda: ZERO))
    owed: dict = field(default_factory=dict)
    issued: list = field(default_factory=list)  # (pair, rate, act, amount, rejected so far)

    def close(self, titulaire: str, rate: Decimal, lines, facts) -> None:
        waiting: dict = defaultdict(lambda: ZERO)
        for pair, amount, own_rate, act in self._known_now(facts):
            part = adjustment(amount, own_rate, act=act)
            self.adjusted.append((pair, amount, part))
            waiting[pair] += part
        totals = {locum: self._totals(locum, lines) for locum in dict.fromkeys(who for who, *_ in lines)}
        due = adjustments_of_statements(
            [(titulaire, locum) for locum in totals], adjustments=waiting, owed=self.owed
        )
        for pair, adjustments in due.items():
            own = totals.get(pair[1], Totals()) if pair[0] == titulaire else Totals()
            self._issue(pair, settle(own, rate, adjustments))
        for locum, act, amount, cancelled in lines:
            if not cancelled:
                self.issued.append([(titulaire, locum), rate, act, amount, ZERO])

    def _known_now(self, facts):
        """The facts that concern a month already issued: pair, billed amount, rate of that month, act."""
        for kind, which, amount, down in facts:
            if not self.issued:
                continue
            line = self.issued[which % len(self.issued)]
            pair, rate, act, billed, rejected = line
            if kind == "reject":
                refused = min(amount, left_to_reject(billed, [rejected]))
                line[4] += refused
                if refused:
                    yield pair, -refused, rate, act
            else:
                yield pair, -amount if down else amount, rate, act if kind == "late" else "G"

    def _totals(self, locum: str, lines) -> Totals:
        own = [
            (act, -amount if cancelled else amount) for who, act, amount, cancelled in lines if who == locum
        ]
        billed = sum((amount for _, amount in own), ZERO)
        self.billed += billed
        return Totals(1, len(own), billed, sum((amount for act, amount in own if is_travel(act)), ZERO))

    def _issue(self, pair, settled: Settlement) -> None:
        self.statements.append((pair, settled))
        self.transferred[pair] += transferable(settled.net)
        self.owed[pair] = carried_forward(settled.net)


def play(year) -> Books:
    books = Books()
    for drawn in year:
        books.close(*month_of(drawn))
    return books


@settings(max_examples=2000, deadline=None)
@given(years)
def test_no_euro_appears_or_disappears_over_months(year):
    books = play(year)
    settled = [one for _, one in books.statements]
    # What was billed is what was given and kept, to the cent.
    parts = sum((one.share + one.kept + one.travel for one in settled), ZERO)
    assert parts == books.billed
    # With what came back of it later: the locum's part and the titulaire's make the difference.
    given_back = total(share for _, _, share in books.adjusted)
    kept_back = sum((amount - share for _, amount, share in books.adjusted), ZERO)
    corrected = books.billed + sum((amount for _, amount, _ in books.adjusted), ZERO)
    assert parts + given_back + kept_back == corrected
    # Each pair was transferred what its lines and adjustments give, but for the debt that is still carried.
    for pair in {pair for pair, _ in books.statements}:
        own = sum((one.share + one.travel for who, one in books.statements if who == pair), ZERO)
        own += total(share for who, _, share in books.adjusted if who == pair)
        assert own == books.transferred[pair] + books.owed.get(pair, ZERO)


@settings(max_examples=200, deadline=None)
@given(years)
def test_statement_of_another_payer_holds_adjustments_alone(year):
    books = Books()
    for drawn in year:
        before = len(books.statements)
        titulaire, *month = month_of(drawn)
        books.close(titulaire, *month)
        for pair, settled in books.statements[before:]:
            if pair[0] != titulaire:
                assert (settled.billed, settled.share, settled.kept) == (ZERO, ZERO, ZERO)
                assert settled.net == settled.adjustments


@settings(max_examples=200, deadline=None)
@given(amounts, st.sampled_from(RATES), st.sampled_from(["G", "IK"]))
def test_line_refused_whole_gives_back_its_own_part(amount, rate, act):
    assert adjustment(amount, rate, act=act) + adjustment(-amount, rate, act=act) == ZERO
    assert adjusted_rate(rate, act="IK") == D("100.00")
