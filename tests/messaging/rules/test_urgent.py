from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.urgent import AFTER, newly_told, next_stage_at, stages_due

FLAG = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def minutes(n: int) -> datetime:
    return FLAG + timedelta(minutes=n)


@pytest.mark.parametrize(
    ("reached", "after", "due"),
    [
        ((), 0, ["addressed"]),
        (("addressed",), 14, []),
        (("addressed",), 15, ["on_call"]),
        (("addressed", "on_call"), 15, []),
        (("addressed", "on_call"), 29, []),
        (("addressed", "on_call"), 30, ["titulaires"]),
        (("addressed",), 47, ["on_call", "titulaires"]),  # nobody looked meanwhile
        (("addressed", "on_call", "titulaires"), 600, []),
    ],
)
def test_stages_due(reached, after, due):
    assert stages_due(flagged_at=FLAG, reached=reached, at=minutes(after)) == due


@pytest.mark.parametrize(
    ("after", "following"), [(0, 15), (14, 15), (15, 30), (29, 30), (30, None), (90, None)]
)
def test_next_stage_at(after, following):
    expected = None if following is None else minutes(following)
    assert next_stage_at(flagged_at=FLAG, at=minutes(after)) == expected


@pytest.mark.parametrize(
    ("candidates", "told", "author", "now"),
    [
        (["a", "b"], [], None, ["a", "b"]),
        (["a", "b", "a"], [], "b", ["a"]),
        (["a", "b"], ["a"], None, ["b"]),
        ([], ["a"], None, []),
    ],
)
def test_newly_told(candidates, told, author, now):
    assert newly_told(candidates, told=told, author=author) == now


@given(
    st.lists(st.integers(0, 120), max_size=8), st.lists(st.sets(st.integers(0, 9)), min_size=3, max_size=3)
)
def test_whenever_one_looks_each_stage_and_each_person_is_told_once(looks, named):
    people = dict(zip(AFTER, named, strict=True))
    reached, told = [], []
    for at in sorted(looks):
        for stage in stages_due(flagged_at=FLAG, reached=reached, at=minutes(at)):
            reached.append(stage)
            told += newly_told(sorted(people[stage]), told=told, author=0)
    assert reached == list(AFTER)[: len(reached)]
    assert len(told) == len(set(told))
    assert 0 not in told
    if looks and max(looks) >= 30:
        assert set(told) == set().union(*named) - {0}
