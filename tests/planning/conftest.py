"""The practice of Nieul with its rooms and the national calendar, on a Monday of March 2027."""

from datetime import UTC, date, datetime

import pytest

from cabinet.tenancy.scope import scoped

#: Monday 1 March 2027, 10:00 in Paris; zone B is on holiday until the 7th.
NOW = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)
TODAY = date(2027, 3, 1)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2027, 3, day) for day in range(8, 13))


def furnish(cast) -> None:
    """Two rooms for doctors and one for the nurse; one room next door."""
    from planning.actions.load_holidays import load_holidays
    from planning.models import Room

    load_holidays(today=TODAY)
    with scoped(cast.cabinet.pk):
        names = ["Bureau 1", "Bureau 2", "Bureau infirmier"]
        cast.rooms = [Room.objects.create(name=name, position=n) for n, name in enumerate(names, 1)]
    with scoped(cast.next_door.cabinet.pk):
        cast.next_door.room = Room.objects.create(name="Bureau A", position=1)


@pytest.fixture
def nieul(cast):
    """The cast with its rooms; its scope is open."""
    furnish(cast)
    with scoped(cast.cabinet.pk):
        yield cast


@pytest.fixture
def signed_in(cast, as_member, time_machine):
    """The cast with its rooms, on NOW; nobody's scope is open: the requests open their own."""
    furnish(cast)
    time_machine.move_to(NOW, tick=False)
    cast.as_member = as_member
    return cast


@pytest.fixture
def living_nieul(living_cast):
    """Committed, for threads."""
    furnish(living_cast)
    return living_cast


@pytest.fixture
def book(nieul):
    """`book(nieul.fradin, TUESDAY)`: a presence entered by a titulaire."""
    return booker(nieul)


def booker(cast):
    from planning.actions import book_presence

    def booking(membership, on, period="day", **values):
        return book_presence(
            **{"membership": membership, "on": on, "period": period, "by": cast.texier, "at": NOW} | values
        )

    return booking
