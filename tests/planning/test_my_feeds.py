"""« Mes agendas »: an address made when it is asked for, shown to its owner, renewed, revoked."""

import re

import pytest
from django.test import Client

from cabinet.members import memberships_of
from planning.calendars.secret import secret_of
from planning.models import Feed
from planning.queries.my_feeds import my_subscriptions
from tests.planning.conftest import TODAY

PAGE = "/mes-agendas/"


def offered(client) -> list[str]:
    return re.findall(r"<h2>([^<]+)</h2>", client.get(PAGE).content.decode())


def test_page_makes_no_address_by_itself(signed_in):
    assert offered(signed_in.as_member(signed_in.fradin)) == [
        "Mon agenda", "Qui est là", "Astreintes", "Comment s’abonner",
    ]  # fmt: skip
    assert not Feed.objects.exists()


@pytest.mark.parametrize(
    "role", ["texier", "jaulin", "bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"]
)
def test_everybody_may_have_each_of_the_three(signed_in, role):
    client = signed_in.as_member(getattr(signed_in, role))
    for kind, slug in (("mine", ""), ("practice", "nieul"), ("astreintes", "nieul")):
        assert client.post(PAGE, {"kind": kind, "practice": slug}).status_code == 302
    for feed in Feed.objects.all():
        assert Client().get(f"/ical/{secret_of(feed.pk)}.ics").status_code == 200
    assert Feed.objects.count() == 3


def test_address_asked_for_twice_is_one(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    for _ in range(2):
        client.post(PAGE, {"kind": "mine", "practice": ""})
    assert Feed.objects.count() == 1


def test_page_says_the_address_in_each_way(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    client.post(PAGE, {"kind": "mine", "practice": ""})
    address = f"localhost:8000/ical/{secret_of(Feed.objects.get().pk)}.ics"
    response = client.get(PAGE)
    page = response.content.decode()
    assert f'readonly value="http://{address}"' in page
    assert f'href="webcal://{address}"' in page
    assert page.count('class="qr"') == 1
    assert "style=" not in page
    assert response.headers["Cache-Control"] == "no-store, private"


def test_renewed_address_is_another_one(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    client.post(PAGE, {"kind": "practice", "practice": "nieul"})
    former = Feed.objects.get()
    page = client.post(f"{PAGE}{former.pk}/renouvellement/", follow=True).content.decode()
    [latter] = Feed.objects.standing()
    assert (latter.kind, latter.practice, latter.person) == (former.kind, former.practice, former.person)
    assert secret_of(former.pk) not in page
    assert secret_of(latter.pk) in page


def test_revoked_address_is_offered_again(signed_in):
    client = signed_in.as_member(signed_in.fradin)
    client.post(PAGE, {"kind": "mine", "practice": ""})
    former = Feed.objects.get()
    client.post(f"{PAGE}{former.pk}/revocation/")
    assert not Feed.objects.standing().exists()
    assert client.post(f"{PAGE}{former.pk}/revocation/").status_code == 404
    client.post(PAGE, {"kind": "mine", "practice": ""})
    assert Feed.objects.standing().get().pk != former.pk


@pytest.mark.parametrize(
    "typed", [{}, {"kind": "practice"}, {"kind": "mine", "practice": "nieul"}, {"kind": "x"}]
)
def test_address_that_is_not_offered_is_not_made(signed_in, typed):
    assert signed_in.as_member(signed_in.fradin).post(PAGE, typed).status_code == 404
    assert not Feed.objects.exists()


def test_page_of_many_practices_asks_one_statement(signed_in, django_assert_num_queries):
    memberships = memberships_of(signed_in.fradin.person, on=TODAY)
    with django_assert_num_queries(1):
        assert len(my_subscriptions(signed_in.fradin.person, memberships * 10)) == 21
