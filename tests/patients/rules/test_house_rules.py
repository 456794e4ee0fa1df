"""A règlement is titles, paragraphs and points; what changed is said."""

from hypothesis import given
from hypothesis import strategies as st

from patients.rules.house_rules import ADDED, CHANGED, REMOVED, Block, Change, blocks_of, changes_between
from patients.usual.house_rules import BODY

BEFORE = """# Horaires
Le cabinet ouvre à 8 h 30.
- lundi
- mardi
# Secret
Il s’impose à tous."""


def test_blocks_of_titles_points_and_paragraphs():
    assert blocks_of(BEFORE) == [
        Block("title", "Horaires", "Horaires"),
        Block("text", "Le cabinet ouvre à 8 h 30.", "Horaires"),
        Block("point", "lundi", "Horaires"),
        Block("point", "mardi", "Horaires"),
        Block("title", "Secret", "Secret"),
        Block("text", "Il s’impose à tous.", "Secret"),
    ]


def test_changes_between_says_what_was_added_removed_and_changed():
    after = BEFORE.replace("8 h 30", "9 h").replace("- mardi\n", "").replace("tous.", "tous.\nMême ailleurs.")
    assert changes_between(BEFORE, after) == [
        Change(CHANGED, "Horaires", "Le cabinet ouvre à 8 h 30.", "Le cabinet ouvre à 9 h."),
        Change(REMOVED, "Horaires", before="mardi"),
        Change(ADDED, "Secret", after="Même ailleurs."),
    ]


def test_changes_between_the_same_words_is_nothing():
    assert changes_between(BODY, BODY.replace("\n\n", "\n\n\n")) == []


LINES = st.lists(st.sampled_from(["# A", "# B", "- un", "- deux", "texte", "autre texte", ""]), max_size=9)


@given(LINES, LINES)
def test_changes_between_account_for_every_line(old, new):
    before, after = "\n".join(old), "\n".join(new)
    changes = changes_between(before, after)
    gained = sum(c.kind == ADDED for c in changes) - sum(c.kind == REMOVED for c in changes)
    assert len(blocks_of(after)) - len(blocks_of(before)) == gained
    assert (changes == []) == (
        [(b.kind, b.text) for b in blocks_of(before)] == [(b.kind, b.text) for b in blocks_of(after)]
    )
