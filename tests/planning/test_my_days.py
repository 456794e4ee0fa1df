"""One's own days in all one's practices."""

from datetime import date, time, timedelta

import pytest

from cabinet.clock import in_paris
from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from planning.models import Astreinte, Event, Presence
from planning.rules.half_days import Hours, instants
from tests.planning.conftest import FRIDAY, NOW, THURSDAY, TUESDAY, WEDNESDAY, booker


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


def test_each_practice_has_its_colour_and_its_name(two_practices):
    response = two_practices.as_member(two_practices.fradin).get("/mes-jours/?mois=2027-03")
    page = response.context["page"]
    hues = {practice.cabinet.name: practice.hue for practice in page.practices}
    assert len(set(hues.values())) == 2
    cells = {
        cell.on: (cell.hue, bool(cell.words)) for week in page.weeks for cell in week.cells if cell.people
    }
    assert cells == {
        TUESDAY: (hues["Cabinet de Nieul"], True),
        WEDNESDAY: (hues["Cabinet voisin"], True),
    }
    assert f"hue-{hues['Cabinet voisin']}" in response.content.decode()


def test_one_practice_needs_no_colour(two_practices):
    page = two_practices.as_member(two_practices.rabiller).get("/mes-jours/?mois=2027-03").context["page"]
    assert {cell.hue for week in page.weeks for cell in week.cells} == {0}


def test_what_awaits_me_is_in_order_with_company_astreintes_and_events(two_practices):
    cast = two_practices
    with scoped(cast.cabinet.pk):
        booker(cast)(cast.sorin, TUESDAY)
        at = in_paris(FRIDAY, time(8))
        Astreinte.objects.create(
            membership=cast.fradin, on=FRIDAY, starts_at=at, ends_at=at + timedelta(hours=12), assigned_at=NOW
        )
        evening = in_paris(THURSDAY, time(20))
        Event.objects.create(
            kind="training",
            title="ECG",
            starts_at=evening,
            ends_at=evening + timedelta(hours=2),
            created_at=NOW,
        )
    page = cast.as_member(cast.fradin).get("/mes-jours/?mois=2027-03").context["page"]
    assert [(line.on, line.practice.cabinet.slug, line.what, line.company) for line in page.coming] == [
        (TUESDAY, "nieul", "Bureau 1 · 8\u202fh\u202f30\u202f–\u202f18\u202fh\u202f30", "avec Dr Sorin"),
        (WEDNESDAY, "voisin", "Bureau A · 8\u202fh\u202f30\u202f–\u202f12\u202fh\u202f30", ""),
        (THURSDAY, "nieul", "formation\u202f: ECG, 20\u202fh", ""),
        (FRIDAY, "nieul", "astreinte biologie", ""),
    ]
    labels = {cell.on: cell.label for week in page.weeks for cell in week.cells}
    assert "vous êtes d’astreinte" in labels[FRIDAY]


def test_last_resort_is_said_and_is_not_a_day_of_mine(two_practices):
    cast = two_practices
    with scoped(cast.cabinet.pk):
        starts_at, ends_at = instants(FRIDAY, "day", Hours.of(cast.cabinet))
        Presence.objects.create(
            membership=cast.fradin, room=cast.rooms[0], on=FRIDAY, period="day", strength="if_need_be",
            starts_at=starts_at, ends_at=ends_at, booked_at=NOW,
        )  # fmt: skip
    page = cast.as_member(cast.fradin).get("/mes-jours/?mois=2027-03").context["page"]
    [cell] = [cell for week in page.weeks for cell in week.cells if cell.on == FRIDAY]
    assert (cell.words, list(cell.people)) == ("dernier recours", [])
    assert page.coming[-1].what.startswith("en dernier recours")
