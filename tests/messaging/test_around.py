"""Opinions asked, people added, channels of a network, search, the copy for the record, the API."""

from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.models import Access, AuditEntry, Cabinet, LiveEvent, Membership, Network, Person
from cabinet.tenancy.scope import scoped
from messaging.actions.channels import close_conversation, open_channel
from messaging.actions.conversations import (
    add_participant,
    ask_expertise,
    leave,
    open_direct,
    open_patient_thread,
)
from messaging.actions.refusals import ConversationRefused, ParticipantRefused
from messaging.models import Conversation, Message, Notice
from messaging.permissions import readable
from messaging.queries.search import OPENED, search_messages
from tests.cast import SINCE
from tests.messaging.talk import NOW, a_minute, say


def url(name: str, *args) -> str:
    return reverse(f"messaging:{name}", args=["nieul", *args])


def asked(cast, *others, by=None) -> Conversation:
    return ask_expertise(
        patient=cast.patient, specialty="dermatology", question="À retirer ?", others=list(others),
        by=by or cast.texier, at=NOW,
    )  # fmt: skip


def test_expertise_is_answered_by_somebody_else_then_closed(house):
    expertise = asked(house, house.sorin)
    say(expertise, house.texier, "Je précise", at=NOW + a_minute())
    expertise.refresh_from_db()
    assert expertise.answered_at is None
    for minute in (60, 90):
        say(expertise, house.sorin, "Oui", at=NOW + a_minute(minute))
    expertise.refresh_from_db()
    assert expertise.answered_at == NOW + a_minute(60)
    told = Notice.objects.order_by("made_at", "pk").values_list("person__last_name", "kind")
    assert list(told) == [("Sorin", "expertise")] * 2 + [("Texier", "expertise")] * 2
    with pytest.raises(ConversationRefused):
        close_conversation(conversation=expertise, by=house.sorin, at=NOW)
    close_conversation(conversation=expertise, by=house.texier, at=NOW + a_minute(99))
    expertise.refresh_from_db()
    assert (expertise.closed_at, expertise.closed_by) == (NOW + a_minute(99), house.texier)


def test_expertise_is_for_those_asked(house):
    expertise = asked(house, house.sorin)
    assert [readable(expertise, one) for one in (house.texier, house.sorin)] == [True, True]
    assert not any(readable(expertise, one) for one in (house.fradin, house.jaulin, house.naulleau))
    add_participant(conversation=expertise, member=house.naulleau, by=house.texier, at=NOW)
    assert readable(expertise, house.naulleau)
    leave(conversation=expertise, by=house.sorin, at=NOW)
    assert not readable(expertise, house.sorin)


def test_paramedic_out_of_the_care_team_reads_no_expertise(house):
    from patients.actions.care_team import remove_from_care_team

    expertise = asked(house, house.naulleau)
    assert readable(expertise, house.naulleau)
    remove_from_care_team(row=house.naulleau_follows, by=house.texier, at=NOW)
    assert not readable(expertise, house.naulleau)
    with pytest.raises(ParticipantRefused, match="équipe de soin"):
        asked(house, house.naulleau)


@pytest.mark.parametrize("who", ["guilbaud", "ouvrard", "bossard"])
def test_outsider_is_never_asked_about_a_patient(house, who):
    with pytest.raises(ParticipantRefused):
        asked(house, getattr(house, who))
    with pytest.raises(PermissionDenied):
        asked(house, house.sorin, by=getattr(house, who))


def test_direct_message_between_the_same_people_is_one(house):
    direct = open_direct(others=[house.fradin], by=house.jaulin, at=NOW)
    assert open_direct(others=[house.jaulin], by=house.fradin, at=NOW) == direct
    assert open_direct(others=[house.jaulin, house.sorin], by=house.fradin, at=NOW) != direct
    assert not readable(direct, house.texier)
    with pytest.raises(ParticipantRefused):
        open_direct(others=[house.guilbaud], by=house.fradin, at=NOW)
    with pytest.raises(ConversationRefused):
        open_direct(others=[], by=house.fradin, at=NOW)


# --- Between practices ---


