"""A network is joined by each practice for itself, shares who is where, and nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cabinet.actions.network import (
    NetworkRefused,
    answer_network,
    create_network,
    invite_practice,
    leave_network,
    share_in_network,
)
from cabinet.clock import today_in_paris
from cabinet.models import AuditEntry, Cabinet, Network, NetworkInvitation
from cabinet.tenancy.scope import current, scoped
from planning.actions import book_presence
from planning.models import Room
from planning.queries.network_week import network_week
from planning.rules.calendar_weeks import monday_of


def at():
    return timezone.now()


@pytest.fixture
def network(cast):
    """Nieul and its neighbour, in one network."""
    with scoped(cast.cabinet.pk):
        made = create_network(name="MSP du bocage", by=cast.texier, at=at())
        asked = invite_practice(slug="voisin", by=cast.texier, at=at())
    with scoped(cast.next_door.cabinet.pk):
        answer_network(invitation=asked, accept=True, by=cast.stranger, at=at())
    return made


def booked_next_door(cast, *, on):
    with scoped(cast.next_door.cabinet.pk):
        Room.objects.get_or_create(name="Salle")
        book_presence(membership=cast.stranger, on=on, period="day", by=cast.stranger, at=at())


def test_practices_join_by_their_own_word(cast, network):
    assert set(network.cabinets.values_list("slug", flat=True)) == {"nieul", "voisin"}
    with scoped(cast.next_door.cabinet.pk):
        assert AuditEntry.objects.filter(verb="join_network").count() == 1


def test_said_twice_is_said_once(cast, network):
    with scoped(cast.cabinet.pk):
        assert create_network(name="MSP du bocage", by=cast.texier, at=at()).pk == network.pk
        with pytest.raises(NetworkRefused):
            invite_practice(slug="voisin", by=cast.texier, at=at())
        assert invite_practice(slug="nulle-part", by=cast.texier, at=at()) is None
        with pytest.raises(NetworkRefused):
            create_network(name="Un autre", by=cast.texier, at=at())
    assert NetworkInvitation.objects.count() == 1


def test_only_titulaires_and_only_for_their_own_practice(cast):
    with scoped(cast.cabinet.pk):
        with pytest.raises(PermissionDenied):
            create_network(name="MSP", by=cast.jaulin, at=at())
        create_network(name="MSP", by=cast.texier, at=at())
        asked = invite_practice(slug="voisin", by=cast.texier, at=at())
        with pytest.raises(PermissionDenied):
            answer_network(invitation=asked, accept=True, by=cast.texier, at=at())
    assert Cabinet.objects.get(slug="voisin").network_id is None


def test_refused_invitation_shares_nothing(cast):
    with scoped(cast.cabinet.pk):
        create_network(name="MSP", by=cast.texier, at=at())
        asked = invite_practice(slug="voisin", by=cast.texier, at=at())
    with scoped(cast.next_door.cabinet.pk):
        answer_network(invitation=asked, accept=False, by=cast.stranger, at=at())
        answer_network(invitation=asked, accept=True, by=cast.stranger, at=at())
    assert Cabinet.objects.get(slug="voisin").network_id is None


def test_sharing_more_is_said_by_a_titulaire_and_ends_with_the_network(cast, network):
    with scoped(cast.cabinet.pk):
        with pytest.raises(PermissionDenied):
            share_in_network(pool=True, territory=True, by=cast.jaulin, at=at())
        for _ in range(2):
            share_in_network(pool=True, territory=False, by=cast.texier, at=at())
        assert AuditEntry.objects.filter(verb="share_in_network").count() == 1
        leave_network(by=cast.texier, at=at())
        with pytest.raises(NetworkRefused):
            share_in_network(pool=True, territory=False, by=cast.texier, at=at())
    kept = Cabinet.objects.get(slug="nieul")
    assert (kept.shares_pool, kept.tells_territory) == (False, False)


def test_week_of_the_network_names_doctors_of_all_its_practices(cast, network, as_member):
    monday = monday_of(today_in_paris() + timedelta(days=7))
    booked_next_door(cast, on=monday)
    with scoped(cast.cabinet.pk):
        before = current()
        found = {week.cabinet.slug: dict(week.days) for week in network_week(cast.cabinet, monday)}
        assert current() == before
    assert found["voisin"][monday] == ["Dr Voisin"]
    page = as_member(cast.fradin).get(f"/c/nieul/reseau/semaine/?semaine={monday}")
    assert "Dr Voisin" in page.text
    assert as_member(cast.guilbaud).get("/c/nieul/reseau/semaine/").status_code == 403


def test_who_leaves_shares_nothing_more_from_the_next_page_on(cast, network, as_member):
    monday = monday_of(today_in_paris() + timedelta(days=7))
    booked_next_door(cast, on=monday)
    with scoped(cast.next_door.cabinet.pk):
        leave_network(by=cast.stranger, at=at())
        leave_network(by=cast.stranger, at=at())
    page = as_member(cast.fradin).get(f"/c/nieul/reseau/semaine/?semaine={monday}")
    assert "Dr Voisin" not in page.text
    with scoped(cast.cabinet.pk):
        leave_network(by=cast.texier, at=at())
    assert not Network.objects.exists()


def client_page(as_member, cast) -> str:
    return as_member(cast.texier).get("/c/nieul/reseau/").text


def test_pages_of_the_network(cast, as_member):
    client = as_member(cast.texier)
    assert client.post("/c/nieul/reseau/", {"name": ""}).status_code == 422
    client.post("/c/nieul/reseau/", {"name": "MSP du bocage"})
    client.post("/c/nieul/reseau/", {"practice": "voisin"})
    asked = NetworkInvitation.objects.get()
    assert client.post(f"/c/nieul/reseau/invitations/{asked.pk}/", {"accept": "1"}).status_code == 404
    theirs = as_member(cast.stranger)
    assert "MSP du bocage" in theirs.get("/c/voisin/reseau/").text
    theirs.post(f"/c/voisin/reseau/invitations/{asked.pk}/", {"accept": "1"})
    assert Cabinet.objects.filter(network__isnull=False).count() == 2
    assert "Cabinet de Nieul" in theirs.get("/c/voisin/reseau/").text
    theirs.post("/c/voisin/reseau/partage/", {"territory": "on"})
    assert "nombres donnés à la coordination CLS" in client_page(as_member, cast)
    theirs = as_member(cast.stranger)
    theirs.post("/c/voisin/reseau/depart/")
    assert Cabinet.objects.get(slug="voisin").network_id is None
