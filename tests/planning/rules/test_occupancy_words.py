from datetime import date, timedelta

import pytest

from planning.rules.calendar_weeks import week_of
from planning.rules.coverage import AT_TARGET, BELOW_FLOOR, BELOW_TARGET, CLOSED, NOBODY, Week
from planning.rules.occupancy import Cover, Desk, OnCallDays, WeekCover
from planning.rules.occupancy_words import (
    ahead_said,
    coming_weeks_said,
    cover_said,
    day_count,
    days_said,
    desk_said,
    holiday_said,
    holidays_said,
    hours_said,
    on_call_said,
    rescue_said,
    weeks_said,
)


def weeks(*states: str, over: bool = True, school: str = "") -> list[WeekCover]:
    return [
        WeekCover(
            week_of(date(2027, 1, 4) + timedelta(weeks=n), range(5)), Week(state, 0, 0, 4, 2, 0), over, school
        )
        for n, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ([], ""),
        (weeks(AT_TARGET, over=False), ""),
        (weeks(CLOSED), ""),
        (weeks(AT_TARGET), "1 semaine sur 1 à l’objectif."),
        (weeks(NOBODY), "0 semaine sur 1 à l’objectif ; 1 sans aucun médecin."),
        (
            [*weeks(AT_TARGET, AT_TARGET, BELOW_TARGET), *weeks(BELOW_FLOOR, school="Vacances d’hiver")],
            "2 semaines sur 4 à l’objectif ; 1 sous l’objectif ; 1 sous le plancher, "
            "pendant les vacances d’hiver.",
        ),
        (
            [
                *weeks(BELOW_FLOOR, school="Vacances d’hiver"),
                *weeks(BELOW_FLOOR, school="Vacances de Noël"),
            ],
            "0 semaine sur 2 à l’objectif ; 2 sous le plancher, pendant des vacances scolaires.",
        ),
        (
            [*weeks(BELOW_FLOOR, school="Vacances d’hiver"), *weeks(BELOW_FLOOR)],
            "0 semaine sur 2 à l’objectif ; 2 sous le plancher.",
        ),
    ],
)
def test_weeks_are_told_with_what_explains_them(told, words):
    assert weeks_said(told) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (weeks(AT_TARGET), ""),
        (weeks(AT_TARGET, over=False), "La semaine en cours ou à venir est déjà à l’objectif."),
        (weeks(NOBODY, over=False), "La semaine en cours ou à venir n’est pas encore à l’objectif."),
        (
            weeks(AT_TARGET, NOBODY, over=False),
            "Des 2 semaines en cours ou à venir, 1 est déjà à l’objectif.",
        ),
        (
            weeks(NOBODY, NOBODY, over=False),
            "Des 2 semaines en cours ou à venir, aucune n’est encore à l’objectif.",
        ),
    ],
)
def test_coming_weeks_are_told_apart(told, words):
    assert coming_weeks_said(told) == words


def test_cover_is_told_in_days():
    cover = Cover(full=13, half=1, none=6, target=32)
    assert cover_said(cover) == (
        "Un médecin était là 13,5 jours sur 20 ouverts ; l’objectif en demandait 16, atteint à 84\u202f%."
    )
    assert cover_said(Cover(full=1, none=1, target=2), forecast=True) == (
        "Un médecin est inscrit 1 jour sur 2 ouverts ; l’objectif en demande 1, atteint à 100\u202f%."
    )
    assert cover_said(Cover(none=1)) == "Un médecin était là 0 jour sur 1 ouvert."
    assert cover_said(Cover()) == "Le cabinet n’ouvre aucun jour."


def test_effect_of_holidays_is_told_when_there_is_one():
    inside, outside = Cover(full=2, none=3), Cover(full=8, half=1, none=1)
    assert holidays_said(inside, outside, 5) == (
        "Pendant les vacances scolaires, 2 jours par semaine en moyenne avec un médecin ; "
        "4,3 jours le reste du temps."
    )
    assert holidays_said(Cover(), outside, 5) == ""


@pytest.mark.parametrize(
    ("needed", "covered", "words"),
    [
        (0, 0, "Aucun jour ne demandait d’astreinte pour le laboratoire."),
        (1, 1, "1 jour sans médecin demandait une astreinte pour le laboratoire ; il en avait une."),
        (3, 3, "3 jours sans médecin demandaient une astreinte pour le laboratoire ; tous en avaient une."),
        (3, 1, "3 jours sans médecin demandaient une astreinte pour le laboratoire ; 1 en avait une."),
        (3, 0, "3 jours sans médecin demandaient une astreinte pour le laboratoire ; aucun n’en avait une."),
    ],
)
def test_on_call_is_told(needed, covered, words):
    assert on_call_said(OnCallDays(needed, covered)) == words


def test_rescue_days_are_told_when_there_are_some():
    assert rescue_said(0) == ""
    assert rescue_said(2) == "Les titulaires ont donné 2 jours en réponse à un appel à remplacement."


def test_desk_is_told():
    assert desk_said(None) == ""
    assert desk_said(Desk(270, 0, 1, 0, 0)) == (
        "Le secrétariat a tenu 4\u202fh\u202f30 ; aucun jour ouvert n’est resté sans l’un ni l’autre."
    )
    assert desk_said(Desk(240, 150, 1, 1, 3)) == (
        "Le secrétariat a tenu 4\u202fh, le télésecrétariat 2\u202fh\u202f30 ; "
        "3 jours ouverts n’avaient ni l’un ni l’autre."
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Vacances d’été", "pendant les vacances d’été"),
        ("Pont de l’Ascension", "pendant le pont de l’Ascension"),
    ],
)
def test_holiday_is_named_in_a_sentence(name, words):
    assert holiday_said(name) == words


def test_hours_are_told():
    assert [hours_said(minutes) for minutes in (0, 60, 2310)] == ["0\u202fh", "1\u202fh", "38\u202fh\u202f30"]


def test_half_days_are_told_as_days():
    assert [days_said(halves) for halves in (0, 1, 2, 7)] == ["0", "0,5", "1", "3,5"]
    assert [day_count(halves) for halves in (0, 3, 4, 7)] == ["0 jour", "1,5 jour", "2 jours", "3,5 jours"]


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (Cover(none=2, target=4), "aucun jour n’est encore inscrit, pour 2 à l’objectif."),
        (Cover(full=1, target=3), "1 jour est déjà inscrit, pour 1,5 à l’objectif."),
        (Cover(full=2, half=1, target=8), "2,5 jours sont déjà inscrits, pour 4 à l’objectif."),
    ],
)
def test_days_to_come_are_told_apart(ahead, words):
    assert ahead_said(ahead) == f"D’ici la fin de la période, {words}"
