from datetime import date, timedelta

import pytest

from retrocession.rules.papers import Gap, Held, PaperKind, asked_for, gaps, reminder_of

LICENCE, TABLEAU, RCP = PaperKind.LICENCE, PaperKind.TABLEAU, PaperKind.RCP
ENDS = date(2027, 11, 15)


@pytest.mark.parametrize(
    ("thesis", "licence", "first"),
    [
        (True, False, TABLEAU),
        (True, True, TABLEAU),
        (False, False, LICENCE),
        (None, True, LICENCE),
        (None, False, TABLEAU),
    ],
)
def test_what_is_asked_for_follows_the_status(thesis, licence, first):
    assert asked_for(thesis=thesis, licence=licence) == (first, RCP)


@pytest.mark.parametrize(
    ("on", "found"), [(ENDS, []), (ENDS + timedelta(days=1), [Gap(LICENCE, ENDS)]), (date(2027, 3, 1), [])]
)
def test_licence_holds_to_its_last_day(on, found):
    papers = [Held(LICENCE, ENDS), Held(RCP, date(2028, 12, 31))]
    assert gaps(papers, on, thesis=False) == found


def test_paper_never_shown_is_missing():
    assert gaps([], date(2027, 3, 1), thesis=True) == [Gap(TABLEAU), Gap(RCP)]


def test_paper_without_an_end_holds():
    assert gaps([Held(TABLEAU), Held(RCP, ENDS)], date(2027, 3, 1), thesis=True) == []


@pytest.mark.parametrize(
    ("days", "step"),
    [(61, None), (60, 60), (31, 60), (30, 30), (8, 30), (7, 7), (0, 7), (-1, None)],
)
def test_reminders_are_at_60_30_and_7_days(days, step):
    assert reminder_of(ENDS, ENDS - timedelta(days=days)) == step


def test_paper_without_an_end_is_never_recalled():
    assert reminder_of(None, ENDS) is None
