"""Documents are the same bytes for the same words, and tests that read thousands rely on it."""

import pytest

from cabinet.pdf import ARCHIVED, make_pdf
from tests.isolation.printing import printed_once

HTML = "<html lang=fr><title>Relevé</title><body><h1>Relevé</h1><p>1 533,12 €</p></html>"


@pytest.fixture
def sheet(tmp_path):
    sheet = tmp_path / "sheet.css"
    sheet.write_text("h1 { color: #123 }")
    return sheet


def test_same_words_are_the_same_bytes(sheet):
    first, second = (make_pdf(HTML, stylesheet=sheet, identifier=b"a") for _ in range(2))
    assert first == second


def test_what_is_printed_once_is_what_was_asked(sheet):
    asked = [(HTML, b"a"), (HTML, b"b"), (HTML.replace("12 €", "13 €"), b"a"), (HTML, b"a")]
    wanted = [make_pdf(words, stylesheet=sheet, identifier=name, variant=ARCHIVED) for words, name in asked]
    with printed_once() as printed:
        got = [make_pdf(words, stylesheet=sheet, identifier=name, variant=ARCHIVED) for words, name in asked]
    assert got == wanted
    assert len(printed) == 3
