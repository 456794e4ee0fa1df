"""The list and a conversation: who sees what, what is typed stays, one cost with one or thirty messages."""

from uuid import UUID, uuid4

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from messaging.actions.conversations import open_direct, open_patient_thread
from messaging.actions.send import edit_message
from messaging.models import Message, ReadMark
from tests.messaging.talk import NOW, a_minute, say

BY_SCRIPT = {"headers": {"Sent-By-Script": "1"}}


def url(name: str, *args) -> str:
    return reverse(f"messaging:{name}", args=["nieul", *args])


@pytest.fixture
def thread(visited):
    with scoped(visited.cabinet.pk):
        return open_patient_thread(patient=visited.patient, by=visited.texier, at=NOW)


def chat(cast, conversation, how_many: int) -> list[Message]:
    people = (cast.texier, cast.fradin, cast.jaulin)
    with scoped(cast.cabinet.pk):
        return [
            say(conversation, people[n % 3], f"Message {n}", at=NOW - a_minute(1000 - n))
            for n in range(1, how_many + 1)
        ]


@pytest.mark.parametrize(
    ("who", "titles"),
    [
        ("texier", ["Coordination avec la mairie", "GRELIER Thérèse", "Vivier des remplaçants", "Équipe"]),
        ("sorin", ["Coordination avec la mairie", "Vivier des remplaçants", "Équipe"]),
        ("naulleau", ["Coordination avec la mairie", "GRELIER Thérèse", "Équipe"]),
        ("bossard", ["Coordination avec la mairie", "Équipe"]),
        ("guilbaud", ["Coordination avec la mairie"]),
        ("ouvrard", ["Coordination avec la mairie"]),
    ],
)
def test_list_shows_what_one_reads(visited, thread, as_member, who, titles):
    response = as_member(getattr(visited, who)).get(url("conversations"))
    assert sorted(line.title for line in response.context["lines"]) == titles


def test_thread_is_not_there_for_others(visited, thread, as_member):
    for who in ("sorin", "jaulin", "bossard", "guilbaud"):
        client = as_member(getattr(visited, who))
        for name in ("thread", "following"):
            assert client.get(url(name, thread.pk)).status_code == 404
        for name in ("thread", "reading", "silence"):
            assert client.post(url(name, thread.pk), {"text": "Bonjour"}).status_code == 404


def test_removed_from_the_care_team_finds_nothing(visited, thread, as_member):
    from patients.actions.care_team import remove_from_care_team

    client = as_member(visited.naulleau)
    with scoped(visited.cabinet.pk):
        message = say(thread, visited.texier)
    assert client.get(url("thread", thread.pk)).status_code == 200
    with scoped(visited.cabinet.pk):
        remove_from_care_team(row=visited.naulleau_follows, by=visited.texier, at=NOW)
    for address in (url("thread", thread.pk), url("message", message.pk), url("bubble", message.pk)):
        assert client.get(address).status_code == 404


def test_message_sent_by_a_plain_form_comes_back_to_its_end(visited, as_member):
    client, key = as_member(visited.fradin), uuid4()
    for _ in range(2):
        response = client.post(url("thread", visited.team.pk), {"text": "Bonjour", "client_key": str(key)})
        assert (response.status_code, response["Location"]) == (302, f"{url('thread', visited.team.pk)}#fin")
    with scoped(visited.cabinet.pk):
        assert [one.client_key for one in Message.objects.all()] == [key]


def test_message_sent_by_the_script_is_answered_by_what_was_missed(visited, as_member):
    chat(visited, visited.team, 3)
    client = as_member(visited.fradin)
    said = {"text": "Bonjour", "client_key": str(uuid4()), "apres": "2"}
    response = client.post(url("thread", visited.team.pk), said, **BY_SCRIPT)
    assert response.status_code == 201
    assert [bubble.number for bubble in response.context["page"].bubbles] == [3, 4]


def test_message_sent_from_an_empty_page_brings_what_was_said_before(visited, as_member):
    client, said = as_member(visited.fradin), {"text": "Bonjour", "apres": "0"}
    chat(visited, visited.team, 2)
    response = client.post(url("thread", visited.team.pk), said, **BY_SCRIPT)
    assert [bubble.number for bubble in response.context["page"].bubbles] == [1, 2, 3]


