"""The doors and the home cards of the calendar, by role."""

import pytest

from cabinet import house
from cabinet.members import Member
from cabinet.tenancy.scope import scoped
from planning.house import home_cards
from planning.queries.home import free_days
from tests.planning.conftest import MONDAY, NOW, TODAY, TUESDAY, booker

CARDS = {
    "texier": ["laboratory", "today_here", "my_next_days", "coming_weeks"],
    "fradin": ["my_next_days", "free_days"],
    "hervouet": ["my_next_days", "free_days"],
    "jaulin": ["laboratory", "today_here", "coming_weeks"],
    "bossard": ["laboratory", "today_here"],
    "drapeau": ["my_next_days"],
    "naulleau": [],
    "guilbaud": ["month_so_far"],
    "ouvrard": ["month_so_far"],
}


@pytest.mark.parametrize(("role", "expected"), CARDS.items())
def test_home_shows_what_the_role_came_for(nieul, role, expected):
    cards = home_cards(Member(getattr(nieul, role)), TODAY)
    assert [card.template.split("/")[-1].removesuffix(".html") for card in cards] == expected


@pytest.mark.parametrize("role", CARDS)
def test_home_is_shown_with_and_without_presences(signed_in, role):
    client = signed_in.as_member(getattr(signed_in, role))
    assert client.get("/c/nieul/").status_code == 200
    with scoped(signed_in.cabinet.pk):
        for on in (TODAY, MONDAY, TUESDAY):
            booker(signed_in)(signed_in.fradin, on)
    assert client.get("/c/nieul/").status_code == 200


@pytest.mark.parametrize(
    ("role", "mine"), [("fradin", True), ("texier", True), ("jaulin", False), ("guilbaud", False)]
)
def test_doors_are_those_of_the_role(nieul, role, mine):
    labels = [door.label for door in house.navigation(Member(getattr(nieul, role)), "/c/nieul/planning/")]
    assert ("Planning" in labels, "Mes jours" in labels) == (True, mine)


def test_free_days_put_the_emptiest_week_and_company_first(nieul, book):
    for n, on in enumerate((MONDAY, TUESDAY)):
        book(nieul.sorin, on, at=NOW)
        if n:
            book(nieul.drapeau, on)
    book(nieul.drapeau, TODAY)
    days = free_days(Member(nieul.fradin), TODAY, MONDAY)
    assert (days[0].on, days[0].company) == (TODAY, 1)
    assert len(days) == 5


def test_month_so_far_counts_half_days_only(nieul, book):
    book(nieul.fradin, MONDAY)
    book(nieul.rabiller, MONDAY)
    book(nieul.drapeau, TUESDAY)
    [card] = home_cards(Member(nieul.guilbaud), TODAY)
    month = card.context["month"]
    assert (month.open_days, month.covered, month.said) == (22, 2, "1 jour sur 18")
