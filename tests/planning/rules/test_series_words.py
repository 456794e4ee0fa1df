"""A series in words."""

from datetime import time

from planning.rules.series_words import series_said


def test_practitioner_s_series_says_half_day_and_room():
    assert series_said(3, period="day", room="Bureau 2") == "le jeudi, toute la journée, Bureau 2"
    assert series_said(0, period="morning", room="Bureau 1") == "le lundi, le matin, Bureau 1"


def test_desk_s_series_says_its_hours():
    said = series_said(4, opens=time(8, 30), closes=time(13))
    assert said == "le vendredi de 8\u202fh\u202f30 à 13\u202fh"
