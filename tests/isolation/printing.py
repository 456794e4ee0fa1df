"""Documents that many may read are printed once: the same words make the same bytes (`cabinet/pdf.py`)."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch


@contextmanager
def printed_once() -> Iterator[dict[tuple, bytes]]:
    """What was printed meanwhile, by all that it is made of."""
    from cabinet import pdf

    printed: dict[tuple, bytes] = {}
    real = pdf.HTML

    def html(*, string: str, **around) -> SimpleNamespace:
        def write_pdf(*, stylesheets, pdf_variant, pdf_identifier, **how) -> bytes:
            made_of = (string, *map(id, stylesheets), pdf_variant, pdf_identifier)
            if made_of not in printed:
                printed[made_of] = real(string=string, **around).write_pdf(
                    stylesheets=stylesheets, pdf_variant=pdf_variant, pdf_identifier=pdf_identifier, **how
                )
            return printed[made_of]

        return SimpleNamespace(write_pdf=write_pdf)

    with patch.object(pdf, "HTML", html):
        yield printed
