"""Points are written one a line; a day asks for its lists; « 3 sur 6 »."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patients.rules.checklists import (
    Item,
    Progress,
    faults_of_items,
    items_text,
    lists_of_day,
    month_to_end,
    progress_of,
    read_items,
)
from patients.usual.checklists import LISTS


def test_read_items_one_a_line_with_their_help():
    text = "Lire le courrier (papier, MSSanté)\n\n  - Ouvrir  la salle \nLire (vite)"
    assert read_items(text) == [
        Item("lire-le-courrier", "Lire le courrier", "papier, MSSanté"),
        Item("ouvrir-la-salle", "Ouvrir la salle"),
        Item("lire", "Lire", "vite"),
    ]


def test_read_items_never_gives_one_key_twice():
    keys = [item.key for item in read_items("Été\nete\n!!\n??\n" + "a" * 60 + "\n" + "a" * 61)]
    assert keys == ["ete", "ete-2", "point", "point-2", "a" * 37, "a" * 37 + "-2"]


@given(st.text(max_size=300))
def test_items_text_reads_again_as_the_same_points(text):
    items = read_items(text)
    assert read_items(items_text(items)) == items


@pytest.mark.parametrize("kind", LISTS)
def test_faults_of_items_finds_none_in_the_usual_lists(kind):
    assert faults_of_items(read_items(LISTS[kind])) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["Écrivez au moins un point."]),
        ("a\nA", ["Les points 1 et 2 disent la même chose\u202f: gardez-en un."]),
        ("b\n" + "a" * 121, ["Point 2\u202f: 120 caractères au plus."]),
        (f"a ({'b' * 161})", ["Point 1\u202f: 160 caractères au plus entre parenthèses."]),
        (
            "\n".join(f"point {n}" for n in range(41)),
            ["Une liste a 40 points au plus\u202f: celle-ci en a 41."],
        ),
    ],
)
def test_faults_of_items_says_what_is_wrong(text, said):
    assert faults_of_items(read_items(text)) == said


def test_progress_of_counts_the_points_of_this_list_only():
    items = read_items("a\nb\nc")
    assert progress_of(items, {"a", "c", "gone"}) == Progress(2, 3)
    assert (Progress(2, 3).said, Progress(2, 3).complete, Progress(3, 3).complete) == ("2 sur 3", False, True)
    assert Progress(0, 0).said == ""


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 24), None),
        (date(2026, 11, 25), date(2026, 11, 1)),
        (date(2026, 11, 30), date(2026, 11, 1)),
        (date(2027, 1, 10), date(2026, 12, 1)),
        (date(2027, 1, 11), None),
    ],
)
def test_month_to_end_goes_from_the_25th_to_the_10th(today, month):
    assert month_to_end(today) == month


def test_lists_of_day_of_the_desk():
    day = date(2026, 11, 23)
    both = [("opening", day), ("closing", day)]
    assert lists_of_day(today=day, opens=True, without_doctor=False) == both
    assert lists_of_day(today=day, opens=True, without_doctor=True) == [both[0], ("no_doctor", day), both[1]]
    assert lists_of_day(today=day, opens=False, without_doctor=True) == []
    end = date(2026, 11, 29)
    assert lists_of_day(today=end, opens=False, without_doctor=True) == [("month_end", date(2026, 11, 1))]
