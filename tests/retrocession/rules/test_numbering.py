import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrocession.rules.numbering import statement_number


@pytest.mark.parametrize(
    ("year", "n", "number"),
    [(2026, 42, "2026-0042"), (2026, 1, "2026-0001"), (2027, 12345, "2027-12345")],
)
def test_statement_number_is_the_year_and_its_rank(year, n, number):
    assert statement_number(year, n) == number


@pytest.mark.parametrize("n", [0, -1])
def test_statement_number_starts_at_one(n):
    with pytest.raises(ValueError, match="à partir de 1"):
        statement_number(2026, n)


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_statement_numbers_sort_like_their_ranks(one, other):
    assert (statement_number(2026, one) < statement_number(2026, other)) == (one < other)
