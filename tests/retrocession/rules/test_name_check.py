import pytest

from retrocession.rules.name_check import NameAnswer, asks_payee, warns

MATCH, CLOSE, NONE, IMPOSSIBLE = NameAnswer


@pytest.mark.parametrize(
    ("answers", "expected"),
    [([], False), ([None, MATCH], False), ([CLOSE, IMPOSSIBLE], False), ([MATCH, NONE], True)],
)
def test_name_that_does_not_match_warns(answers, expected):
    assert warns(answers) == expected


@pytest.mark.parametrize(
    ("answer", "before", "expected"),
    [
        (NONE, None, True),
        (NONE, CLOSE, True),
        (NONE, NONE, False),
        (CLOSE, None, False),
        (MATCH, NONE, False),
    ],
)
def test_payee_is_asked_once(answer, before, expected):
    assert asks_payee(answer, before=before) == expected
