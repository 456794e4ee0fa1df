"""The practice of Nieul on a Monday of November, its channels open, a patient and her care team."""

from datetime import timedelta
from uuid import uuid4

import pytest

from cabinet.tenancy.scope import scoped
from cabinet.vault import keys
from messaging.actions.channels import house_channels, open_house_channels
from messaging.actions.send import send_message
from messaging.models import Conversation, Message
from tests.patients.conftest import NOW, an_entry


def a_minute(n: int = 1) -> timedelta:
    return timedelta(minutes=n)


def say(conversation: Conversation, by, text: str = "Bonjour à tous", *, at=NOW, **said) -> Message:
    said.setdefault("client_key", uuid4())
    return send_message(conversation=conversation, text=text, by=by, at=at, **said)


def furnish(cast):
    """Channels, a patient followed by Dr Texier and by the nurse; in the open scope."""
    from patients.actions.care_team import add_to_care_team
    from patients.actions.enter import enter_patient

    open_house_channels(at=NOW)
    keys.sealing_key()
    # As after the commit of the first message ever: this process remembers the practice's key.
    keys._unsettled.discard(cast.cabinet.pk)
    cast.pool, cast.team, cast.coordination = (
        house_channels().get(audience=audience) for audience in ("pool", "team", "coordination")
    )
    cast.patient = enter_patient(entry=an_entry(), by=cast.jaulin, at=NOW, kept_apart=True)
    for member in (cast.texier, cast.naulleau):
        row = add_to_care_team(patient=cast.patient, member=member, by=cast.texier, at=NOW)
        setattr(cast, f"{member.person.last_name.lower()}_follows", row)
    return cast


@pytest.fixture
def house(cast, time_machine):
    """The cast at NOW; its scope is open."""
    time_machine.move_to(NOW, tick=False)
    with scoped(cast.cabinet.pk):
        yield furnish(cast)


@pytest.fixture
def visited(cast, as_member, time_machine):
    """The same for requests, which open their own scope."""
    time_machine.move_to(NOW, tick=False)
    with scoped(cast.cabinet.pk):
        furnish(cast)
    return cast


@pytest.fixture
def living_house(living_cast, time_machine):
    """The same, committed."""
    time_machine.move_to(NOW, tick=False)
    with scoped(living_cast.cabinet.pk):
        furnish(living_cast)
    return living_cast
