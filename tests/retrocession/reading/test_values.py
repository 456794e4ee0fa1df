from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.money import euros_text
from cabinet.reading.values import parse_day, parse_time, shown
from retrocession.reading.values import MODE_LABELS, Mode, parse_amount, parse_mode


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30,00", "30.00"),
        ("30.00", "30.00"),
        ("30", "30.00"),
        ("30,5", "30.50"),
        ("-30,00", "-30.00"),
        ("- 30,00", "-30.00"),
        ("\u221230,00", "-30.00"),
        ("-0,00", "0.00"),
        ("1 234,56", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56\u00a0€", "1234.56"),
        ("1\u202f234\u202f567,00", "1234567.00"),
        ("12 €", "12.00"),
        ("12€", "12.00"),
        ("9999999999,99", "9999999999.99"),
    ],
)
def test_amount_is_read(text, expected):
    assert str(parse_amount(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "12,3,4",
        "12.3.4",
        "1.234,56",
        "1,234.56",
        "30,001",
        "12,",
        ",50",
        "1 2 3",
        "12 34,00",
        "NaN",
        "Infinity",
        "1e3",
        "1E+10",
        "0x10",
        "12345678901",
        "1 234 567 890 1",
        "99 999 999 999",
        "(30,00)",
        "--3",
        "+3",
        "30,00 $",
        "٣٠",
        "1_000",
        "=1+1",
        "abc",
        "-",
        "€",
    ],
)
def test_unreadable_amount_is_refused(text):
    with pytest.raises(ValueError, match="Montant illisible\u202f: «\u00a0"):
        parse_amount(text)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_amount_as_french_people_write_it_is_read_back(amount):
    assert parse_amount(euros_text(amount)) == amount
    assert parse_amount(str(amount)) == amount


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_a_refusal(text):
    try:
        amount = parse_amount(text)
    except ValueError:
        return
    assert abs(amount) < Decimal(10) ** 10
    assert amount.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22/10/2026", (date(2026, 10, 22), None)),
        ("1/10/2026", (date(2026, 10, 1), None)),
        ("2026-10-22", (date(2026, 10, 22), None)),
        ("2026-10-22T08:15:00", (date(2026, 10, 22), time(8, 15))),
        ("22/10/2026 08:15", (date(2026, 10, 22), time(8, 15))),
    ],
)
def test_day_is_read(text, expected):
    assert parse_day(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/02/2026",
        "22/10/26",
        "10/22/2026",
        "2026-13-01",
        "00/10/2026",
        "0000-01-01",
        "hier",
        "46317",
        "22/10/2026 x",
    ],
)
def test_unreadable_day_is_refused(text):
    with pytest.raises(ValueError, match="Date illisible"):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("08:15", time(8, 15)), ("8h15", time(8, 15)), ("8h", time(8, 0)), ("08:15:30", time(8, 15))],
)
def test_time_is_read_to_the_minute(text, expected):
    assert parse_time(text) == expected


@pytest.mark.parametrize("text", ["25:00", "08:60", "midi", "8"])
def test_unreadable_time_is_refused(text):
    with pytest.raises(ValueError, match="Heure illisible"):
        parse_time(text)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("CB", Mode.CB),
        ("Carte bancaire", Mode.CB),
        ("Chèque", Mode.CHEQUE),
        ("CHEQUE", Mode.CHEQUE),
        ("Espèces", Mode.ESPECES),
        ("Virement", Mode.VIREMENT),
        ("Tiers payant", Mode.TIERS_PAYANT),
        ("tiers-payant", Mode.TIERS_PAYANT),
        ("TP", Mode.TIERS_PAYANT),
    ],
)
def test_mode_is_recognised(text, mode):
    assert parse_mode(text) == mode


@pytest.mark.parametrize("mode", Mode)
def test_mode_is_recognised_by_its_own_label(mode):
    assert parse_mode(MODE_LABELS[mode]) == mode


@pytest.mark.parametrize("text", ["Troc", "Tiers pay", "?"])
def test_unknown_mode_is_refused_with_what_is_expected(text):
    with pytest.raises(ValueError, match="Attendu\u202f: CB, Chèque, Espèces, Virement, Tiers payant"):
        parse_mode(text)


def test_shown_text_is_cut_short_and_on_one_line():
    assert shown("a\nb") == "«\u00a0a b\u00a0»"
    assert shown("x" * 50) == f"«\u00a0{'x' * 40}…\u00a0»"
