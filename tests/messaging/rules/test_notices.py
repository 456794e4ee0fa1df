"""What leaves the house names the practice and counts; nothing else can get in."""

import pytest

from messaging.rules.notices import Words, digest_words, push_words

PRACTICE, URL = "Cabinet de Nieul", "https://cabinet.example/c/nieul/"


@pytest.mark.parametrize(
    ("waiting", "body"),
    [
        (1, "Nouveau message."),
        (3, "Nouveau message. 3\u202fnouveautés vous attendent."),
    ],
)
def test_push_says_what_kind_of_thing_waits_and_where(waiting, body):
    assert push_words("Nouveau message", practice=PRACTICE, waiting=waiting) == Words(PRACTICE, body)


def test_digest_counts_and_says_where():
    words = digest_words({"Nouveau message": 4, "Nouveau courrier": 1}, practice=PRACTICE, url=URL)
    assert words == Words(
        "Cabinet de Nieul\u202f: 5\u202fnouveautés vous attendent",
        "Cabinet de Nieul\n\n- Nouveau message\u202f: 4\n- Nouveau courrier\u202f: 1\n\n"
        f"À lire ici\u202f:\n{URL}\n",
    )
    assert digest_words({"Nouveau message": 1}, practice=PRACTICE, url=URL).title == (
        "Cabinet de Nieul\u202f: quelque chose vous attend"
    )
