"""What a spreadsheet puts on the clipboard, read whole or refused line by line."""

from datetime import date
from decimal import Decimal

import pytest

from commune.rules.cost_kinds import kind_named
from commune.rules.cost_paste import Wrong, parse_month_said, read_pasted

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
TABLE = (
    "Mois\tSecrétaire\tCharges\tTotal\n"
    "janvier 2026\t2 210,00\t640,50 €\t2 850,50\n"
    "février 2026\t2210\t\t2210\n"
)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-10", date(2026, 10, 1)), ("10/2026", date(2026, 10, 1)), ("01/10/2026", date(2026, 10, 1)),
        ("Octobre 2026", date(2026, 10, 1)), ("oct. 2026", date(2026, 10, 1)), ("oct-26", date(2026, 10, 1)),
        ("Août 2026", date(2026, 8, 1)), ("déc-25", date(2025, 12, 1)), ("juil. 2026", date(2026, 7, 1)),
        ("jui 2026", None), ("13/2026", None), ("octobre", None), ("Charges", None), ("", None),
        ("octobre 1926", None),
    ],
)  # fmt: skip
def test_parse_month_said_reads_months_as_people_write_them(text, month):
    assert parse_month_said(text) == month


@pytest.mark.parametrize(
    ("title", "kind"),
    [("Secrétaire", "secretary"), ("TÉLÉSECRÉTARIAT", "remote"), ("Télé-secrétariat", "remote"),
     ("Charges locatives", "charges"), ("Fournitures", "consumables"), ("Ménage", "maintenance"),
     ("Achats", "purchases"), ("Divers", None)],
)  # fmt: skip
def test_kind_named_knows_the_titles_of_spreadsheets(title, kind):
    assert kind_named(title) == kind


def test_read_pasted_reads_a_month_a_row_and_leaves_empty_cells():
    assert read_pasted(TABLE).cells == {
        (JANUARY, "secretary"): Decimal("2210.00"),
        (JANUARY, "charges"): Decimal("640.50"),
        (FEBRUARY, "secretary"): Decimal("2210.00"),
    }


@pytest.mark.parametrize("mark", [";", ","])
def test_read_pasted_reads_csv(mark):
    text = f"mois{mark}secretaire\n2026-01{mark}2210.50\n"
    assert read_pasted(text).cells == {(JANUARY, "secretary"): Decimal("2210.50")}


def test_read_pasted_reads_months_across():
    text = "\tjanvier 2026\tfévrier 2026\tTotal\nSecrétaire\t2 210,00\t2 215,00\t4 425,00\nTotal\t1\t2\t3\n"
    assert read_pasted(text).cells == {
        (JANUARY, "secretary"): Decimal("2210.00"),
        (FEBRUARY, "secretary"): Decimal("2215.00"),
    }


def test_read_pasted_says_each_error_by_its_line_and_keeps_nothing():
    text = "Mois;Secrétaire;Divers\njanvier 2026;deux mille;\ntreize 2026;12;\nfévrier 2026;-30,00;\n"
    pasted = read_pasted(text)
    assert pasted.cells == {}
    assert [error.line for error in pasted.errors] == [1, 2, 3, 4]
    assert pasted.errors[0].message.startswith("« Divers » n’est pas une sorte de coût connue.")
    assert pasted.errors[1].message.startswith("Secrétaire\u202f: Montant illisible")
    assert pasted.errors[2].message.startswith("« treize 2026 » n’est pas un mois")
    assert pasted.errors[3].message == "Secrétaire\u202f: « -30,00 » n’est pas un coût possible."


def test_read_pasted_refuses_a_cell_given_twice():
    text = "Mois;Charges\njanvier 2026;1,00\n01/2026;2,00\n"
    assert read_pasted(text).errors == [Wrong(3, "Charges de janvier 2026 est donné deux fois.")]


@pytest.mark.parametrize("text", ["", "\n\n", "bonjour", "Mois;Charges", "Mois\n2026-01"])
def test_read_pasted_says_what_to_paste(text):
    [error] = read_pasted(text).errors
    assert error.message.startswith("Collez une ligne de titres")


def test_read_pasted_refuses_what_is_endless():
    [error] = read_pasted("x" * 60_000).errors
    assert error.message == "C’est trop long\u202f: collez une année à la fois."
    rows = "Mois;Charges\n" + "2026-01;1,00\n" * 300
    assert len(read_pasted(rows).errors) == 1


def test_read_pasted_refuses_a_formula_and_a_row_too_wide():
    text = "Mois;Charges\njanvier 2026;=1+1\nfévrier 2026;1,00;2,00\n"
    assert [error.line for error in read_pasted(text).errors] == [2, 3]


def test_read_pasted_says_when_there_is_no_amount():
    [error] = read_pasted("Mois;Charges\njanvier 2026;\n").errors
    assert error.message == "Aucun montant dans ce tableau."
