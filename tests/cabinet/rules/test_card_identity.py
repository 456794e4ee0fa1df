"""What the card says."""

import pytest

from cabinet.rules.card_identity import is_sure_enough, rpps_said


@pytest.mark.parametrize(
    ("said", "rpps"),
    [
        ("810104363964", "10104363964"),
        ("10104363964", "10104363964"),
        (" 810104363964 ", "10104363964"),
        ("910104363964", ""),
        ("0123456789", ""),
        ("8101043639641", ""),
        ("3123456789/CPE00001", ""),
        ("٨10104363964", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_rpps_is_read_with_or_without_its_8(said, rpps):
    assert rpps_said({"SubjectNameID": said}) == rpps


def test_rpps_of_nothing_said_is_none():
    assert rpps_said({}) == ""


@pytest.mark.parametrize(("acr", "sure"), [("eidas1", True), ("eidas3", True), ("0", False), (None, False)])
def test_level_is_checked(acr, sure):
    assert is_sure_enough({"acr": acr}) is sure


def test_level_that_is_not_said_is_none():
    assert is_sure_enough({}) is False
