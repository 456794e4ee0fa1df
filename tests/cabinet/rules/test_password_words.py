"""A password keeps at least six signs besides the words of the place."""

import pytest

from cabinet.rules.password_words import LEFT, WORDS, is_made_of_words


@pytest.mark.parametrize(
    ("password", "refused"),
    [
        ("cabinet-medical-2026", True),
        ("Médecin Titulaire", True),
        ("RéTrOcEsSiOn!!!12345", True),
        ("secrétaire du cabinet", True),
        ("MotDePasseMotDePasse", True),
        ("cabinet-des-hirondelles", False),
        ("un-mot-de-passe-de-bocage", False),
        ("bocage-vendeen", False),
        ("quatre chevaux sous la pluie", False),
        ("", True),
    ],
)
def test_words_of_the_place_are_not_enough(password, refused):
    assert is_made_of_words(password) is refused


@pytest.mark.parametrize("word", sorted(WORDS))
def test_each_word_is_taken_out_however_often_and_in_capitals(word):
    assert is_made_of_words(f"{word.upper()} - {word}!" + "1" * (LEFT - 1))
    assert not is_made_of_words(f"{word}-{word}" + "1" * LEFT)
