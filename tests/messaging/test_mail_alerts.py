"""An urgent result: who is told, in what order, once each, until somebody says that they see to it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cabinet.actions.refusals import Refused
from cabinet.jobs import run_due
from cabinet.models import AuditEntry, Job, OutboxMessage
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_alerts import AlreadyTaken, acknowledge_mail, look_at_alert
from messaging.actions.mail_entry import change_mail
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import read_mail
from messaging.models import Mail, MailAlert, Message, Notice, PushDevice
from planning.actions.hand_over import write_hand_over
from planning.models import Astreinte
from planning.queries.astreintes import span_of
from tests.messaging.mail import QUARTER, a_mail, an_arrival, at_aubigny
from tests.patients.conftest import NOW, TODAY, at_once
from tests.patients.test_front_desk import there


def on_duty(cast, member, on: date = TODAY) -> Astreinte:
    starts_at, ends_at = span_of(cast.cabinet, on)
    return Astreinte.objects.create(
        membership=member, on=on, starts_at=starts_at, ends_at=ends_at, assigned_at=NOW - timedelta(days=9)
    )


def told(mail) -> list[tuple[str, str]]:
    alerts = MailAlert.objects.filter(mail=mail).select_related("membership__person")
    return sorted((alert.stage, alert.membership.person.last_name) for alert in alerts)


def letters() -> list[str]:
    messages = OutboxMessage.objects.filter(key__startswith="mail_alert:").order_by("queued_at", "recipient")
    return [message.recipient.partition("@")[0] for message in messages]


def at_each_quarter(mail, minutes) -> None:
    for minute in minutes:
        look_at_alert(mail=mail, at=NOW + timedelta(minutes=minute))


@pytest.fixture
def duty(nieul):
    """A day without a doctor; Dr Sorin is on call."""
    on_duty(nieul, nieul.sorin)
    return nieul


def test_a_day_without_doctor_wakes_the_doctor_on_call_then_the_next(duty):
    mail = a_mail(duty.jaulin, about="Odette Thibaud", urgent=True)
    assert told(mail) == [("on_call", "Sorin")]
    at_each_quarter(mail, [1, 14])
    assert told(mail) == [("on_call", "Sorin")]
    at_each_quarter(mail, [15, 15, 20])
    stages = [stage for stage, _ in told(mail)]
    assert stages == ["next", "on_call"]
    at_each_quarter(mail, [30, 45, 60, 90])
    assert {name for _, name in told(mail)} >= {"Sorin", "Texier"}
    assert len(told(mail)) == len({name for _, name in told(mail)})
    assert len(letters()) == len(set(letters())) == len(told(mail))


def test_the_pool_reads_who_was_told_and_nothing_of_the_patient(duty):
    mail = a_mail(duty.jaulin, about="Odette Thibaud", urgent=True)
    at_each_quarter(mail, [1, 15, 15])
    said = [message.body for message in Message.objects.filter(conversation__audience="pool")]
    assert [text.partition("Prévenu")[2].split()[-1] for text in said][:1] == ["Sorin."]
    assert (len(said), any("Thibaud" in text for text in said)) == (2, False)


def test_doctors_present_are_told_first(duty):
    there(duty, duty.fradin)
    mail = a_mail(duty.jaulin, urgent=True)
    assert told(mail) == [("present", "Fradin")]


def test_what_is_not_urgent_wakes_nobody(duty):
    mail = a_mail(duty.jaulin)
    assert (told(mail), look_at_alert(mail=mail, at=NOW)) == ([], [])
    assert letters() == []


def test_said_urgent_afterwards_it_is_told(duty):
    mail = a_mail(duty.jaulin)
    change_mail(mail=mail, arrived=an_arrival(urgent=True), version=1, by=duty.jaulin, at=NOW)
    assert told(mail) == [("on_call", "Sorin")]


def test_letter_says_nothing_of_the_patient(duty, enter):
    patient = enter()
    mail = a_mail(duty.jaulin, patient=patient, urgent=True, note="kaliémie")
    message = OutboxMessage.objects.get(key__startswith="mail_alert:")
    assert message.recipient == duty.sorin.person.email
    for word in ("GRELIER", "Thérèse", "kaliémie", "Océan"):
        assert word not in message.subject + message.body
    assert reverse("messaging:mail-alert", args=["nieul", mail.pk]) in message.body
    assert "Sans réponse à 10\u202fh\u202f15" in message.body


def test_a_device_of_theirs_rings_too(duty):
    PushDevice.objects.create(
        person=duty.sorin.person, endpoint="https://push.example/1", p256dh="p", auth="a", label="téléphone",
        asked_at=NOW,
    )  # fmt: skip
    mail = a_mail(duty.jaulin, urgent=True)
    [one] = Notice.objects.all()
    assert (one.person, one.kind, one.urgent, one.mail) == (duty.sorin.person, "urgent_mail", True, mail)
    assert one.url == reverse("messaging:mail-alert", args=["nieul", mail.pk])


def test_acknowledged_it_goes_no_further(duty):
    mail = a_mail(duty.jaulin, urgent=True)
    alert = acknowledge_mail(mail=mail, by=duty.sorin, at=NOW + QUARTER)
    assert (alert.membership, alert.acknowledged_at) == (duty.sorin, NOW + QUARTER)
    assert acknowledge_mail(mail=mail, by=duty.sorin, at=NOW + 2 * QUARTER).acknowledged_at == NOW + QUARTER
    at_each_quarter(mail, [15, 30, 45])
    assert told(mail) == [("on_call", "Sorin")]
    with pytest.raises(AlreadyTaken) as refused:
        acknowledge_mail(mail=mail, by=duty.texier, at=NOW + 2 * QUARTER)
    assert refused.value.sentence == "Dr Sorin s’en occupe depuis 10\u202fh\u202f15."
    assert AuditEntry.objects.filter(verb="acknowledge_mail").count() == 1


def test_whoever_was_not_told_may_see_to_it(duty):
    mail = a_mail(duty.jaulin, urgent=True)
    acknowledge_mail(mail=mail, by=duty.fradin, at=NOW)
    at_each_quarter(mail, [15, 30])
    assert told(mail) == [("itself", "Fradin"), ("on_call", "Sorin")]


def test_read_it_is_in_somebodys_hands(duty):
    mail = a_mail(duty.jaulin, urgent=True)
    read_mail(mail=mail, by=duty.sorin, at=NOW)
    at_each_quarter(mail, [15, 30])
    [alert] = MailAlert.objects.all()
    assert alert.acknowledged_at == NOW
    with pytest.raises(Refused):
        acknowledge_mail(mail=a_mail(duty.jaulin), by=duty.sorin, at=NOW)


@pytest.mark.parametrize("who", ["jaulin", "bossard", "drapeau", "naulleau", "guilbaud"])
def test_a_doctor_or_an_intern_sees_to_it(duty, who):
    mail = a_mail(duty.jaulin, urgent=True)
    with pytest.raises(PermissionDenied):
        acknowledge_mail(mail=mail, by=getattr(duty, who), at=NOW)


def test_routed_away_it_wakes_those_of_the_other_practice(nieul_in_network):
    cast = nieul_in_network
    on_duty(cast, cast.sorin)
    mail = a_mail(cast.jaulin, urgent=True)
    route_mail(mail=mail, to=cast.aubigny.cabinet, by=cast.jaulin, at=NOW)
    at_each_quarter(mail, [15, 30])
    assert told(mail) == [("on_call", "Sorin")]
    with at_aubigny(cast):
        assert told(Mail.objects.get()) == [("next", "Ménard")]
        [message] = OutboxMessage.objects.filter(key__startswith="mail_alert:")
        assert message.recipient == "menard@aubigny.example"
        assert "/c/aubigny/" in message.body


def test_the_job_escalates_once_whatever_the_workers_suffer(duty):
    mail = a_mail(duty.jaulin, urgent=True)
    prefix = "escalate_mail:"
    assert run_due(at=NOW + timedelta(minutes=14), key_prefix=prefix) == 0
    assert run_due(at=NOW + QUARTER, key_prefix=prefix) == 1
    assert len(told(mail)) == 2
    Job.objects.filter(key__startswith=prefix).update(done_at=None)
    run_due(at=NOW + QUARTER, key_prefix=prefix)
    assert len(told(mail)) == 2
    # Stopped for a day: one step, then the next a quarter of an hour later.
    late = NOW + timedelta(days=1)
    before = len(told(mail))
    assert run_due(at=late, key_prefix=prefix) >= 1
    assert len(told(mail)) > before
    assert not MailAlert.objects.filter(told_at__gt=late).exists()


def test_the_job_of_a_letter_that_has_gone_does_nothing(duty):
    mail = a_mail(duty.jaulin, urgent=True)
    MailAlert.objects.all().delete()
    mail.delete()
    assert run_due(at=NOW + QUARTER, key_prefix="escalate_mail:") == 1


def test_two_workers_tell_once(living_cast):
    cast = living_cast

    def entered():
        on_duty(cast, cast.sorin)
        return a_mail(cast.jaulin, urgent=True)

    [mail] = at_once(cast, entered)
    made = at_once(cast, *[lambda: look_at_alert(mail=mail, at=NOW + QUARTER)] * 3)
    assert sorted(map(len, made))[:2] == [0, 0]
    with scoped(cast.cabinet.pk):
        assert [stage for stage, _ in told(mail)] == ["next", "on_call"]


def test_a_get_never_acknowledges(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        on_duty(signed_in, signed_in.sorin)
        mail = a_mail(signed_in.jaulin, about="Odette Thibaud", urgent=True)
    url, client = reverse("messaging:mail-alert", args=["nieul", mail.pk]), as_member(signed_in.sorin)
    page = client.get(url).content.decode()
    assert "Je m’en occupe" in page
    with scoped(signed_in.cabinet.pk):
        assert MailAlert.objects.filter(acknowledged_at=None).count() == 1
    assert client.post(url).status_code == 302
    page = client.get(url).content.decode()
    for words in ("Dr Sorin s’en occupe, depuis 10", "Laisser la consigne"):
        assert words in page
    response = as_member(signed_in.texier).post(url)
    assert response.status_code == 409
    assert "Dr Sorin s’en occupe depuis 10" in response.content.decode()
    assert as_member(signed_in.jaulin).post(url).status_code == 403
    assert as_member(signed_in.stranger).get(url).status_code == 404


def test_home_of_who_is_told_asks_for_an_answer(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        on_duty(signed_in, signed_in.sorin)
        mail = a_mail(signed_in.jaulin, urgent=True)
    url = reverse("messaging:mail-alert", args=["nieul", mail.pk])
    home = reverse("home_of_practice", args=["nieul"])
    assert url in as_member(signed_in.sorin).get(home).content.decode()
    assert url not in as_member(signed_in.texier).get(home).content.decode()
    with scoped(signed_in.cabinet.pk):
        acknowledge_mail(mail=mail, by=signed_in.sorin, at=NOW)
    assert url not in as_member(signed_in.sorin).get(home).content.decode()


def test_at_night_somebody_is_told_all_the_same(nieul):
    mail = a_mail(nieul.jaulin, urgent=True, at=NOW)
    look = datetime(2026, 11, 22, 23, tzinfo=NOW.tzinfo)
    assert [alert.stage for alert in MailAlert.objects.filter(mail=mail)] == ["next"]
    assert look_at_alert(mail=mail, at=look) == []


def test_what_the_doctor_on_call_left_is_read_with_the_mail(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        duty = on_duty(signed_in, signed_in.sorin, TODAY - timedelta(days=1))
        write_hand_over(astreinte=duty, text="Un potassium à refaire.", by=signed_in.sorin, at=NOW)
        there(signed_in, signed_in.fradin)
    url = reverse("messaging:mails", args=["nieul"])
    assert "Un potassium à refaire." in as_member(signed_in.fradin).get(url).content.decode()
    assert "Un potassium" not in as_member(signed_in.texier).get(url).content.decode()
    assert "Un potassium" not in as_member(signed_in.jaulin).get(url).content.decode()
