"""Senders of mail, a line each."""

import pytest

from messaging.rules.senders import SenderFault, read_senders


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        ("Laboratoire du Lay", [("Laboratoire du Lay", "")]),
        ("  CH  des Olonnes ; 4 rue des Dunes ; BP 12 ", [("CH des Olonnes", "4 rue des Dunes ; BP 12")]),
        ("Dr Avril\t8 place du Marché\r\n\r\nCH", [("Dr Avril", "8 place du Marché"), ("CH", "")]),
        ("Labo ; ici\nLABO ; là", [("Labo", "ici")]),
    ],
)
def test_senders_are_read_a_line_each(typed, read):
    assert read_senders(typed) == read


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Labo\n; 4 rue des Dunes", "Ligne 2\u202f: le nom manque, avant le point-virgule."),
        ("x" * 101, "Ligne 1\u202f: un nom compte 100 caractères au plus."),
        ("x;" + "y" * 161, "Ligne 1\u202f: 160 caractères au plus pour une adresse."),
        (
            "\n".join(f"Labo {n}" for n in range(101)),
            "100 expéditeurs au plus à la fois\u202f: collez-les en deux fois.",
        ),
    ],
)
def test_wrong_line_is_said(typed, said):
    with pytest.raises(SenderFault) as fault:
        read_senders(typed)
    assert fault.value.sentence == said
