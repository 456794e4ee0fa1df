"""The mairie and the CLS: the coordination channels and nothing else, whatever the application forgets."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from messaging.actions.conversations import ask_expertise, open_direct, open_patient_thread
from messaging.models import Message, Participant
from patients.models import CareTeamMember
from tests.messaging.talk import NOW, say


@pytest.fixture
def said(visited):
    """Something in every kind of conversation; the words of coordination apart."""
    with scoped(visited.cabinet.pk):
        thread = open_patient_thread(patient=visited.patient, by=visited.texier, at=NOW)
        direct = open_direct(others=[visited.fradin], by=visited.texier, at=NOW)
        asked = ask_expertise(
            patient=visited.patient, specialty="cardiology", question="ECG ?", others=[visited.sorin],
            by=visited.texier, at=NOW,
        )  # fmt: skip
        for conversation in (visited.team, thread, direct):
            say(conversation, visited.texier, "@Dr Texier, à ne pas lire")
        visited.heard = say(visited.coordination, visited.jaulin, "Toiture lundi, @Yann Guilbaud")
        visited.hidden = (visited.pool, visited.team, thread, direct, asked)
    return visited


def rows(table: str, column: str = "id") -> list:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table}")
        return [value for (value,) in cursor.fetchall()]


@pytest.mark.parametrize("who", ["guilbaud", "ouvrard"])
def test_database_shows_that_role_coordination_only(said, who):
    with scoped(said.cabinet.pk, person_id=getattr(said, who).person_id, database_role=AGGREGATES_ROLE):
        assert rows("messaging_conversation") == [said.coordination.pk]
        assert rows("messaging_message") == [said.heard.pk]
        assert rows("messaging_mention", "message_id") == [said.heard.pk]
        assert set(rows("messaging_readmark", "conversation_id")) == {said.coordination.pk}


@pytest.mark.parametrize("table", ["participant", "urgentalert", "attachment", "mail", "mailalert", "notice"])
def test_database_refuses_that_role_the_other_tables(said, table):
    with (
        scoped(said.cabinet.pk, database_role=AGGREGATES_ROLE),
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
    ):
        rows(f"messaging_{table}")


def test_database_lets_that_role_write_in_coordination_only(said):
    with scoped(said.cabinet.pk, database_role=AGGREGATES_ROLE):
        for conversation in said.hidden:
            with (
                pytest.raises(DatabaseError, match=r"row-level security|permission denied"),
                transaction.atomic(),
            ):
                Message.objects.create(
                    conversation=conversation, number=9, author=said.guilbaud, body="a", client_key=uuid4(),
                    sent_at=NOW,
                )  # fmt: skip


def test_mairie_reads_and_writes_in_coordination(said, as_member):
    client = as_member(said.guilbaud)
    thread = reverse("messaging:thread", args=["nieul", said.coordination.pk])
    assert client.post(thread, {"text": "Entendu", "client_key": str(uuid4())}).status_code == 302
    page = client.get(thread).content.decode()
    assert "Entendu" in page
    assert "Toiture lundi" in page
    assert (
        "à ne pas lire" not in client.get(reverse("messaging:conversations", args=["nieul"])).content.decode()
    )
    for conversation in said.hidden:
        assert client.get(reverse("messaging:thread", args=["nieul", conversation.pk])).status_code == 404
    assert client.get(reverse("messaging:begin", args=["nieul"])).status_code == 403


def test_mairie_corrects_its_own_words(said, as_member):
    client = as_member(said.guilbaud)
    thread = reverse("messaging:thread", args=["nieul", said.coordination.pk])
    client.post(thread, {"text": "Entendu", "client_key": str(uuid4())})
    with scoped(said.cabinet.pk):
        mine = Message.objects.get(author=said.guilbaud)
    address = reverse("messaging:message", args=["nieul", mine.pk])
    assert client.post(address, {"text": "Bien entendu"}).status_code == 302
    assert "Bien entendu" in client.get(thread).content.decode()
    assert client.get(address).status_code == 200
    found = client.post(reverse("messaging:search", args=["nieul"]), {"q": "lire"}, follow=True)
    assert found.context["page"].found == []


@pytest.mark.parametrize("who", ["guilbaud", "ouvrard", "bossard"])
def test_database_refuses_outsiders_in_a_care_team(said, who):
    row = CareTeamMember(patient=said.patient, membership=getattr(said, who), added_at=NOW)
    with (
        scoped(said.cabinet.pk),
        pytest.raises(IntegrityError, match="may not be in"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


@pytest.mark.parametrize(("who", "refused"), [("guilbaud", 2), ("ouvrard", 2), ("bossard", 1), ("fradin", 0)])
def test_database_refuses_outsiders_as_participants(said, who, refused):
    count = 0
    with scoped(said.cabinet.pk):
        for conversation in said.hidden[-2:]:
            row = Participant(conversation=conversation, membership=getattr(said, who), added_at=NOW)
            row.left_at = NOW
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError:
                count += 1
    assert count == refused
