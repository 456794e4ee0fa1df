from datetime import UTC, datetime, timedelta

import pytest

from messaging.rules.mail_alerts import Group, groups_to_tell, next_look, to_tell

AT = datetime(2026, 11, 28, 9, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        # A day without a doctor: who is on call, the next of the rota, the remplacé, the titulaires.
        (
            {"on_call": "a", "rota": "abc", "remplace": "d", "titulaires": "ade"},
            [("on_call", "a"), ("next", "b"), ("remplace", "d"), ("titulaires", "e")],
        ),
        # Doctors present are told first, together.
        (
            {"present": "fg", "rota": "ab", "remplace": "a", "titulaires": "ad"},
            [("present", "fg"), ("next", "a"), ("titulaires", "d")],
        ),
        # Nobody on call: the next of the rota at once.
        ({"rota": "ba", "titulaires": "a"}, [("next", "b"), ("titulaires", "a")]),
        ({"on_call": "a", "rota": "a", "remplace": "a", "titulaires": "a"}, [("on_call", "a")]),
        ({"present": "aa"}, [("present", "a")]),
        ({}, []),
    ],
)
def test_groups_to_tell_name_nobody_twice(asked, told):
    nobody = {"present": "", "on_call": "", "rota": "", "remplace": None, "titulaires": ""}
    groups = groups_to_tell(**(nobody | asked))
    assert [(group.stage, "".join(map(str, group.who))) for group in groups] == told


GROUPS = [Group("on_call", ("a",)), Group("next", ("b",)), Group("titulaires", ("c", "d"))]


@pytest.mark.parametrize(
    ("told", "minutes", "stage", "who"),
    [
        ({}, 0, "on_call", ("a",)),
        ({"a": 0}, 14, None, ()),
        ({"a": 0}, 15, "next", ("b",)),
        ({"a": 0, "b": 15}, 29, None, ()),
        ({"a": 0, "b": 15}, 30, "titulaires", ("c", "d")),
        # Workers stopped for a day: one step, not all of them at once.
        ({"a": 0}, 24 * 60, "next", ("b",)),
        # Somebody else is on call now: told before those who come after.
        ({"z": 0}, 15, "on_call", ("a",)),
        ({"a": 0, "b": 15, "c": 30}, 45, "titulaires", ("d",)),
        ({"a": 0, "b": 15, "c": 30, "d": 30}, 600, None, ()),
    ],
)
def test_to_tell_the_next_ones_every_quarter_of_an_hour(told, minutes, stage, who):
    known = {name: AT + timedelta(minutes=when) for name, when in told.items()}
    found = to_tell(GROUPS, known, at=AT + timedelta(minutes=minutes), settled=False)
    assert found == (Group(stage, who) if stage else None)


def test_to_tell_nobody_once_settled():
    assert to_tell(GROUPS, {}, at=AT, settled=True) is None
    assert to_tell([], {}, at=AT, settled=False) is None


def test_next_look_follows_the_last_one_told():
    assert next_look([AT, AT + QUARTER]) == AT + 2 * QUARTER
