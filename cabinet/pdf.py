"""HTML to PDF by WeasyPrint: tagged, self-contained, the same bytes for the same document.

Import it where a document is made and not before: WeasyPrint takes half a second to load, in every process.
"""

import warnings
from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

#: For a screen reader; and the same for the archives, with its colours and fonts in it.
ACCESSIBLE, ARCHIVED = "pdf/ua-1", "pdf/a-2a"


def make_pdf(html: str, *, stylesheet: Path, identifier: bytes, variant: str = ACCESSIBLE) -> bytes:
    """Tagged, PDF/UA-1 or PDF/A-2a. It fetches nothing, neither from a network nor from a disk."""
    with warnings.catch_warnings():
        # WeasyPrint leaves the file of its colour profile to the collector.
        warnings.simplefilter("ignore", ResourceWarning)
        return HTML(string=html, url_fetcher=only_data()).write_pdf(
            stylesheets=[_read_once(stylesheet)],
            font_config=_fonts(),
            pdf_variant=variant,
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
