"""The count of the door is that of the list, for each role, whatever it may read."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from cabinet.members import Member
from cabinet.tenancy.scope import scoped
from messaging.actions.conversations import ask_expertise, open_direct, open_patient_thread
from messaging.actions.marks import mark_read, mute
from messaging.models import Conversation, ReadMark, UrgentAlert
from messaging.queries.conversations import lines_here
from messaging.queries.unread import unread_count
from tests.cast import PEOPLE
from tests.messaging.talk import NOW, say

#: Of 2 in the pool, 4 in the team, 8 with the mairie, 16 for Dr Fradin alone, 33 asked of Dr Sorin, 64
#: about a patient whom Quentin Naulleau follows.
EXPECTED = {
    "texier": 0,
    "sorin": 2 + 2 + 8 + 33,
    "fradin": 2 + 8 + 16,
    "rabiller": 2 + 4 + 8 + 64,
    "hervouet": 2 + 4 + 8,
    "jaulin": 2 + 4 + 8,
    "bossard": 4 + 8,
    "drapeau": 4 + 8,
    "naulleau": 4 + 8 + 64,
    "guilbaud": 8,
    "ouvrard": 8,
}


@pytest.fixture
def talkative(visited):
    """Each kind of conversation in a number of words of its own, so that no sum looks like another."""
    with scoped(visited.cabinet.pk):
        patient, texier = visited.patient, visited.texier
        visited.thread = open_patient_thread(patient=patient, by=texier, at=NOW)
        visited.direct = open_direct(others=[visited.fradin], by=texier, at=NOW)
        others = [visited.sorin]
        expertise = ask_expertise(
            patient=patient, specialty="cardiology", question="ECG ?", others=others, by=texier, at=NOW
        )  # fmt: skip
        spoken = ((visited.pool, 2), (visited.team, 4), (visited.coordination, 8), (visited.direct, 16))
        for conversation, times in (*spoken, (expertise, 32), (visited.thread, 64)):
            visited.last = say(conversation, texier, "Vraiment ?", at=NOW)
            Conversation.objects.filter(pk=conversation.pk).update(latest=F("latest") + times - 1)
            ReadMark.objects.filter(conversation=conversation).update(number=F("number") + times - 1)
    return visited


@pytest.mark.parametrize("who", PEOPLE)
def test_door_says_what_the_list_says(talkative, who):
    """One of each has read half of it, has silenced a channel, was woken up about somebody else's patient."""
    with scoped(talkative.cabinet.pk):
        talkative.team.refresh_from_db()
        mark_read(conversation=talkative.team, number=2, by=talkative.sorin, at=NOW)
        mute(conversation=talkative.team, by=talkative.fradin, muted=True)
        UrgentAlert.objects.create(
            message=talkative.last, membership=talkative.rabiller, stage="on_call", told_at=NOW
        )
    member = Member(getattr(talkative, who))
    scope = member.scope
    with scoped(scope.cabinet_id, person_id=scope.person_id, database_role=scope.database_role):
        with CaptureQueriesContext(connection) as asked:
            unread = unread_count(member)
        assert unread == sum(line.unread for line in lines_here(member) if not line.muted)
    assert (unread, len(asked)) == (EXPECTED[who], 1)
