"""October issued, and what comes back of it later."""

import pytest

from tests.retrocession.closing.conftest import close

HEADER = "N° facture;Acte;Montant rejeté;Motif;Date du rejet"


@pytest.fixture
def issued(october):
    """The sample practice with October issued."""
    close(october, "issued")
    return october


@pytest.fixture
def living_issued(living_october):
    """The same, committed."""
    close(living_october, "issued")
    return living_october


def rows(*lines, header=HEADER):
    """A file of refusals, as bytes."""
    return "\r\n".join([header, *lines, ""]).encode()
