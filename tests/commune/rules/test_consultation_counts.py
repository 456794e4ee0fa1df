"""No report, and no difference of two reports, tells of fewer consultations than the floor."""

from datetime import date
from decimal import Decimal
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from commune.rules.consultation_counts import consultations_of, month_told, told_sum

FLOOR = 11
MONDAY = date(2026, 10, 5)
MONTHS = [date(2026, n, 1) for n in range(1, 13)]


def line(invoice, amount, doctor="A", on=MONDAY):
    return (doctor, on, invoice, Decimal(amount))


def test_consultations_of_counts_an_invoice_once():
    assert consultations_of([line("1", "30.00"), line("1", "5.00"), line("2", "30.00")]) == 2


def test_consultations_of_does_not_count_what_was_cancelled():
    assert consultations_of([line("1", "30.00"), line("1", "-30.00"), line("2", "30.00")]) == 1


def test_consultations_of_tells_doctors_and_days_apart():
    other = date(2026, 10, 6)
    assert (
        consultations_of([line("1", "30.00"), line("1", "30.00", doctor="B"), line("1", "30.00", on=other)])
        == 3
    )


def test_consultations_of_counts_lines_without_an_invoice_one_by_one():
    assert consultations_of([line("", "30.00"), line("", "30.00"), line("", "-30.00")]) == 1
    assert consultations_of([line("", "-30.00")]) == 0


def test_month_told_hides_what_is_under_the_floor_and_moves_by_the_floor():
    assert month_told(10, told=None, floor=FLOOR) is None
    assert month_told(11, told=None, floor=FLOOR) == 11
    assert month_told(120, told=112, floor=FLOOR) == 112
    assert month_told(123, told=112, floor=FLOOR) == 123


@given(st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_told_sum_gives_no_small_count_by_subtraction(counts):
    """Every span of months against every other: nested, what is between them is at the floor, or nothing."""
    told = dict(zip(MONTHS[:6], [month_told(count, told=None, floor=FLOOR) for count in counts], strict=True))
    spans = [MONTHS[first:last] for first, last in combinations(range(7), 2)]
    sums = {tuple(span): told_sum({month: told[month] for month in span}) or 0 for span in spans}
    for wide in spans:
        for narrow in spans:
            if set(narrow) < set(wide):
                between = sums[tuple(wide)] - sums[tuple(narrow)]
                assert between == 0 or between >= FLOOR


@given(st.lists(st.integers(0, 60), min_size=2, max_size=30))
def test_month_told_never_moves_by_less_than_the_floor(looks):
    """The same span, read night after night while receipts come in."""
    last, seen = None, []
    for count in looks:
        told = month_told(count, told=last, floor=FLOOR)
        if told is not None:
            last = told
            seen.append(told)
    assert all(a == b or abs(a - b) >= FLOOR for a, b in pairwise(seen))
