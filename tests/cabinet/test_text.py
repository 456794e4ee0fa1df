"""French figures, dates and hours, as they are printed."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet import text

N = "\u202f"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1533.12"), f"1{N}533,12\u00a0€"),
        (Decimal(0), "0,00\u00a0€"),
        (Decimal("0.005"), "0,01\u00a0€"),
        (Decimal("-12.5"), "−12,50\u00a0€"),
        (Decimal("1234567.8"), f"1{N}234{N}567,80\u00a0€"),
    ],
)
def test_amount_is_written_in_euros(value, written):
    assert text.amount(value) == written


@pytest.mark.parametrize(("value", "written"), [(Decimal("9.15"), "9,15"), (Decimal("0.00"), "–"), (0, "–")])
def test_figure_of_nothing_is_a_dash(value, written):
    assert text.figure(value) == written


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_amount_says_the_same_number(value):
    plain = text.amount(value).replace(N, "").replace("\u00a0€", "").replace("−", "-").replace(",", ".")
    assert Decimal(plain) == value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("85.00"), f"85{N}%"),
        (Decimal("82.50"), f"82,5{N}%"),
        (Decimal("33.33"), f"33,33{N}%"),
        (100, f"100{N}%"),
        (0, f"0{N}%"),
    ],
)
def test_percent_drops_useless_zeros(value, written):
    assert text.percent(value) == written


def test_day_is_short_and_has_its_weekday():
    assert text.day(date(2026, 10, 22)) == "jeu. 22 oct."


def test_day_first_of_month_is_an_ordinal():
    assert text.day(date(2026, 11, 1)) == "dim. 1er nov."


def test_long_day_has_no_year():
    assert text.long_day(date(2027, 3, 10)) == "mercredi 10 mars"


def test_full_day_has_its_year():
    assert text.full_day(date(2027, 3, 10)) == "mercredi 10 mars 2027"


def test_month_is_written_in_full():
    assert text.month(date(2026, 10, 1)) == "octobre 2026"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (time(8, 30), f"8{N}h{N}30"),
        (time(14, 0), f"14{N}h"),
        (time(9, 5), f"9{N}h{N}05"),
        (time(0, 0), f"0{N}h"),
    ],
)
def test_clock_is_written_with_an_h(value, written):
    assert text.clock(value) == written


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (datetime(2026, 11, 2, 10, 20, tzinfo=UTC), f"lun. 2 nov., 11{N}h{N}20"),
        (datetime(2026, 7, 14, 22, 30, tzinfo=UTC), f"mer. 15 juil., 0{N}h{N}30"),
    ],
)
def test_instant_is_read_on_a_clock_in_paris(at, written):
    assert text.instant(at) == written


def test_day_of_an_instant_is_the_day_in_paris():
    assert text.day(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "ven. 1er janv."


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0 jour"), (1, "1 jour"), (2, "2 jours"), (1200, f"1{N}200 jours")],
)
def test_count_turns_to_the_plural_at_two(value, written):
    assert text.count(value, "jour", "jours") == written


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Kévin Rabiller", "KR"),
        ("Dr Nathalie Barreteau", "NB"),
        ("Océan", "O"),
        ("Anne-Marie Le Goff", "AG"),
        ("", ""),
    ],
)
def test_initials_are_two_letters_of_the_name(name, letters):
    assert text.initials(name) == letters


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Ce jour est pris : voyez mardi.", "Ce jour est pris\u202f: voyez mardi."),
        ("Sûr ? Oui ; non !", "Sûr\u202f? Oui\u202f; non\u202f!"),
        ("« 15 », « 116 117 ».", "«\u202f15\u202f», «\u202f116 117\u202f»."),
        ("déjà\u202f: fait", "déjà\u202f: fait"),
        ("à 10:30, https://example.example/?a=b :-)", "à 10:30, https://example.example/?a=b :-)"),
        ("", ""),
    ],
)
def test_typeset_binds_the_double_signs(written, printed):
    assert text.typeset(written) == printed
    assert text.typeset(printed) == printed


def test_sentence_keeps_the_other_capitals():
    assert text.sentence("relevé de Dr Texier") == "Relevé de Dr Texier"


@pytest.mark.parametrize(
    ("commune", "short"),
    [
        ("Aubigny-Les Clouzeaux", "Aubigny"),
        ("Nieul-le-Dolent", "Nieul"),
        ("La Roche-sur-Yon", "La Roche"),
        ("Saint-Gilles-Croix-de-Vie", "St Gilles"),
        ("Les", "Les"),
    ],
)
def test_short_place_keeps_the_word_that_names(commune, short):
    assert text.short_place(commune) == short


@pytest.mark.parametrize(
    ("stored", "written"),
    [("+33639981234", "06\u202f39\u202f98\u202f12\u202f34"), ("+3225551212", "+3225551212"), ("", "")],
)
def test_phone_is_written_two_digits_at_a_time(stored, written):
    assert text.phone(stored) == written
