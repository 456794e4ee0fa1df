from datetime import date

import pytest

from retrocession.rules.answer import Answer, Said, Word, answer_of, may_say, silence_ends_on

ISSUED = date(2026, 11, 6)


def test_silence_ends_after_whole_days():
    assert silence_ends_on(ISSUED, 5) == date(2026, 11, 11)


@pytest.mark.parametrize(
    ("said", "today", "expected"),
    [
        ([], date(2026, 11, 6), Answer.WAITING),
        ([], date(2026, 11, 10), Answer.WAITING),
        ([], date(2026, 11, 11), Answer.TACIT),
        ([Said(Word.AGREE, date(2026, 11, 7))], date(2026, 11, 7), Answer.AGREED),
        ([Said(Word.CONTEST, date(2026, 11, 7))], date(2026, 12, 31), Answer.CONTESTED),
        ([Said(Word.CONTEST, date(2026, 11, 7)), Said(Word.REPLY, date(2026, 11, 9))], date(2026, 11, 13),
         Answer.REPLIED),
        ([Said(Word.CONTEST, date(2026, 11, 7)), Said(Word.REPLY, date(2026, 11, 9))], date(2026, 11, 14),
         Answer.TACIT),
        ([Said(Word.CONTEST, date(2026, 11, 7)), Said(Word.AGREE, date(2026, 11, 7))], date(2026, 11, 7),
         Answer.AGREED),
        ([Said(Word.AGREE, date(2026, 11, 7)), Said(Word.CONTEST, date(2027, 1, 3))], date(2027, 1, 3),
         Answer.CONTESTED),
    ],
)  # fmt: skip
def test_answer_is_the_last_word_or_silence(said, today, expected):
    assert answer_of(said, issued_on=ISSUED, today=today, silence_days=5) == expected


@pytest.mark.parametrize(
    ("word", "answer", "is_payee", "expected"),
    [
        (Word.AGREE, Answer.WAITING, True, True),
        (Word.AGREE, Answer.TACIT, True, True),
        (Word.AGREE, Answer.AGREED, True, False),
        (Word.AGREE, Answer.WAITING, False, False),
        (Word.CONTEST, Answer.AGREED, True, True),
        (Word.CONTEST, Answer.TACIT, True, True),
        (Word.CONTEST, Answer.CONTESTED, True, False),
        (Word.CONTEST, Answer.WAITING, False, False),
        (Word.REPLY, Answer.CONTESTED, False, True),
        (Word.REPLY, Answer.CONTESTED, True, False),
        (Word.REPLY, Answer.WAITING, False, False),
    ],
)
def test_who_may_say_what(word, answer, is_payee, expected):
    assert may_say(word, answer, is_payee=is_payee) is expected
