"""Any French writing of a telephone is read; the others are kept and said."""

import pytest

from patients.rules.phones import national_digits, read_phone


@pytest.mark.parametrize(
    "typed",
    [
        "06 36 22 72 13",
        "0636227213",
        "06.36.22.72.13",
        "06-36-22-72-13",
        "06/36/22/72/13",
        "06\u202f36\u202f22\u202f72\u202f13",
        "0033 636227213",
        "0033636227213",
        "+33 6 36 22 72 13",
        "+33 (0)6 36 22 72 13",
        "+33(0)636227213",
        "33 6 36 22 72 13",
        "636227213",
        "06 36 22 72 13 (sa fille)",
        "tél. : 06 36 22 72 13",
        "Tél 06.36.22.72.13 fille",
    ],
)
def test_read_phone_reads_french_writings(typed):
    assert read_phone(typed) == ("+33636227213", " ".join(typed.split()), "")


@pytest.mark.parametrize("typed", ["06 36 22 72", "en rouge", "06 36 22 72 13 99", "0000", "=CMD()"])
def test_read_phone_keeps_what_it_cannot_read(typed):
    number, kept, warning = read_phone(typed)
    assert (number, kept) == ("", typed)
    assert warning == (
        f"Téléphone illisible, gardé tel quel\u202f: «\u00a0{typed}\u00a0». Vérifiez-le au prochain appel."
    )


def test_read_phone_of_nothing_is_nothing():
    assert read_phone("  ") == ("", "", "")


def test_read_phone_of_a_foreign_number_keeps_its_country():
    assert read_phone("+32 470 12 34 56").number == "+32470123456"


@pytest.mark.parametrize(
    ("number", "digits"), [("+33636227213", "0636227213"), ("+32470123456", "32470123456"), ("", "")]
)
def test_national_digits_are_those_dialled_in_france(number, digits):
    assert national_digits(number) == digits
