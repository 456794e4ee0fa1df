"""Urgent messages: told to those of the conversation, then to the doctor on call, then to titulaires."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from cabinet import jobs
from cabinet.models import AuditEntry, Job
from cabinet.tenancy.scope import scoped
from messaging.actions.conversations import open_patient_thread
from messaging.actions.send import send_message
from messaging.actions.system_messages import post_in_channel
from messaging.actions.urgent import acknowledge, escalate, flag_urgent
from messaging.models import UrgentAlert
from messaging.permissions import readable
from tests.messaging.talk import NOW, a_minute, say
from tests.patients.conftest import at_once


@pytest.fixture
def on_call(house):
    """Dr Fradin is on call that day."""
    from planning.models import Astreinte

    return Astreinte.objects.create(
        membership=house.fradin, on=NOW.date(), starts_at=datetime(2026, 11, 23, 7, tzinfo=UTC),
        ends_at=datetime(2026, 11, 23, 19, tzinfo=UTC), assigned_at=NOW,
    )  # fmt: skip


@pytest.fixture
def thread(house):
    return open_patient_thread(patient=house.patient, by=house.texier, at=NOW)


def told(message) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for alert in UrgentAlert.objects.filter(message=message).select_related("membership__person"):
        found.setdefault(alert.stage, set()).add(alert.membership.person.last_name)
    return found


def run(at) -> int:
    return jobs.run_due(at=at, key_prefix="escalate_message")


def test_urgent_message_goes_on_from_stage_to_stage(house, thread, on_call):
    message = say(thread, house.naulleau, "Fièvre et plaie rouge", urgent=True)
    assert told(message) == {"addressed": {"Texier"}}
    assert not readable(thread, house.fradin)
    assert run(NOW + a_minute(14)) == 0
    assert run(NOW + a_minute(15)) == 1
    assert told(message) == {"addressed": {"Texier"}, "on_call": {"Fradin"}}
    assert readable(thread, house.fradin)
    assert run(NOW + a_minute(30)) == 1
    assert told(message) == {"addressed": {"Texier"}, "on_call": {"Fradin"}, "titulaires": {"Sorin"}}
    assert run(NOW + a_minute(500)) == 0


def test_acknowledged_it_goes_no_further(house, thread, on_call):
    message = say(thread, house.naulleau, "Fièvre", urgent=True)
    alert = acknowledge(message=message, by=house.texier, at=NOW + a_minute(3))
    assert acknowledge(message=message, by=house.texier, at=NOW + a_minute(9)) == alert
    assert UrgentAlert.objects.get().acknowledged_at == NOW + a_minute(3)
    assert run(NOW + a_minute(15)) == 1
    assert told(message) == {"addressed": {"Texier"}}
    assert run(NOW + a_minute(30)) == 0
    assert AuditEntry.objects.filter(verb="acknowledge_message").count() == 1


def test_late_escalation_catches_up_at_once(house, thread, on_call):
    message = say(thread, house.naulleau, "Fièvre", urgent=True)
    assert run(NOW + a_minute(47)) == 1
    assert told(message) == {"addressed": {"Texier"}, "on_call": {"Fradin"}, "titulaires": {"Sorin"}}
    assert Job.objects.filter(kind="escalate_message", done_at=None).count() == 0


def test_nobody_on_call_does_not_make_titulaires_wait(house, thread):
    message = say(thread, house.naulleau, "Fièvre", urgent=True)
    run(NOW + a_minute(15))
    assert told(message) == {"addressed": {"Texier"}, "titulaires": {"Sorin"}}


def test_on_call_doctor_told_already_is_not_told_twice(house, on_call):
    message = say(house.team, house.naulleau, "Fièvre", urgent=True)
    assert told(message)["addressed"] >= {"Texier", "Fradin", "Sorin"}
    run(NOW + a_minute(15))
    run(NOW + a_minute(30))
    assert set(told(message)) == {"addressed"}


def test_escalation_by_two_at_once_tells_each_once(living_house):
    with scoped(living_house.cabinet.pk):
        thread = open_patient_thread(patient=living_house.patient, by=living_house.texier, at=NOW)
        message = say(thread, living_house.naulleau, "Fièvre", urgent=True)
    at = NOW + a_minute(40)
    at_once(living_house, *[lambda: escalate(message=message, at=at)] * 4)
    with scoped(living_house.cabinet.pk):
        assert told(message) == {"addressed": {"Texier"}, "titulaires": {"Sorin"}}
        assert UrgentAlert.objects.count() == 2


def test_flag_urgent_is_its_author_s_and_once(house, thread):
    message = say(thread, house.naulleau, "Fièvre")
    with pytest.raises(PermissionDenied):
        flag_urgent(message=message, by=house.texier, at=NOW)
    for _ in range(2):
        flag_urgent(message=message, by=house.naulleau, at=NOW + a_minute(20))
    assert told(message) == {"addressed": {"Texier"}}
    assert run(NOW + a_minute(34)) == 0
    assert run(NOW + a_minute(35)) == 1


def test_acknowledge_is_not_for_who_wrote_nor_for_strangers(house, thread):
    message = say(thread, house.naulleau, "Fièvre", urgent=True)
    for member in (house.naulleau, house.sorin, house.guilbaud):
        with pytest.raises(PermissionDenied):
            acknowledge(message=message, by=member, at=NOW)


def test_house_says_it_once_in_its_channel(house):
    for _ in range(2):
        message = post_in_channel(audience="pool", text="Un appel", at=NOW, urgent=True, key="call:1")
    assert (message.number, message.author, message.guest) == (1, None, None)
    assert told(message)["addressed"] >= {"Fradin", "Rabiller", "Texier"}


def test_send_message_is_urgent_once(house, thread):
    sent = {"conversation": thread, "text": "Fièvre", "by": house.naulleau, "urgent": True}
    key = house.patient.pk
    for _ in range(2):
        send_message(client_key=key, at=NOW, **sent)
    assert UrgentAlert.objects.count() == 1
