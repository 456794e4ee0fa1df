"""An agenda to test with: rooms, doctors who are there, and how a test books."""

from datetime import date, datetime, time

from cabinet.clock import in_paris
from patients.models import Appointment
from planning.models import Presence, Room

#: Tuesday 24 November 2026, the day after NOW.
TUESDAY = date(2026, 11, 24)


def hour(on: date, text: str) -> datetime:
    """« 9:30 » on that day, in Paris."""
    return in_paris(on, time.fromisoformat(text.zfill(5)))


def furnish(cast) -> list[Room]:
    """Two rooms for doctors and one for the nurse, in the open scope."""
    names = ["Bureau 1", "Bureau 2", "Bureau infirmier"]
    cast.rooms = [Room.objects.create(name=name, position=n) for n, name in enumerate(names, 1)]
    return cast.rooms


def present(cast, who, on: date = TUESDAY, period: str = "day", at: datetime | None = None) -> Presence:
    from planning.actions.place import place_presence
    from tests.patients.conftest import NOW

    return place_presence(
        cabinet=cast.cabinet, membership=who, on=on, period=period, room=None, by=cast.jaulin, at=at or NOW
    )


def book(cast, patient, who, text: str, on: date = TUESDAY, **values) -> Appointment:
    from patients.actions.appointments import book_appointment
    from tests.patients.conftest import NOW

    said = {"kind": "follow_up", "by": cast.jaulin, "at": NOW} | values
    return book_appointment(patient=patient, practitioner=who, starts_at=hour(on, text), **said)