@pytest.fixture
def network(visited):
    """Nieul and the practice next door, which has a locum and its mairie."""
    both = Network.objects.create(slug="bocage", name="Bocage")
    door = visited.next_door
    Cabinet.objects.filter(pk__in=(visited.cabinet.pk, door.cabinet.pk)).update(network=both)
    for cabinet in (visited.cabinet, door.cabinet):
        cabinet.refresh_from_db()
    with scoped(door.cabinet.pk):
        for key, role in (("locum", "remplacant"), ("nurse", "paramedical"), ("town", "mairie")):
            person = Person.objects.create(
                email=f"{key}@voisin.example", first_name=key, last_name="Ailleurs"
            )
            member = Membership.objects.create(person=person, role=role, starts_on=SINCE)
            member.cabinet = door.cabinet
            setattr(door, key, member)
    with scoped(visited.cabinet.pk):
        visited.common = open_channel(
            title="Vivier du bocage", audience="pool", network=True, by=visited.jaulin, at=NOW
        )
        say(visited.common, visited.fradin, "Qui est libre mardi ?")
        say(visited.pool, visited.fradin, "Entre nous")
    return visited


def test_guests_of_the_network_read_and_write(network, as_member):
    client = as_member(network.next_door.locum)
    lines = client.get(reverse("messaging:conversations", args=["voisin"])).context["lines"]
    assert [(line.title, line.host) for line in lines] == [("Vivier du bocage", "Cabinet de Nieul")]
    thread = reverse("messaging:thread", args=["voisin", network.common.pk])
    assert "Qui est libre mardi" in client.get(thread).content.decode()
    assert client.post(thread, {"text": "Moi", "client_key": str(uuid4())}).status_code == 302
    with scoped(network.cabinet.pk):
        message = Message.objects.get(conversation=network.common, number=2)
        assert (message.author, message.guest, message.guest_of) == (
            None, network.next_door.locum.person, network.next_door.cabinet,
        )  # fmt: skip
    assert (
        "locum Ailleurs" in as_member(network.fradin).get(url("thread", network.common.pk)).content.decode()
    )


def test_what_guests_of_the_network_have_not_read_counts_behind_their_door(network, as_member):
    counted = [
        as_member(getattr(network.next_door, key)).get(reverse("messaging:unread", args=["voisin"]))
        for key in ("locum", "nurse")
    ]
    assert ["1 message non lu" in page.content.decode() for page in counted] == [True, False]


def test_guests_of_the_network_find_nothing_else(network, as_member):
    for key in ("locum", "nurse", "town"):
        client = as_member(getattr(network.next_door, key))
        for conversation in (network.pool, network.team, network.coordination):
            assert (
                client.get(reverse("messaging:thread", args=["voisin", conversation.pk])).status_code == 404
            )
        status = 200 if key == "locum" else 404
        assert (
            client.get(reverse("messaging:thread", args=["voisin", network.common.pk])).status_code == status
        )


def test_out_of_the_network_it_is_gone(network, as_member):
    Cabinet.objects.filter(pk=network.next_door.cabinet.pk).update(network=None)
    client = as_member(network.next_door.locum)
    assert client.get(reverse("messaging:thread", args=["voisin", network.common.pk])).status_code == 404


def test_event_is_told_in_both_practices(living_house):
    both = Network.objects.create(slug="bocage", name="Bocage")
    Cabinet.objects.update(network=both)
    with scoped(living_house.cabinet.pk):
        common = open_channel(title="Commun", audience="pool", network=True, by=living_house.jaulin, at=NOW)
    with scoped(living_house.cabinet.pk):
        say(common, living_house.fradin)
    for practice in (living_house, living_house.next_door):
        with scoped(practice.cabinet.pk):
            event = LiveEvent.objects.get(kind="message", subject=str(common.pk))
            assert set(event.audience) == {
                "role:titulaire", "role:remplacant", "role:interne", "role:secretaire",
            }  # fmt: skip


# --- Search, copy, API ---


