"""What waits in the conversations is counted on the front desk, and gone once read and taken in hand."""

from django.urls import reverse

from cabinet.members import Member
from cabinet.tenancy.scope import scoped
from messaging.actions.marks import mark_read, mute
from messaging.actions.urgent import acknowledge
from messaging.models import Message
from messaging.queries.unread import Unread, desk_unread
from tests.messaging.talk import NOW, say


def test_unread_tells_what_names_one_and_what_is_urgent(house, django_assert_num_queries):
    say(house.team, house.texier, "Bonjour")
    say(house.team, house.texier, "@Baptiste, le bureau\u202f1 est libre")
    say(house.pool, house.texier, "Qui peut venir\u202f?", urgent=True)
    secretary = Member(house.jaulin)
    with django_assert_num_queries(1):
        assert desk_unread(secretary) == Unread(messages=3, naming=1, waiting=1)
    mute(conversation=house.pool, by=house.jaulin, muted=True)
    house.team.refresh_from_db()
    mark_read(conversation=house.team, number=2, by=house.jaulin, at=NOW)
    assert desk_unread(secretary) == Unread(messages=0, naming=0, waiting=1)


def test_desk_says_what_waits_and_shows_it_anew(visited, as_member):
    with scoped(visited.cabinet.pk):
        say(visited.pool, visited.texier, "Qui peut venir\u202f?", urgent=True)
    client = as_member(visited.jaulin)
    desk = client.get(reverse("patients:desk", args=["nieul"])).content.decode()
    card = client.get(reverse("patients:desk-card", args=["nieul", "messages"])).content.decode()
    for page in (desk, card):
        assert "1 conversation attend que quelqu’un s’en occupe" in page
    with scoped(visited.cabinet.pk):
        visited.pool.refresh_from_db()
        mark_read(conversation=visited.pool, number=1, by=visited.jaulin, at=NOW)
        acknowledge(message=Message.objects.get(), by=visited.jaulin, at=NOW)
    assert (
        "tout est lu"
        in client.get(reverse("patients:desk-card", args=["nieul", "messages"])).content.decode()
    )
