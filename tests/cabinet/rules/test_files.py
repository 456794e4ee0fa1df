"""What may be attached is said by its bytes; what it is called is made harmless."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cabinet.rules.files import (
    LONGEST_NAME,
    MAX_BYTES,
    SENTENCES,
    Fault,
    Kind,
    clean_name,
    fitting,
    is_over_quota,
    kind_of,
    weight,
)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xd8\xff\xe0rest", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\nrest", Kind.PNG),
        (b"%PDF-1.7\n", Kind.PDF),
        (b"", Fault.EMPTY),
        (b"\xff\xd8\xff" + b"0" * MAX_BYTES, Fault.TOO_BIG),
        (b"\0\0\0\x18ftypheic....", Fault.HEIC),
        (b"\0\0\0\x18ftypavif....", Fault.HEIC),
        (b"\0\0\0\x18ftypisom....", Fault.NOT_ALLOWED),
        (b"GIF89a", Fault.NOT_ALLOWED),
        (b"<svg/>", Fault.NOT_ALLOWED),
        (b"<?php", Fault.NOT_ALLOWED),
        (b"<html>%PDF-1.7", Fault.NOT_ALLOWED),
        (b"PK\x03\x04", Fault.NOT_ALLOWED),
    ],
)
def test_kind_is_that_of_the_first_bytes(content, expected):
    assert kind_of(content) is expected


def test_each_fault_says_what_to_do():
    assert set(SENTENCES) == set(Fault)
    assert all(sentence.endswith(".") and sentence.count(".") >= 2 for sentence in SENTENCES.values())


@pytest.mark.parametrize(
    ("typed", "kind", "expected"),
    [
        ("plaie.jpg", Kind.JPEG, "plaie.jpg"),
        ("plaie.JPEG", Kind.JPEG, "plaie.jpg"),
        ("../../etc/passwd", Kind.PDF, "passwd.pdf"),
        (r"C:\Users\jb\Résultat du 12.03.pdf", Kind.PDF, "Résultat du 12.03.pdf"),
        ("photo\u202egpj.exe", Kind.JPEG, "photo gpj.jpg"),
        ("a\r\nSet-Cookie: x.png", Kind.PNG, "a Set-Cookie x.png"),
        ("", Kind.JPEG, "photo.jpg"),
        ("....", Kind.PDF, "document.pdf"),
        (".png", Kind.PNG, "image.png"),
    ],
)
def test_name_is_made_harmless(typed, kind, expected):
    assert clean_name(typed, kind) == expected


@given(st.text(max_size=300), st.sampled_from(Kind))
def test_clean_name_never_holds_what_could_mislead(typed, kind):
    name = clean_name(typed, kind)
    assert 5 <= len(name) <= LONGEST_NAME
    assert not set(name) & set('/\\<>:"|?*')
    assert not name.startswith(".")
    assert all(unicodedata.category(letter)[0] != "C" for letter in name)
    assert clean_name(name, kind) == name


@pytest.mark.parametrize(
    ("kept", "added", "quota", "over"),
    [(0, 10, 10, False), (1, 10, 10, True), (10**12, 1, 0, False), (10, 0, 10, False)],
)
def test_quota_is_never_passed(kept, added, quota, over):
    assert is_over_quota(kept=kept, added=added, quota=quota) is over


@given(st.integers(1, 40_000), st.integers(1, 40_000), st.integers(1, 4_000))
def test_picture_fits_and_is_never_enlarged(width, height, side):
    made = fitting(width, height, side)
    assert (max(made) <= side, min(made) >= 1) == (True, True)
    assert (made[0] <= width, made[1] <= height) == (True, True)


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1\u202fko"), (86_000, "84\u202fko"), (2_516_582, "2,4\u202fMo"), (MAX_BYTES, "10,0\u202fMo")],
)
def test_weight_is_said_as_people_do(size, said):
    assert weight(size) == said