def test_refused_message_keeps_what_was_typed(visited, as_member):
    client = as_member(visited.fradin)
    response = client.post(url("thread", visited.team.pk), {"text": "x" * 4001, "urgent": "on"})
    assert response.status_code == 422
    assert response.context["typed"]["text"] == "x" * 4001
    assert b"4\xe2\x80\xaf000 au plus" in response.content
    said = client.post(url("thread", visited.team.pk), {"text": "x" * 4001}, **BY_SCRIPT)
    assert (said.status_code, list(said.json())) == (422, ["sentence"])


def test_key_of_another_is_a_conflict(visited, as_member):
    [message, *_] = chat(visited, visited.team, 1)
    said = {"text": "Bonjour", "client_key": str(message.client_key)}
    assert as_member(visited.jaulin).post(url("thread", visited.team.pk), said).status_code == 409


def test_script_is_shown_as_text(visited, as_member):
    with scoped(visited.cabinet.pk):
        say(visited.team, visited.fradin, "<script>alert(1)</script> https://voisin.example/?a=1&b=2")
    page = as_member(visited.jaulin).get(url("thread", visited.team.pk)).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<a href="https://voisin.example/?a=1&amp;b=2" rel="nofollow">' in page


def test_older_messages_come_by_fifty(visited, as_member):
    chat(visited, visited.team, 120)
    client = as_member(visited.jaulin)
    page = client.get(url("thread", visited.team.pk)).context["page"]
    assert ([page.bubbles[0].number, page.bubbles[-1].number], page.older) == ([71, 120], 71)
    page = client.get(url("following", visited.team.pk), {"avant": "71"}).context["page"]
    assert ([page.bubbles[0].number, page.bubbles[-1].number], page.older) == ([21, 70], 21)
    page = client.get(url("following", visited.team.pk), {"avant": "21"}).context["page"]
    assert ([page.bubbles[0].number, page.bubbles[-1].number], page.older) == ([1, 20], None)
    page = client.get(url("following", visited.team.pk), {"apres": "5"}).context["page"]
    assert [bubble.number for bubble in page.bubbles] == list(range(6, 106))


def unread_in(client, title: str) -> int:
    lines = client.get(url("conversations")).context["lines"]
    return next(line.unread for line in lines if line.title == title)


def test_reading_is_said_and_shown_to_who_wrote(visited, as_member):
    chat(visited, visited.team, 1)
    client = as_member(visited.jaulin)
    assert unread_in(client, "Équipe") == 1
    assert client.post(url("reading", visited.team.pk), {"number": "1"}, **BY_SCRIPT).status_code == 204
    assert unread_in(client, "Équipe") == 0
    page = as_member(visited.fradin).get(url("thread", visited.team.pk)).content.decode()
    assert "Vu par Baptiste Jaulin" in page


def test_reading_a_page_writes_no_mark(visited, as_member):
    chat(visited, visited.team, 1)
    as_member(visited.jaulin).get(url("thread", visited.team.pk))
    with scoped(visited.cabinet.pk):
        assert not ReadMark.objects.filter(person=visited.jaulin.person).exists()


def test_urgent_message_is_first_until_acknowledged(visited, thread, as_member):
    with scoped(visited.cabinet.pk):
        message = say(thread, visited.naulleau, "Fièvre", urgent=True, at=NOW - a_minute(60))
        say(visited.team, visited.jaulin)
    client = as_member(visited.texier)
    assert client.get(url("conversations")).context["lines"][0].urgent
    assert "Je m’en occupe" in client.get(url("thread", thread.pk)).content.decode()
    response = client.post(url("acknowledgement", message.pk))
    assert response["Location"] == f"{url('thread', thread.pk)}#m1"
    page = client.get(url("thread", thread.pk)).content.decode()
    assert "<strong>Dr Texier</strong> s’en occupe, 10\u202fh" in page
    assert not any(line.urgent for line in client.get(url("conversations")).context["lines"])
    assert as_member(visited.naulleau).post(url("acknowledgement", message.pk)).status_code == 403


