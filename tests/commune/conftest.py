"""The practice of Nieul on a Monday of March 2027, its mairie at work."""

import pytest

from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from tests.planning.conftest import NOW, TODAY, furnish

__all__ = ["NOW", "TODAY"]


@pytest.fixture
def nieul(cast):
    """The cast with its rooms; the scope of the application is open."""
    furnish(cast)
    with scoped(cast.cabinet.pk):
        yield cast


@pytest.fixture
def as_mairie(cast):
    """`with as_mairie():` what the mairie asks of the database, in its own role."""
    return lambda: scoped(cast.cabinet.pk, person_id=cast.guilbaud.person_id, database_role=AGGREGATES_ROLE)


@pytest.fixture
def signed_in(cast, as_member, time_machine):
    """The cast with its rooms, on NOW; nobody's scope is open: the requests open their own."""
    furnish(cast)
    time_machine.move_to(NOW, tick=False)
    cast.as_member = as_member
    return cast
