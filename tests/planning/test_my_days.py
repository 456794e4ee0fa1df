"""One's own days in all one's practices."""

from datetime import date

import pytest

from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from tests.planning.conftest import NOW, TUESDAY, WEDNESDAY, booker


@pytest.fixture
def two_practices(signed_in):
    """Dr Fradin in both, on Tuesday here and on Wednesday next door."""
    with scoped(signed_in.cabinet.pk):
        booker(signed_in)(signed_in.fradin, TUESDAY)
    with scoped(signed_in.next_door.cabinet.pk):
        other = Membership.objects.create(
            person=signed_in.fradin.person, role="remplacant", starts_on=date(2026, 1, 1)
        )
        other.cabinet = signed_in.next_door.cabinet
        from planning.actions import book_presence

        book_presence(membership=other, on=WEDNESDAY, period="morning", by=other, at=NOW)
    return signed_in


def test_my_days_show_all_practices(two_practices):
    response = two_practices.as_member(two_practices.fradin).get("/mes-jours/?mois=2027-03")
    page = response.content.decode()
    assert response.context["page"].said == "Mes jours, 2 cabinets · 2 présences"
    assert page.count("day-mine") == 2
    assert 'aria-label="mardi 9 mars, Cabinet de Nieul, vous y êtes' in page
    assert "Cabinet voisin, vous y êtes\u202f: matin" in page
    assert "libre\u202f: 2 cabinets" in page


def test_my_days_do_not_show_other_people_s_practices(two_practices):
    page = two_practices.as_member(two_practices.rabiller).get("/mes-jours/?mois=2027-03").content.decode()
    assert "Cabinet voisin" not in page
    assert page.count("day-mine") == 0


def test_my_day_is_a_door_to_each_practice(two_practices):
    client = two_practices.as_member(two_practices.fradin)
    page = client.get("/mes-jours/2027-03-11/", headers={"HX-Request": "true"}).content.decode()
    assert "/c/nieul/planning/2027-03-11/" in page
    assert "/c/voisin/planning/2027-03-11/" in page
    assert "<html" not in page


@pytest.mark.parametrize("role", ["jaulin", "guilbaud", "naulleau"])
def test_who_holds_no_day_is_told(two_practices, role):
    page = two_practices.as_member(getattr(two_practices, role)).get("/mes-jours/").content.decode()
    assert "ne tient pas de journée" in page
    assert "day-mine" not in page
