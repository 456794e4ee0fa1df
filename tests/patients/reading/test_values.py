"""Cells as people write them in lists."""

import re
from datetime import date

import pytest

from patients.reading.names import birth_name_apart, split_name
from patients.reading.values import parse_birth, parse_criteria, parse_until, parse_yes

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26/10/1939", date(1939, 10, 26)),
        ("6/1/1939", date(1939, 1, 6)),
        ("26-10-1939", date(1939, 10, 26)),
        ("26.10.1939", date(1939, 10, 26)),
        ("26 10 1939", date(1939, 10, 26)),
        ("26101939", date(1939, 10, 26)),
        ("1939-10-26", date(1939, 10, 26)),
        ("1939-10-26 00:00:00", date(1939, 10, 26)),
        ("26/10/1939 00:00", date(1939, 10, 26)),
        ("26/10/39", date(1939, 10, 26)),
        ("26/10/26", date(2026, 10, 26)),
        ("26/12/26", date(1926, 12, 26)),
        ("29/02/24", date(2024, 2, 29)),
        ("26 octobre 1939", date(1939, 10, 26)),
        ("1er août 1950", date(1950, 8, 1)),
        (" 3 déc. 1950 ", date(1950, 12, 3)),
    ],
)
def test_parse_birth_reads_a_day(text, expected):
    assert parse_birth(text, today=TODAY) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "31/02/1940",
            "Cette date n’existe pas\u202f: «\u00a031/02/1940\u00a0». Vérifiez-la, puis écrivez JJ/MM/AAAA.",
        ),
        (
            "vers 1940",
            "Date illisible\u202f: «\u00a0vers 1940\u00a0». Écrivez JJ/MM/AAAA, par exemple 26/10/1939.",
        ),
        ("=A1", "Date illisible\u202f: «\u00a0=A1\u00a0». Écrivez JJ/MM/AAAA, par exemple 26/10/1939."),
        (
            "29/02/26",
            "Cette date n’existe pas\u202f: «\u00a029/02/26\u00a0». Vérifiez-la, puis écrivez JJ/MM/AAAA.",
        ),
    ],
)
def test_parse_birth_refuses_what_is_no_day(text, sentence):
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        parse_birth(text, today=TODAY)


def test_parse_until_reads_two_digits_as_this_century():
    assert parse_until("07/01/27", today=TODAY) == date(2027, 1, 7)


@pytest.mark.parametrize(
    "text", ["oui", "OUI", "Oui ", "x", "X", "1", "O", "✓", "vrai", "ALD", "Oui.", "oui (2019)", "ALD 30"]
)
def test_parse_yes_says_yes(text):
    assert parse_yes(text, name="ALD")


@pytest.mark.parametrize(
    "text", ["", " ", "non", "NON", "0", "n", "-", "–", "faux", "aucune", "non renseigné"]
)
def test_parse_yes_says_no(text):
    assert not parse_yes(text, name="ALD")


@pytest.mark.parametrize("text", ["peut-être", "oui ou non", "non, oui", "ALD non", "non ALD", "?", "aldo"])
def test_parse_yes_never_guesses(text):
    with pytest.raises(ValueError, match="Écrivez oui, ou laissez vide"):
        parse_yes(text, name="ALD")


def test_parse_criteria_reads_acronyms_and_numbered_affections():
    assert parse_criteria("E.H.P.A.D., ALD 30") == {"ehpad", "ald"}
    assert parse_criteria("A.L.D. exonérante") == {"ald"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("normale", set()),
        ("domicile", {"domicile"}),
        ("Visite à domicile", {"domicile"}),
        ("Mobilité réduite", {"mobilite_reduite"}),
        ("ehpad", {"ehpad"}),
        ("EHPAD, domicile", {"ehpad", "domicile"}),
        ("ALD + grossesse", {"ald", "grossesse"}),
        ("polypathologie et précarité", {"polypathologie", "precarite"}),
    ],
)
def test_parse_criteria_gives_codes(text, expected):
    assert parse_criteria(text) == expected


def test_parse_criteria_never_guesses():
    with pytest.raises(ValueError, match="Critère non compris\u202f: «\u00a0lunatique\u00a0»"):
        parse_criteria("lunatique")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LE GOFF Marie-Anne", ("LE GOFF", "Marie-Anne")),
        ("Le Goff, Marie", ("Le Goff", "Marie")),
        ("Grelier Thérèse", ("Grelier", "Thérèse")),
        ("GRELIER THÉRÈSE", ("GRELIER", "THÉRÈSE")),
        ("", ("", "")),
    ],
)
def test_split_name_parts_the_name_from_the_first_name(text, expected):
    assert split_name(text) == expected


def test_split_name_never_guesses():
    with pytest.raises(ValueError, match="Nom et prénom mêlés"):
        split_name("Le Goff Marie")


@pytest.mark.parametrize(
    ("typed", "name", "born"),
    [
        ("DUPONT", "DUPONT", ""),
        ("DUPONT née MARTIN", "DUPONT", "MARTIN"),
        ("Dupont née Martin", "Dupont", "Martin"),
        ("DUPONT (née LE GOFF) Anne", "DUPONT Anne", "LE GOFF"),
        ("Mme DUPONT née MARTIN Anne", "DUPONT Anne", "MARTIN"),
        ("DUPONT NÉE MARTIN", "DUPONT", "MARTIN"),
        ("DUPONT (MARTIN)", "DUPONT", "MARTIN"),
        ("MARTIN épouse DUPONT Anne", "DUPONT Anne", "MARTIN"),
        ("MARTIN ép. DUPONT", "DUPONT", "MARTIN"),
        ("M. PETIT Luc", "PETIT Luc", ""),
        ("Monsieur Petit", "Petit", ""),
        ("DUPONT (chez sa fille)", "DUPONT (chez sa fille)", ""),
        ("NÉEL Anne", "NÉEL Anne", ""),
        ("ÉPAUD Jean", "ÉPAUD Jean", ""),
        ("MERLE Né", "MERLE Né", ""),
        ("née MARTIN", "née MARTIN", ""),
    ],
)
def test_birth_name_is_taken_apart(typed, name, born):
    assert birth_name_apart(typed) == (name, born)
