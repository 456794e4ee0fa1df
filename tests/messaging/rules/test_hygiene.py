import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.rules.hygiene import DIRECTIONS, LONGEST, clean, fault_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bonjour \r\nà tous\t! \n", "Bonjour\nà tous    !"),
        ("facture\u202egnp.exe", "facturegnp.exe"),
        ("\u2067caché\u2069 \u200fici", "caché ici"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("\u2028", ""),
        ("\u200b \u200d\n\u3000", ""),
        ("un\n\n\n\n\n\ndeux", "un\n\n\ndeux"),
        ("👩\u200d⚕️ c’est vu", "👩\u200d⚕️ c’est vu"),
    ],
)
def test_clean(typed, kept):
    assert clean(typed) == kept


@given(st.text())
def test_clean_leaves_nothing_that_reorders_and_is_done_once(text):
    cleaned = clean(text)
    assert not set(cleaned) & set(DIRECTIONS)
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "with_files", "fault"),
    [
        ("", False, "Écrivez un message avant de l’envoyer."),
        ("", True, ""),
        ("a" * LONGEST, False, ""),
        (
            "a" * 100_000,
            True,
            "Ce message fait 100\u202f000 caractères\u202f: 4\u202f000 au plus. Raccourcissez-le, "
            "ou envoyez-le en deux fois.",
        ),
    ],
)
def test_fault_of(text, with_files, fault):
    assert fault_of(text, with_files=with_files) == fault
