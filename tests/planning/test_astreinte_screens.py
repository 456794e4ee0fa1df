"""The pages of astreintes and exchanges: what each role sees, what is refused, what it costs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cabinet.members import Member
from cabinet.models import PractitionerProfile
from cabinet.tenancy.scope import scoped
from planning.actions.astreintes import assign_astreinte
from planning.actions.hand_over import write_hand_over
from planning.actions.swaps import ask_swap
from planning.house import astreinte_cards
from planning.models import Astreinte, Presence, Swap
from tests.planning.conftest import FRIDAY, MONDAY, NOW, TODAY, TUESDAY, WEDNESDAY, booker

PAGE = "/c/nieul/planning/astreintes/?mois=2027-03"
SWAPS = "/c/nieul/planning/echanges/"
SOON = TODAY + timedelta(days=1)


def duty(cast, who, on, **values) -> Astreinte:
    with scoped(cast.cabinet.pk):
        return assign_astreinte(
            **{"membership": who, "on": on, "by": cast.jaulin, "at": timezone.now()} | values
        )


def presence(cast, who, on) -> Presence:
    with scoped(cast.cabinet.pk):
        return booker(cast)(who, on)


def address(*parts) -> str:
    return "/c/nieul/planning/" + "/".join(str(part) for part in parts) + "/"


def test_page_shows_holes_with_a_proposal_to_who_entrusts(signed_in):
    text = signed_in.as_member(signed_in.texier).get(PAGE).text
    assert "Confier à Dr Fradin" in text
    assert "Je la prends" in text
    assert "Personne ne répond au laboratoire." in text


@pytest.mark.parametrize(
    ("role", "takes", "entrusts"),
    [
        ("fradin", True, False),
        ("jaulin", False, True),
        ("hervouet", False, False),
        ("guilbaud", False, False),
    ],
)
def test_page_offers_what_the_role_may_do(signed_in, role, takes, entrusts):
    text = signed_in.as_member(getattr(signed_in, role)).get(PAGE).text
    assert ("Je la prends" in text, "Confier à" in text) == (takes, entrusts)


def test_mairie_sees_names_without_phones(signed_in):
    duty(signed_in, signed_in.fradin, MONDAY)
    with scoped(signed_in.cabinet.pk):
        PractitionerProfile.objects.filter(membership=signed_in.fradin).update(phone="+33639981234")
    shown = {
        role: signed_in.as_member(getattr(signed_in, role)).get(PAGE).text for role in ("guilbaud", "jaulin")
    }
    assert all("Dr Fradin" in text for text in shown.values())
    assert ("+33639981234" in shown["guilbaud"], "+33639981234" in shown["jaulin"]) == (False, True)


def test_astreinte_is_taken_in_one_click(signed_in):
    response = signed_in.as_member(signed_in.fradin).post(address("astreintes", MONDAY))
    assert response["Location"] == f"{PAGE}#astreinte-2027-03-08"
    with scoped(signed_in.cabinet.pk):
        assert Astreinte.objects.get().membership == signed_in.fradin


def test_astreinte_taken_meanwhile_says_by_whom(signed_in):
    duty(signed_in, signed_in.sorin, MONDAY)
    response = signed_in.as_member(signed_in.fradin).post(address("astreintes", MONDAY))
    assert response.status_code == 409
    assert "Dr Sorin est déjà d’astreinte lundi 8 mars." in response.text


def test_whole_proposal_is_entrusted_at_once(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    page = client.get(PAGE).context["page"]
    days = [f"{day.on}/{day.proposed.pk}" for day in page.proposals]
    response = client.post(
        address("astreintes", "proposition"), {"mois": "2027-03", "day": days}, follow=True
    )
    assert f"{len(days)} jours confiés" in response.text
    assert response.context["page"].holes == []


@pytest.mark.parametrize("days", [[], ["n’importe quoi"], ["2027-03-08/pas-un-membre"]])
def test_proposal_of_nothing_is_refused(signed_in, days):
    client = signed_in.as_member(signed_in.jaulin)
    assert client.post(address("astreintes", "proposition"), {"day": days}).status_code == 422


def test_late_giving_up_without_a_reason_keeps_the_page(signed_in):
    late = duty(signed_in, signed_in.fradin, SOON)
    client = signed_in.as_member(signed_in.fradin)
    response = client.post(address("astreintes", late.pk, "abandon"), {"reason": "x" * 201})
    assert response.status_code == 422
    assert "x" * 201 in response.text
    assert client.post(address("astreintes", late.pk, "abandon"), {"reason": "grippe"}).status_code == 302


def test_reading_from_home_comes_back_home(signed_in):
    mine = duty(signed_in, signed_in.fradin, MONDAY)
    client = signed_in.as_member(signed_in.fradin)
    assert "Mes astreintes" in client.get("/c/nieul/").text
    response = client.post(address("astreintes", mine.pk, "lecture"), {"back": "home"})
    assert response["Location"] == "/c/nieul/"
    with scoped(signed_in.cabinet.pk):
        assert Astreinte.objects.get().acknowledged_at == NOW


def test_line_is_shown_to_who_is_there_until_it_is_read(signed_in, time_machine):
    left = duty(signed_in, signed_in.sorin, TODAY)
    with scoped(signed_in.cabinet.pk):
        line = write_hand_over(astreinte=left, text="INR à refaire", by=signed_in.sorin, at=NOW)
    presence(signed_in, signed_in.fradin, SOON)
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    there, absent = signed_in.fradin, signed_in.rabiller
    assert "INR à refaire" in signed_in.as_member(there).get("/c/nieul/").text
    assert "INR à refaire" not in signed_in.as_member(absent).get("/c/nieul/").text
    client = signed_in.as_member(there)
    assert "INR à refaire" in client.get(address(SOON)).text
    client.post(address("consignes", line.pk, "lecture"), {"back": "home"})
    assert "INR à refaire" not in client.get("/c/nieul/").text
    assert "lu par Dr Fradin" in client.get(PAGE).text


@pytest.mark.parametrize("size", ["", "?format=a5", "?format=a3"])
def test_card_of_the_day_is_a_pdf(signed_in, size):
    duty(signed_in, signed_in.fradin, MONDAY)
    response = signed_in.as_member(signed_in.bossard).get(
        f"/c/nieul/planning/astreintes/2027-03-08/carte.pdf{size}"
    )
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


def test_card_of_a_day_without_anybody_is_not_there(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    assert client.get("/c/nieul/planning/astreintes/2027-03-08/carte.pdf").status_code == 404


def test_day_is_offered_from_its_sheet_and_accepted_from_the_list(signed_in):
    given, wanted = (
        presence(signed_in, signed_in.fradin, FRIDAY),
        presence(signed_in, signed_in.rabiller, WEDNESDAY),
    )
    client = signed_in.as_member(signed_in.fradin)
    form = address("presences", given.pk, "echange")
    assert form in client.get(address(FRIDAY)).text
    assert f"day:{wanted.pk}" in client.get(form).text
    assert client.post(form, {"option": f"day:{wanted.pk}"})["Location"] == SWAPS
    with scoped(signed_in.cabinet.pk):
        swap = Swap.objects.get()
    other = signed_in.as_member(signed_in.rabiller)
    assert "On vous propose" in other.get("/c/nieul/").text
    response = other.post(address("echanges", swap.pk, "reponse"), {"answer": "accept", "back": "home"})
    assert response["Location"] == "/c/nieul/"
    with scoped(signed_in.cabinet.pk):
        names = (
            Presence.objects.standing().order_by("on").values_list("membership__person__last_name", flat=True)
        )
        assert list(names) == ["Fradin", "Rabiller"]


@pytest.mark.parametrize("option", ["", "give:", "give:pas-un-membre", "day:8d3f", "n’importe quoi"])
def test_exchange_with_nobody_is_refused_and_keeps_what_was_typed(signed_in, option):
    given = presence(signed_in, signed_in.fradin, SOON)
    client = signed_in.as_member(signed_in.fradin)
    response = client.post(
        address("presences", given.pk, "echange"), {"option": option, "reason": "formation"}
    )
    assert response.status_code == 422
    assert 'value="formation"' in response.text


def test_secretary_exchanges_for_both(signed_in):
    given = presence(signed_in, signed_in.fradin, FRIDAY)
    client = signed_in.as_member(signed_in.jaulin)
    response = client.post(
        address("presences", given.pk, "echange"), {"option": f"give:{signed_in.rabiller.pk}"}, follow=True
    )
    assert "L’échange est fait" in response.text


def test_answer_to_what_is_answered_is_a_conflict(signed_in):
    given = presence(signed_in, signed_in.fradin, FRIDAY)
    with scoped(signed_in.cabinet.pk):
        swap = ask_swap(given=given, to=signed_in.rabiller, by=signed_in.fradin, at=NOW)
    signed_in.as_member(signed_in.fradin).post(
        address("echanges", swap.pk, "reponse"), {"answer": "withdraw"}
    )
    client = signed_in.as_member(signed_in.rabiller)
    response = client.post(address("echanges", swap.pk, "reponse"), {"answer": "accept"})
    assert response.status_code == 409
    assert "Dr Fradin a retiré cette demande." in response.text
    assert client.post(address("echanges", swap.pk, "reponse"), {"answer": "oui"}).status_code == 422


@pytest.mark.parametrize("rows", [1, 5])
@pytest.mark.parametrize(("path", "statements"), [(PAGE, 22), (SWAPS, 13)])
def test_statements_do_not_depend_on_rows(signed_in, rows, path, statements, django_assert_num_queries):
    days = [MONDAY + timedelta(days=n) for n in range(14) if (MONDAY + timedelta(days=n)).weekday() < 5]
    for on in days[:rows]:
        duty(signed_in, signed_in.texier, on, by=signed_in.texier)
    for on in days[-rows:]:
        given = presence(signed_in, signed_in.fradin, on)
        with scoped(signed_in.cabinet.pk):
            ask_swap(given=given, to=signed_in.texier, by=signed_in.fradin, at=NOW)
    client = signed_in.as_member(signed_in.texier)
    client.get(path)
    with django_assert_num_queries(statements):
        client.get(path)


def test_cards_cost_the_same_whatever_the_rows(signed_in, django_assert_num_queries):
    duty(signed_in, signed_in.texier, MONDAY)
    with scoped(signed_in.cabinet.pk), django_assert_num_queries(10):
        before = astreinte_cards(Member(signed_in.texier), TODAY)
    for n in range(1, 5):
        duty(signed_in, signed_in.texier, MONDAY + timedelta(days=n))
    with scoped(signed_in.cabinet.pk), django_assert_num_queries(10):
        after = astreinte_cards(Member(signed_in.texier), TODAY)
    assert [card.template for card in after] == [card.template for card in before]


def test_api_lists_what_is_needed_and_takes_and_gives_up(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    base = "/api/v1/cabinets/nieul/on-calls/"
    listed = client.get(f"{base}?from=2027-03-08&to=2027-03-14").json()
    assert [(day["date"], day["name"]) for day in listed] == [
        (f"2027-03-{n:02d}", None) for n in range(8, 14)
    ]
    made = client.post(base, {"date": "2027-03-09"}, content_type="application/json")
    assert (made.status_code, made.json()["name"], made.json()["date"]) == (201, "Dr Fradin", str(TUESDAY))
    one = f"{base}{made.json()['id']}/"
    assert client.get(one).json()["acknowledged_at"] is not None
    assert client.post(f"{one}acknowledgement/").status_code == 200
    again = signed_in.as_member(signed_in.sorin).post(
        base, {"date": "2027-03-09"}, content_type="application/json"
    )
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "Dr Fradin est déjà d’astreinte mardi 9 mars.",
    )
    assert signed_in.as_member(signed_in.fradin).delete(one).status_code == 204
