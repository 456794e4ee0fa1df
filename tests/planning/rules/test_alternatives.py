from datetime import date, timedelta

import pytest

from planning.rules.alternatives import Opening, free_rooms, joined, openings, what_is_free
from planning.rules.half_days import Stay

MONDAY = date(2027, 3, 8)
WEEK = [MONDAY + timedelta(days=offset) for offset in range(5)]
ROOMS = ["Bureau 1", "Bureau 2"]
DOCTORS = {"titulaire", "remplacant"}


def stay(day: int, period: str = "day", room: str = "Bureau 1", role: str = "remplacant") -> Stay:
    return Stay(on=WEEK[day], period=period, role=role, room=room)


@pytest.mark.parametrize(
    ("period", "left"), [("day", ["Bureau 2"]), ("morning", ["Bureau 2"]), ("afternoon", ROOMS)]
)
def test_free_rooms_are_those_nobody_holds(period, left):
    assert free_rooms(ROOMS, [stay(0, "morning")], on=MONDAY, period=period) == left


def test_openings_are_half_days_without_a_doctor():
    stays = [stay(0), stay(1, "morning"), stay(2, role="infirmiere_asalee")]
    assert openings(WEEK, stays, roles=DOCTORS, rooms=ROOMS, holidays={WEEK[4]}) == [
        Opening(WEEK[1], "afternoon"),
        Opening(WEEK[2], "day"),
        Opening(WEEK[3], "day"),
    ]


def test_day_without_a_free_room_is_no_opening():
    full = [stay(0, room=room, role="infirmiere_asalee") for room in ROOMS]
    assert openings(WEEK[:1], full, roles=DOCTORS, rooms=ROOMS) == []


def test_day_whose_rooms_are_free_in_turns_opens_by_its_morning():
    in_turns = [
        stay(0, "morning", "Bureau 1", "infirmiere_asalee"),
        stay(0, "afternoon", "Bureau 2", "infirmiere_asalee"),
    ]
    assert openings(WEEK[:1], in_turns, roles=DOCTORS, rooms=ROOMS) == [Opening(MONDAY, "morning")]


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([], "Aucun autre jour de cette semaine n’est libre."),
        ([(1, "day")], "Mardi est libre."),
        ([(1, "day"), (4, "day")], "Mardi et vendredi sont libres."),
        (
            [(0, "afternoon"), (1, "day"), (3, "morning")],
            "Lundi après-midi, mardi et jeudi matin sont libres.",
        ),
    ],
)
def test_what_is_free_is_said_in_one_sentence(found, said):
    assert what_is_free([Opening(WEEK[day], period) for day, period in found]) == said


def test_words_are_joined_as_they_are_said():
    words = ["lundi", "mardi", "vendredi"]
    assert [joined(words[:count]) for count in range(4)] == [
        "",
        "lundi",
        "lundi et mardi",
        "lundi, mardi et vendredi",
    ]
