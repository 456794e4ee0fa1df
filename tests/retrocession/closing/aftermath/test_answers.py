"""A locum agrees or contests, somebody replies: who may, what is told, what stays."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from cabinet.models import AuditEntry, OutboxMessage
from retrocession.actions.answers import WordRefused, say
from retrocession.models import StatementWord
from retrocession.permissions import RoleRefused
from retrocession.queries.answers import statement_page
from retrocession.rules.answer import Answer, Word
from tests.retrocession.closing.aftermath.conftest import LATER


def page(statement, reader, practice, at=LATER):
    return statement_page(statement, reader=reader, practice=practice, today=at.date())


def test_agreeing_twice_is_agreeing_once(statement, cast_of, issued):
    locum = cast_of("kevin.rabiller")
    first = say(statement=statement, word=Word.AGREE, by=locum, at=LATER)
    assert say(statement=statement, word=Word.AGREE, by=locum, at=LATER) == first
    assert page(statement, locum, issued).answer is Answer.AGREED
    assert AuditEntry.objects.filter(verb="agree_statement").count() == 1
    assert not OutboxMessage.objects.filter(key__startswith="statement_word").exists()


def test_contest_is_told_to_payer_and_secretary_without_its_text(statement, cast_of):
    said = say(
        statement=statement, word=Word.CONTEST, by=cast_of("kevin.rabiller"), at=LATER,
        text="Il manque 3 actes", about="jeu. 22 oct.",
    )  # fmt: skip
    told = OutboxMessage.objects.filter(key__startswith="statement_word").order_by("recipient")
    assert [message.recipient.split("@")[0] for message in told] == ["baptiste.jaulin", "ulysse.texier"]
    assert all("Il manque" not in message.body and "jeu." not in message.body for message in told)
    assert said.about == "jeu. 22 oct."


def test_contest_is_answered_in_place_and_opens_the_silence_again(statement, cast_of, issued):
    locum, secretary = cast_of("kevin.rabiller"), cast_of("baptiste.jaulin")
    say(statement=statement, word=Word.CONTEST, by=locum, at=LATER, text="Il manque 3 actes")
    assert page(statement, secretary, issued, LATER + timedelta(days=60)).answer is Answer.CONTESTED
    say(
        statement=statement,
        word=Word.REPLY,
        by=secretary,
        at=LATER + timedelta(days=1),
        text="Sur le suivant.",
    )
    assert page(statement, locum, issued, LATER + timedelta(days=2)).answer is Answer.REPLIED
    assert page(statement, locum, issued, LATER + timedelta(days=6)).answer is Answer.TACIT


@pytest.mark.parametrize(
    ("name", "word", "sentence"),
    [
        ("ulysse.texier", Word.AGREE, "Seul Dr Rabiller accepte ou conteste ce relevé."),
        ("baptiste.jaulin", Word.REPLY, "Ce relevé n’est pas contesté\u202f: il n’y a rien à répondre."),
    ],
)
def test_word_of_the_wrong_party_is_refused(statement, cast_of, name, word, sentence):
    with pytest.raises(WordRefused) as refused:
        say(statement=statement, word=word, by=cast_of(name), at=LATER, text="…")
    assert refused.value.sentence == sentence


def test_contest_without_a_word_is_refused(statement, cast_of):
    with pytest.raises(WordRefused) as refused:
        say(statement=statement, word=Word.CONTEST, by=cast_of("kevin.rabiller"), at=LATER, text="  ")
    assert refused.value.field == "text"
    assert not StatementWord.objects.exists()


def test_stranger_to_the_statement_says_nothing(statement, cast_of):
    with pytest.raises(RoleRefused):
        say(statement=statement, word=Word.AGREE, by=cast_of("valentine.fradin"), at=LATER)


@pytest.mark.parametrize("statement_of_sql", ["UPDATE {} SET text = ''", "DELETE FROM {}"])
def test_word_is_final(statement, cast_of, statement_of_sql):
    from django.db import connection

    say(statement=statement, word=Word.CONTEST, by=cast_of("kevin.rabiller"), at=LATER, text="Il manque")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement_of_sql.format(StatementWord._meta.db_table))