def test_search_finds_in_what_one_reads_only(house):
    from cabinet.members import Member

    thread = open_patient_thread(patient=house.patient, by=house.texier, at=NOW)
    say(thread, house.naulleau, "Pansement refait")
    say(house.team, house.jaulin, "Les pansements sont commandés", at=NOW + a_minute())

    def found(who, words="PANSEM"):
        return [one.title for one in search_messages(Member(who), words).found]

    assert found(house.texier) == ["Équipe", "GRELIER Thérèse"]
    assert found(house.sorin) == ["Équipe"]
    assert found(house.guilbaud) == []
    assert found(house.texier, "ansement") == []
    assert OPENED == 5_000


def test_copy_for_the_record_is_written_down(visited, as_member):
    with scoped(visited.cabinet.pk):
        thread = open_patient_thread(patient=visited.patient, by=visited.texier, at=NOW)
        say(thread, visited.naulleau, "La plaie est propre")
    response = as_member(visited.texier).post(url("export", thread.pk))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")
    with scoped(visited.cabinet.pk):
        assert AuditEntry.objects.get(verb="export_thread").details == {"messages": 1}
        assert [row.verb for row in Access.objects.filter(subjects=[visited.patient.pk])] == ["exported"]
    assert as_member(visited.texier).post(url("export", visited.team.pk)).status_code == 404
    assert as_member(visited.sorin).post(url("export", thread.pk)).status_code == 404


def test_forms_of_new_conversations(visited, as_member):
    client = as_member(visited.texier)
    assert client.get(url("begin")).status_code == 200
    assert client.post(url("direct"), {}).status_code == 422
    assert client.post(url("direct"), {"members": str(visited.fradin.pk)}).status_code == 302
    assert client.post(url("patient-thread", visited.patient.pk)).status_code == 302
    question = {"patient": str(visited.patient.pk), "specialty": "cardiology", "text": "ECG ?"}
    refused = client.post(url("expertise"), question)
    assert (refused.status_code, refused.context["typed"]["text"]) == (422, "ECG ?")
    asking = question | {"members": str(visited.sorin.pk), "client_key": str(uuid4())}
    assert client.post(url("expertise"), asking).status_code == 302
    assert client.post(url("channel"), {"title": " ", "audience": "team"}).status_code == 422
    assert client.post(url("channel"), {"title": "Travaux", "audience": "team"}).status_code == 302
    assert client.post(url("channel"), {"title": "Travaux", "audience": "team"}).status_code == 422


API = "/api/v1/cabinets/nieul/"


def test_api_writes_once_and_reads_by_number(visited, as_member):
    client, messages = as_member(visited.fradin), f"{API}conversations/{visited.team.pk}/messages/"
    key, post = {"Idempotency-Key": "a"}, {"content_type": "application/json"}
    said = [client.post(messages, {"text": "Bonjour"}, headers=key, **post) for _ in range(2)]
    assert [one.status_code for one in said] == [201, 201]
    assert said[0].json()["id"] == said[1].json()["id"]
    client.post(messages, {"text": "Encore"}, **post)
    assert client.post(messages, {"text": ""}, **post).status_code == 400
    found = client.get(messages, {"after": 1}).json()["results"]
    assert [(one["number"], one["text"], one["mine"]) for one in found] == [(2, "Encore", True)]
    answer = client.get(messages)
    assert client.get(messages, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    client = as_member(visited.jaulin)
    [line] = client.get(f"{API}conversations/", {"unread": "true"}).json()["results"]
    assert (line["title"], line["unread"]) == ("Équipe", 2)
    reading = f"{API}conversations/{visited.team.pk}/reading/"
    assert client.post(reading, {"number": 2}, **post).status_code == 204
    assert client.get(f"{API}conversations/", {"unread": "true"}).json()["results"] == []


def test_api_takes_an_urgent_message_in_hand(visited, as_member):
    with scoped(visited.cabinet.pk):
        message = say(visited.team, visited.fradin, "Vite", urgent=True)
    address = f"{API}messages/{message.pk}/acknowledgement/"
    assert as_member(visited.fradin).post(address).status_code == 403
    assert as_member(visited.texier).post(address).status_code == 204
    said = as_member(visited.fradin).get(f"{API}conversations/{visited.team.pk}/messages/").json()["results"]
    assert [one["name"] for one in said[0]["acknowledged"]] == ["Dr Texier"]
