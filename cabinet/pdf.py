"""HTML to PDF by WeasyPrint: tagged, self-contained, the same bytes for the same document.

Import it where a document is made and not before: WeasyPrint takes half a second to load, in every process.
"""

from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher


def make_pdf(html: str, *, stylesheet: Path, identifier: bytes) -> bytes:
    """PDF/UA-1. It fetches nothing, neither from a network nor from a disk."""
    return HTML(string=html, url_fetcher=only_data()).write_pdf(
        stylesheets=[_read_once(stylesheet)],
        font_config=_fonts(),
        pdf_variant="pdf/ua-1",
        pdf_identifier=identifier,
    )


def only_data() -> URLFetcher:
    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=True)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _read_once(stylesheet: Path) -> CSS:
    return CSS(filename=stylesheet, font_config=_fonts())
