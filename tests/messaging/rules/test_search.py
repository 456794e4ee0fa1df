import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.search import excerpt, holds, plain, terms_of

WORDS = "Plaie de la jambe d’Éléonore : pansement refait ce matin."


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pansement", True),
        ("PANS eleo", True),
        ("ansement", False),
        ("pansement genou", False),
        ("a", False),
        ("", False),
        ("jambe d'éléonore", True),
    ],
)
def test_message_holds_the_beginnings_of_words(asked, found):
    assert holds(WORDS, terms_of(asked)) is found


@pytest.mark.parametrize("written", ["Œdème du genou, cœur régulier", "Oedeme du genou, coeur regulier"])
@pytest.mark.parametrize("asked", ["oedème", "œdème", "coeur", "CŒUR oed", "c"])
def test_letters_tied_or_not_are_the_same(written, asked):
    assert holds(written, terms_of(asked)) is (asked != "c")
    assert "".join(excerpt(written, terms_of(asked))) == written


def test_terms_of_are_six_at_most():
    assert len(terms_of("un deux trois quatre cinq six sept huit")) == 6


def test_excerpt_shows_what_was_found_in_its_letters():
    before, found, after = excerpt(WORDS, ["eleonore"])
    assert (before + found + after, found) == (WORDS, "Éléonore")
    long = "mot " * 40 + "pansement" + " mot" * 40
    before, found, after = excerpt(long, ["pans"])
    assert before.startswith("… mot")
    assert found == "pansement"
    assert after.endswith("mot …")


@given(st.text())
def test_plain_keeps_every_place(text):
    assert len(plain(text)) == len(text)
