"""The pool of a network: calls of one practice answered by the locums of another, when both share theirs."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from cabinet import house, jobs
from cabinet.actions.memberships import end_membership
from cabinet.actions.network import answer_network, create_network, invite_practice, share_in_network
from cabinet.models import AuditEntry, Job, Membership, OutboxMessage, Person
from cabinet.tenancy.scope import scoped
from planning.actions import AlreadyTaken, book_presence
from planning.actions.calls import open_call
from planning.actions.pool import take_pool_day
from planning.models import CallClaim, Presence
from planning.queries.pool import pool_practices, pool_weeks
from tests.planning.conftest import MONDAY, NOW, TODAY, TUESDAY, WEDNESDAY, furnish

PAGE = "/mes-jours/reseau/"
TAKE = f"{PAGE}nieul/{TUESDAY}/day/"


def join(cast) -> None:
    """Nieul and its neighbour in a network; a locum next door, and a call here that has reached the pool."""
    with scoped(cast.cabinet.pk):
        create_network(name="MSP du bocage", by=cast.texier, at=NOW)
        asked = invite_practice(slug="voisin", by=cast.texier, at=NOW)
    with scoped(cast.next_door.cabinet.pk):
        answer_network(invitation=asked, accept=True, by=cast.stranger, at=NOW)
        cast.locum = Person.objects.create(
            email="jeanne@voisin.example", first_name="Jeanne", last_name="Morineau"
        )
        cast.there = Membership.objects.create(person=cast.locum, role="remplacant", starts_on=TODAY)
        cast.there.person, cast.there.cabinet = cast.locum, cast.next_door.cabinet


def share(cast, *, ours=True, theirs=True) -> None:
    with scoped(cast.cabinet.pk):
        share_in_network(pool=ours, territory=False, by=cast.texier, at=NOW)
    with scoped(cast.next_door.cabinet.pk):
        share_in_network(pool=theirs, territory=False, by=cast.stranger, at=NOW)
    with scoped(cast.cabinet.pk):
        cast.cabinet.refresh_from_db()
        cast.call = open_call(monday=MONDAY, by=cast.jaulin, at=NOW)


@pytest.fixture
def network(signed_in):
    join(signed_in)
    return signed_in


def take(cast, on=TUESDAY, by=None) -> Presence:
    return take_pool_day(cabinet=cast.cabinet, on=on, period="day", by=by or cast.locum, at=NOW)


def ours(cast) -> list[tuple[str, object]]:
    with scoped(cast.cabinet.pk):
        found = Presence.objects.sure().filter(on__gte=MONDAY).select_related("membership__person")
        return [(one.membership.person.last_name, one.on) for one in found]


def of_the_locum(cast) -> list[str]:
    with scoped(cast.cabinet.pk):
        return list(Membership.objects.filter(person=cast.locum).values_list("role", flat=True))


@pytest.mark.parametrize(("here", "there"), [(True, False), (False, True), (False, False)])
def test_calls_are_put_to_a_network_only_when_both_share(network, here, there):
    share(network, ours=here, theirs=there)
    assert pool_practices(network.locum, TODAY) == []
    assert network.as_member(network.there).post(TAKE).status_code == 404
    assert of_the_locum(network) == []


def test_locum_of_the_network_takes_a_day_and_becomes_one_here(network):
    share(network)
    client = network.as_member(network.there)
    assert "Cabinet de Nieul" in client.get(PAGE).text
    answer = client.post(TAKE)
    assert (answer.status_code, answer["Location"]) == (302, f"/c/nieul/planning/{TUESDAY}/")
    assert ours(network) == [("Morineau", TUESDAY)]
    assert of_the_locum(network) == ["remplacant"]
    assert client.get(answer["Location"]).status_code == 200
    with scoped(network.cabinet.pk):
        assert AuditEntry.objects.filter(verb="join_from_network").count() == 1
        told = OutboxMessage.objects.filter(key__startswith="pool:").values_list("recipient", "body")
        assert sorted(to for to, _ in told) == sorted(
            member.person.email for member in (network.jaulin, network.sorin, network.texier)
        )
        assert all("Dr Morineau" in body for _, body in told)
    assert "Rien à prendre dans le réseau" in client.get(PAGE).text


def test_taken_twice_is_one_day_and_one_membership(network):
    share(network)
    assert take(network).pk == take(network).pk
    assert of_the_locum(network) == ["remplacant"]
    with scoped(network.cabinet.pk):
        assert CallClaim.objects.count() == 1


def test_who_comes_too_late_becomes_nothing(network):
    share(network)
    with scoped(network.cabinet.pk):
        book_presence(membership=network.fradin, on=TUESDAY, period="day", by=network.fradin, at=NOW)
    with pytest.raises(AlreadyTaken):
        take(network)
    assert of_the_locum(network) == []
    assert network.as_member(network.there).post(TAKE).status_code == 409


def test_who_was_sent_away_is_not_asked_again(network):
    share(network)
    presence = take(network)
    with scoped(network.cabinet.pk):
        member = Membership.objects.get(pk=presence.membership_id)
        end_membership(membership=member, by=network.texier, at=NOW)
    assert pool_practices(network.locum, TODAY) == []
    with pytest.raises(PermissionDenied):
        take(network, on=WEDNESDAY)


def test_pool_of_the_others_reads_it_in_its_channel_once_a_day(network, monkeypatch):
    share(network)
    with scoped(network.cabinet.pk):
        open_call(monday=MONDAY, by=network.jaulin, at=NOW)
    waiting = Job.objects.filter(kind="say_pool_call")
    assert [job.tenant_id for job in waiting] == [network.next_door.cabinet.pk]
    said = []
    monkeypatch.setattr(house, "say_in_channel", lambda **words: said.append(words))
    jobs.run_due(at=NOW, key_prefix="say_pool_call")
    assert [words["audience"] for words in said] == ["pool"]
    assert "Cabinet de Nieul cherche des médecins" in said[0]["text"]


@pytest.mark.parametrize("how_many", [1, 30])
def test_pool_is_read_in_a_constant_number_of_statements(network, django_assert_num_queries, how_many):
    share(network)
    with scoped(network.cabinet.pk):
        for n in range(how_many):
            person = Person.objects.create(email=f"l{n}@nieul.example", first_name="Lou", last_name=f"L{n}")
            Membership.objects.create(person=person, role="remplacant", starts_on=TODAY)
    with django_assert_num_queries(13):
        assert len(pool_weeks(network.locum, NOW)) == 7


def test_two_taps_at_once_are_one(living_cast, time_machine):
    time_machine.move_to(NOW, tick=False)
    furnish(living_cast)
    join(living_cast)
    share(living_cast)

    def tap(_) -> str:
        try:
            return str(take(living_cast).pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(tap, range(2)))
    assert len(set(found)) == 1
    assert of_the_locum(living_cast) == ["remplacant"]
