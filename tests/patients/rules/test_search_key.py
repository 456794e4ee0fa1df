"""Whatever way somebody is typed, they are found."""

from datetime import date

import pytest

from patients.rules.search_key import MAX_KEY, search_key, terms

KEY = search_key(
    last_name="HÉRIEAU",
    birth_name="D’Épaud",
    first_name="Jean-Marc",
    birth_on=date(1948, 3, 12),
    phones=["+33612345678", "+33251000012", ""],
)


def test_search_key_holds_names_dates_and_phones():
    assert KEY == " herieau d epaud jean marc 12031948 120348 19480312 0612345678 0251000012"


def test_search_key_never_overflows_its_column():
    long = search_key(
        last_name="x" * 60,
        birth_name="y " * 30,
        first_name="z" * 60,
        birth_on=date(1948, 3, 12),
        phones=["1" * 300],
    )
    assert len(long) == MAX_KEY


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("héri", ["heri"]),
        ("Jean-Marc HÉRIEAU", ["jean", "marc", "herieau"]),
        ("d'épaud", ["d", "epaud"]),
        ("12031948", ["12031948"]),
        ("12/03/1948", ["12031948"]),
        ("12/3/1948", ["12031948"]),
        ("12.03.1948", ["12031948"]),
        ("12-03-48", ["120348"]),
        ("12 03 1948", ["12031948"]),
        ("1948-03-12", ["19480312"]),
        ("06 12", ["0612"]),
        ("06.12.34.56.78", ["0612345678"]),
        ("06-12-34", ["061234"]),
        ("+33 6 12", ["0612"]),
        ("+33 (0)6 12 34", ["061234"]),
        ("0033 6 12", ["0612"]),
        ("hérieau 06 12", ["herieau", "0612"]),
        ("hérieau 12/03/1948 06 12", ["herieau", "12031948", "0612"]),
        ("12 3 1948", ["12031948"]),
        ("12 mars 1948 hérieau", ["12031948", "herieau"]),
        ("1er AOÛT 48", ["010848"]),
        ("1 fevrier 1948", ["01021948"]),
        ("06 12 03 1948", ["0612031948"]),
        ("33612345678", ["0612345678"]),
        ("6 12 34 56 78", ["0612345678"]),
        ("mars", ["mars"]),
        ("marc marc", ["marc"]),
        ("  ", []),
        ("'-", []),
    ],
)
def test_terms_are_what_to_look_for(typed, expected):
    assert terms(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["Herieau", "épaud jean", "12/3/1948", "120348", "1948-03-12", "06 12 34", "02 51", "+33 2 51 00"],
)
def test_what_is_typed_is_found_in_the_key(typed):
    assert all(f" {term}" in KEY for term in terms(typed))
