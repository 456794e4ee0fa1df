from datetime import UTC, datetime

import pytest

from planning.rules.event_words import when_said


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "said"),
    [
        ((2026, 10, 22, 17, 30), (2026, 10, 22, 20), "jeudi 22 octobre, de 19 h 30 à 22 h"),
        ((2026, 10, 22, 17, 30), (2026, 10, 22, 22, 30),
            "du jeudi 22 octobre, 19 h 30, au vendredi 23 octobre, 0 h 30"),
        ((2027, 3, 1, 8), (2027, 3, 2, 16), "du lundi 1er mars, 9 h, au mardi 2 mars, 17 h"),
        ((2026, 10, 24, 22, 30), (2026, 10, 25, 2), "dimanche 25 octobre, de 0 h 30 à 3 h"),
    ],
)  # fmt: skip
def test_when_said_says_the_day_once(starts_at, ends_at, said):
    words = when_said(datetime(*starts_at, tzinfo=UTC), datetime(*ends_at, tzinfo=UTC))
    assert words.replace("\u202f", " ") == said
