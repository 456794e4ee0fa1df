import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.mentions import Piece, mentioned, pieces, plain

NAMES = {
    "fradin": ("Dr Fradin", "Valentine Fradin", "Valentine", "Fradin"),
    "epaud": ("Dr Épaud", "Zoé Épaud", "Zoé", "Épaud"),
    "zoe": ("Zoé Renaud", "Zoé", "Renaud"),
    "naulleau": ("Quentin Naulleau", "Quentin", "Naulleau"),
}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("@Valentine Fradin, la plaie a changé", ["fradin"]),
        ("@dr epaud et @quentin : merci", ["epaud", "naulleau"]),
        ("@Quentin @Quentin", ["naulleau"]),
        ("@Zoé", []),  # two people bear it
        ("@Zoé Renaud", ["zoe"]),
        ("@Quentine", []),
        ("quentin@nieul.example", []),
        ("@Texier, êtes-vous là ?", []),  # not in the conversation
        ("(@Fradin)", ["fradin"]),
        ("", []),
    ],
)
def test_mentioned(text, who):
    assert mentioned(text, NAMES) == who


def test_pieces_are_cut_around_names():
    assert pieces("Vu, @Dr Fradin !", NAMES) == [
        Piece("Vu, "),
        Piece("@Dr Fradin", "fradin"),
        Piece(" !"),
    ]


@given(st.text() | st.lists(st.sampled_from(["@", "Zoé", " ", "Fradin", "ß", "İ", "é"])).map("".join))
def test_pieces_joined_are_the_text(text):
    assert "".join(piece.text for piece in pieces(text, NAMES)) == text


@pytest.mark.parametrize("text", ["", "Bonjour Valentine Fradin", "deux\nlignes"])
def test_plain_is_what_pieces_say_of_a_message_without_at(text):
    assert plain(text) == pieces(text, NAMES)