def test_message_corrected_shows_its_history(visited, as_member):
    with scoped(visited.cabinet.pk):
        message = say(visited.team, visited.fradin, "Demain à 8 h")
    client = as_member(visited.fradin)
    assert client.post(url("message", message.pk), {"text": " "}).status_code == 422
    assert client.post(url("message", message.pk), {"text": "Demain à 9 h"}).status_code == 302
    page = as_member(visited.jaulin).get(url("message", message.pk)).content.decode()
    assert "Demain à 8 h" in page
    assert "Enregistrer la correction" not in page
    assert as_member(visited.fradin).post(url("urgency", message.pk)).status_code == 302
    with scoped(visited.cabinet.pk):
        assert Message.objects.get().urgent


def test_correction_too_late_is_a_conflict_that_keeps_the_words(visited, as_member):
    with scoped(visited.cabinet.pk):
        message = say(visited.team, visited.fradin, "Demain à 8 h", at=NOW - a_minute(16))
        with pytest.raises(Exception, match="quinze minutes"):
            edit_message(message=message, text="9 h", by=visited.fradin, at=NOW)
    response = as_member(visited.fradin).post(url("message", message.pk), {"text": "Demain à 9 h"})
    assert response.status_code == 409
    assert response.context["typed"] == "Demain à 9 h"


def test_page_of_a_patient_is_traced_once(visited, thread, as_member):
    client = as_member(visited.texier)
    client.get(url("thread", thread.pk))
    client.get(url("conversations"))
    with scoped(visited.cabinet.pk):
        lines = [(row.verb, row.subjects) for row in Access.objects.order_by("at", "kind")]
    assert lines == [
        ("read", [thread.pk]), ("read", [visited.patient.pk]), ("listed", [visited.patient.pk]),
    ]  # fmt: skip


#: Whose session, who they are, where they stand, the count of the door: on any page of the practice.
BEFORE = ("SAVEPOINT", "set_config", "django_session", 'FROM "cabinet_person"', "live_last", "sum(c.latest")


def served(client, address: str) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len([one for one in asked if not any(word in one["sql"] for word in BEFORE)])


@pytest.mark.parametrize("how_many", [1, 30])
def test_statements_do_not_depend_on_messages(
    visited, thread, as_member, how_many, django_assert_num_queries
):
    from cabinet.members import Member
    from messaging.queries.conversations import conversation_lines
    from messaging.queries.thread import thread_page

    chat(visited, visited.team, how_many)
    with scoped(visited.cabinet.pk):
        say(visited.team, visited.jaulin, "Vite", urgent=True)
        open_direct(others=[visited.fradin], by=visited.texier, at=NOW)
        visited.team.refresh_from_db()
        member = Member(visited.texier)
        with django_assert_num_queries(3):
            conversation_lines(member)
        with django_assert_num_queries(5):
            thread_page(visited.team, member, at=NOW)
    assert served(as_member(visited.texier), url("thread", visited.team.pk)) == 11


def test_door_counts_what_is_not_read(visited, as_member):
    chat(visited, visited.team, 4)
    client = as_member(visited.bossard)
    assert "4 messages non lus" in client.get(url("conversations")).content.decode()
    assert "4 messages non lus" in client.get(url("unread")).content.decode()
    client.post(url("silence", visited.team.pk), {"muted": "1"})
    assert "non lus" not in client.get(url("unread")).content.decode()


def test_search_is_posted_and_its_words_stand_sealed_in_the_address(visited, as_member):
    with scoped(visited.cabinet.pk):
        say(visited.team, visited.jaulin, "Le pansement de jeudi")
    client = as_member(visited.bossard)
    answer = client.post(url("search"), {"q": "  pansement "})
    assert answer.status_code == 302
    assert "pansement" not in answer["Location"]
    page = client.get(answer["Location"])
    assert [one.word for one in page.context["page"].found] == ["pansement"]
    assert 'value="pansement"' in page.text
    # Copied to somebody else, it asks nothing.
    assert as_member(visited.texier).get(answer["Location"]).context["page"].asked == ""


def test_stranger_finds_nothing(visited, as_member):
    client = as_member(visited.stranger)
    assert client.get(url("conversations")).status_code == 404
    assert client.get(url("thread", UUID(int=1))).status_code == 404
