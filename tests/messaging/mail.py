"""How a test enters mail, and a practice of the network next to ours."""

from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest

from cabinet.models import Cabinet, Network
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_entry import Arrived, enter_mail
from messaging.models import Mail
from tests.cast import make_practice
from tests.patients.conftest import NOW

#: The people of the practice of the next commune, which is of the network.
THERE = {
    "gauvrit": ("Maëlle", "Gauvrit", "secretaire", ""),
    "menard": ("Noé", "Ménard", "titulaire", ""),
}


def an_arrival(sender="Labo Océan", kind="result", received_at=NOW, **said) -> Arrived:
    return Arrived(kind=kind, sender=sender, received_at=received_at, **said)


def a_mail(by, at=NOW, trace=None, **said) -> Mail:
    """In the open practice."""
    return enter_mail(arrived=an_arrival(**said), by=by, at=at, trace=trace)


def make_network(cast: SimpleNamespace) -> SimpleNamespace:
    """The practice of Aubigny joins ours in a network: `cast.aubigny`, with its people."""
    network = Network.objects.create(slug="msp", name="MSP du bocage")
    cast.aubigny = make_practice("aubigny", "Cabinet d’Aubigny", THERE, domain="aubigny.example")
    Cabinet.objects.filter(pk__in=[cast.cabinet.pk, cast.aubigny.cabinet.pk]).update(network=network)
    for cabinet in (cast.cabinet, cast.aubigny.cabinet):
        cabinet.refresh_from_db()
    return cast


@contextmanager
def at_aubigny(cast: SimpleNamespace):
    with scoped(cast.aubigny.cabinet.pk):
        yield cast.aubigny


QUARTER = timedelta(minutes=15)


@pytest.fixture
def network(signed_in):
    """The cast on NOW, and `network.aubigny`; nobody's scope is open."""
    return make_network(signed_in)


@pytest.fixture
def nieul_in_network(cast):
    """The same with the scope of Nieul open."""
    make_network(cast)
    with scoped(cast.cabinet.pk):
        yield cast
