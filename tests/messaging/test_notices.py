"""Who is not there is told that something waits: on their devices, else by e-mail, never in their silence."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as house
from django.core import mail as post
from django.urls import reverse

from cabinet import jobs
from cabinet.models import Job, OutboxMessage
from cabinet.tenancy.scope import scoped
from messaging.actions.devices import MOST_DEVICES, DeviceRefused, add_device, choose_quiet
from messaging.actions.notices import PUSH, notice
from messaging.models import Conversation, Mail, MailSender, Message, Notice, NoticeKind, PushDevice, ReadMark
from messaging.notice_tasks import DIGEST, FORGET
from tests.messaging.push_service import push_service

#: A Monday, at a quarter past ten in Paris.
NOW = datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
EVENING = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
WORDS = "Plaie de Mme Épaud-MARQUEUR"


@pytest.fixture
def service(tmp_path, settings, monkeypatch):
    with push_service(tmp_path) as (service, certificate):
        settings.PUSH_HOSTS = (f"localhost:{service.port}",)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
        yield service


@pytest.fixture
def practice(cast):
    with scoped(cast.cabinet.pk):
        yield cast


def has(member, service, name="telephone"):
    browser = service.browser(name)
    add_device(person=member.person, **browser.fields, label="Chrome, Android", at=NOW)
    return browser


def said(practice, *, at=NOW, number=1) -> Message:
    channel, _ = Conversation.objects.get_or_create(
        kind="channel", audience="team", title="MARQUEUR-canal", defaults={"opened_at": at, "spoken_at": at}
    )
    return Message.objects.create(
        conversation=channel,
        number=number,
        author=practice.texier,
        body=WORDS,
        client_key=uuid4(),
        sent_at=at,
    )


def tell(practice, member, message=None, *, at=NOW, kind=NoticeKind.MESSAGE, urgent=False) -> None:
    url = reverse("home_of_practice", args=[practice.cabinet.slug])
    notice(people=[member.person_id], kind=kind, url=url, at=at, urgent=urgent, of=message)


def work(practice, at) -> None:
    """Everything that is due, as the workers do; from outside any practice."""
    jobs.run_due(at=at)


def hourly(practice, at) -> None:
    jobs.expect_jobs(at)
    jobs.run_due(at=at, key_prefix=f"{DIGEST}:{practice.cabinet.pk}:")
    jobs.run_due(at=at, key_prefix="send:")


def test_push_reaches_the_device_sealed_and_without_content(practice, service):
    browser = has(practice.fradin, service)
    tell(practice, practice.fradin, said(practice))
    work(practice, NOW)
    assert browser.heard() == [
        {
            "title": "Cabinet de Nieul", "body": "Nouveau message.", "url": "/c/nieul/", "tag": "nieul",
            "urgent": False,
        }
    ]  # fmt: skip
    _, headers, body = service.got[0]
    assert (headers["authorization"][:8], headers["urgency"]) == ("vapid t=", "normal")
    assert b"Nouveau" not in body
    assert (Notice.objects.get().pushed_at, PushDevice.objects.get().heard_at) == (NOW, NOW)


def test_same_notices_are_pushed_once_whoever_runs_them_again(practice, service):
    browser = has(practice.fradin, service)
    for number in (1, 2, 3):
        tell(practice, practice.fradin, said(practice, number=number))
    work(practice, NOW)
    Job.objects.update(done_at=None, due_at=NOW)
    work(practice, NOW)
    assert [one["body"] for one in browser.heard()] == ["Nouveau message. 3\u202fnouveautés vous attendent."]


def test_what_was_read_meanwhile_is_not_pushed(practice, service):
    browser, message = has(practice.fradin, service), said(practice)
    tell(practice, practice.fradin, message)
    ReadMark.objects.create(
        conversation=message.conversation, person=practice.fradin.person, number=1, read_at=NOW
    )
    work(practice, NOW)
    assert (browser.heard(), Notice.objects.get().settled_at) == ([], NOW)


def test_silenced_conversation_rings_for_a_mention_only(practice, service):
    browser, message = has(practice.fradin, service), said(practice)
    ReadMark.objects.create(conversation=message.conversation, person=practice.fradin.person, muted=True)
    tell(practice, practice.fradin, message)
    work(practice, NOW)
    assert browser.heard() == []
    tell(practice, practice.fradin, message, kind=NoticeKind.MENTION)
    work(practice, NOW)
    assert [one["body"] for one in browser.heard()] == ["On vous mentionne dans un message."]


def test_mail_read_meanwhile_is_not_pushed(practice, service):
    browser = has(practice.texier, service)
    sender = MailSender.objects.create(name="Laboratoire du Lay")
    letter = Mail.objects.create(
        kind="result", sender=sender, received_at=NOW, entered_at=NOW, trace=uuid4(), state="read",
        read_at=NOW,
    )  # fmt: skip
    tell(practice, practice.texier, letter, kind=NoticeKind.MAIL)
    work(practice, NOW)
    assert browser.heard() == []


def test_silent_hours_hold_back_until_they_end(practice, service):
    browser = has(practice.fradin, service)
    choose_quiet(person=practice.fradin.person, starts=time(22), ends=time(7), digest=True)
    tell(practice, practice.fradin, said(practice, at=EVENING), at=EVENING)
    work(practice, EVENING)
    assert browser.heard() == []
    ends = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
    work(practice, ends - timedelta(seconds=1))
    assert browser.heard() == []
    work(practice, ends)
    assert len(browser.heard()) == 1


def test_urgent_and_theirs_rings_in_silent_hours(practice, service):
    browser = has(practice.fradin, service)
    choose_quiet(person=practice.fradin.person, starts=time(22), ends=time(7), digest=False)
    tell(practice, practice.fradin, at=EVENING, kind=NoticeKind.URGENT_MESSAGE, urgent=True)
    work(practice, EVENING)
    assert [(one["body"], one["urgent"]) for one in browser.heard()] == [("Message urgent.", True)]
    assert service.got[0][1]["urgency"] == "high"


def test_urgent_without_a_device_that_hears_leaves_by_mail_at_once(practice, service):
    has(practice.fradin, service)
    service.answers["/telephone"] = 410
    tell(practice, practice.fradin, said(practice), kind=NoticeKind.URGENT_MESSAGE, urgent=True)
    tell(practice, practice.jaulin, kind=NoticeKind.URGENT_MESSAGE, urgent=True)
    work(practice, NOW)
    sent = OutboxMessage.objects.order_by("recipient")
    assert [row.recipient for row in sent] == ["fradin@nieul.example", "jaulin@nieul.example"]
    assert "MARQUEUR" not in " ".join(f"{row.subject} {row.body}" for row in sent)
    assert "- Message urgent\u202f: 1" in sent[0].body
    assert PushDevice.objects.count() == 0


def test_urgent_result_has_a_letter_of_its_own_and_is_not_written_twice(practice):
    tell(practice, practice.texier, kind=NoticeKind.URGENT_MAIL, urgent=True)
    work(practice, NOW)
    hourly(practice, NOW + timedelta(hours=2))
    assert (OutboxMessage.objects.count(), Notice.objects.get().mailed_at) == (0, NOW)


@pytest.mark.parametrize(
    ("status", "left", "failed", "retried"),
    [(404, 0, None, False), (410, 0, None, False), (503, 1, NOW, True), (429, 1, NOW, True),
     (403, 1, NOW, False), (307, 1, NOW, False)],
)  # fmt: skip
def test_what_the_service_answers_decides(practice, service, status, left, failed, retried):
    browser = has(practice.fradin, service)
    service.answers["/telephone"] = status
    tell(practice, practice.fradin, said(practice))
    work(practice, NOW)
    devices = list(PushDevice.objects.all())
    assert (len(devices), [row.failed_at for row in devices]) == (left, [failed] * left)
    assert (Job.objects.get(kind=PUSH).done_at is None) is retried
    assert len(service.got) == 1  # nowhere that it was sent on to
    service.answers.clear()
    work(practice, NOW + timedelta(minutes=2))
    assert len(browser.heard()) == 1 + retried


def test_service_that_is_away_is_tried_again(practice, service, settings):
    has(practice.fradin, service)
    PushDevice.objects.update(endpoint="https://localhost:1/telephone")
    settings.PUSH_HOSTS = ("localhost:1",)
    tell(practice, practice.fradin, said(practice))
    work(practice, NOW)
    assert Job.objects.get(kind=PUSH).done_at is None


def test_no_push_leaves_for_a_private_address(practice, service, settings, monkeypatch):
    has(practice.fradin, service)
    PushDevice.objects.update(endpoint="https://push.exemple.example/x")
    settings.PUSH_HOSTS = ("push.exemple.example",)
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **options: [(2, 1, 6, "", ("10.0.0.7", 443))])
    tell(practice, practice.fradin, said(practice))
    work(practice, NOW)
    assert (service.got, PushDevice.objects.get().failed_at) == ([], NOW)


def test_device_of_an_unknown_service_is_refused(practice, service):
    fields = service.browser("telephone").fields
    for change in (
        {"endpoint": "https://127.0.0.1/x"},
        {"endpoint": "http://fcm.googleapis.com/x"},
        {"p256dh": "court"},
        {"auth": "é"},
    ):
        with pytest.raises(DeviceRefused):
            add_device(person=practice.fradin.person, **fields | change, label="x", at=NOW)
    assert PushDevice.objects.count() == 0


def test_eleventh_device_is_refused_and_the_same_one_is_itself(practice, service):
    for number in range(MOST_DEVICES):
        has(practice.fradin, service, f"appareil-{number}")
    has(practice.fradin, service, "appareil-1")
    with pytest.raises(DeviceRefused):
        has(practice.fradin, service, "un-de-plus")
    assert PushDevice.objects.count() == MOST_DEVICES
    has(practice.jaulin, service, "appareil-1")
    assert PushDevice.objects.filter(person=practice.jaulin.person).count() == 1


def test_digest_counts_what_waits_and_never_says_what(practice):
    for number in (1, 2):
        tell(practice, practice.fradin, said(practice, number=number))
    tell(practice, practice.fradin, kind=NoticeKind.MAIL)
    hourly(practice, NOW + timedelta(minutes=30))
    assert post.outbox == []
    hourly(practice, NOW + timedelta(hours=2))
    letter = post.outbox[0]
    assert (len(post.outbox), letter.to) == (1, ["fradin@nieul.example"])
    assert letter.subject == "Cabinet de Nieul\u202f: 3\u202fnouveautés vous attendent"
    assert "- Nouveau message\u202f: 2\n- Nouveau courrier\u202f: 1" in letter.body
    assert ("MARQUEUR" in letter.body, "/mes-notifications/" in letter.body) == (False, True)


def test_digest_is_hours_apart_and_spares_who_reads_or_has_a_device(practice, service):
    has(practice.sorin, service)
    message = said(practice)
    for member in (practice.fradin, practice.sorin, practice.rabiller, practice.jaulin, practice.hervouet):
        tell(practice, member, message)
    ReadMark.objects.create(
        conversation=message.conversation, person=practice.rabiller.person, number=1, read_at=NOW
    )
    choose_quiet(person=practice.jaulin.person, starts=None, ends=None, digest=False)
    choose_quiet(person=practice.hervouet.person, starts=time(9), ends=time(18), digest=True)
    hourly(practice, NOW + timedelta(hours=2))
    assert [letter.to for letter in post.outbox] == [["fradin@nieul.example"]]
    tell(practice, practice.fradin, said(practice, number=2), at=NOW + timedelta(hours=2))
    for hours in (3, 4, 5):
        hourly(practice, NOW + timedelta(hours=hours))
    assert len(post.outbox) == 1
    hourly(practice, NOW + timedelta(hours=2 + house.DIGEST_HOURS))
    assert len(post.outbox) == 2
    hourly(practice, datetime(2026, 11, 23, 17, 20, tzinfo=UTC))
    assert sorted(letter.to for letter in post.outbox[2:]) == [["hervouet@nieul.example"]]


def test_device_that_failed_since_no_longer_spares_the_digest(practice, service):
    has(practice.fradin, service)
    PushDevice.objects.update(heard_at=NOW - timedelta(days=3), failed_at=NOW - timedelta(days=1))
    service.answers["/telephone"] = 403
    tell(practice, practice.fradin, said(practice))
    work(practice, NOW)
    hourly(practice, NOW + timedelta(hours=2))
    assert len(post.outbox) == 1


def test_mairie_may_tell_and_sees_no_row(practice):
    with scoped(practice.cabinet.pk, database_role="cabinet_mairie"):
        tell(practice, practice.texier, at=NOW)
    assert Notice.objects.count() == 1


def test_notice_leads_to_this_site_only(practice):
    for url in ("https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"):
        with pytest.raises(ValueError, match="this site"):
            notice(people=[1], kind=NoticeKind.MESSAGE, url=url, at=NOW)
    notice(people=[], kind=NoticeKind.MESSAGE, url="/", at=NOW)
    assert Notice.objects.count() == 0


def test_notices_are_forgotten_after_a_month(practice):
    for days in (31, 29):
        tell(practice, practice.fradin, at=NOW - timedelta(days=days))
    jobs.expect_jobs(NOW)
    jobs.run_due(at=NOW, key_prefix=f"{FORGET}:{practice.cabinet.pk}:")
    assert Notice.objects.count() == 1


# --- The page ---


def test_page_lists_ones_own_devices_and_ends_them(practice, service, as_member):
    has(practice.fradin, service)
    has(practice.sorin, service, "autre")
    theirs = PushDevice.objects.get(person=practice.sorin.person)
    client = as_member(practice.fradin)
    page = client.get("/mes-notifications/").content.decode()
    assert (page.count("Chrome, Android</strong>"), page.count("data-push=")) == (1, 1)
    assert client.post(f"/mes-notifications/{theirs.pk}/retrait/").status_code == 404
    mine = PushDevice.objects.get(person=practice.fradin.person)
    assert client.post(f"/mes-notifications/{mine.pk}/retrait/").status_code == 302
    assert list(PushDevice.objects.all()) == [theirs]


def test_browser_subscribes_and_is_named(practice, service, as_member):
    client = as_member(practice.fradin)
    fields = service.browser("telephone").fields
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    for _ in range(2):
        answer = client.post("/mes-notifications/appareil/", fields, HTTP_USER_AGENT=agent)
        assert answer.status_code == 204
    assert PushDevice.objects.get().label == "Firefox, Linux"
    refused = client.post("/mes-notifications/appareil/", fields | {"endpoint": "https://127.0.0.1/"})
    assert (refused.status_code, "Ce navigateur passe" in refused.content.decode()) == (422, True)


def test_silent_hours_are_kept_or_refused_in_words(practice, as_member):
    client = as_member(practice.fradin)
    assert client.post("/mes-notifications/", {"starts": "22:00", "ends": "07:00"}).status_code == 302
    page = client.get("/mes-notifications/").content.decode()
    assert ('value="22:00"' in page, 'value="07:00"' in page) == (True, True)
    for typed, sentence in (
        ({"starts": "22:00", "ends": ""}, "Dites les deux heures, ou aucune."),
        ({"starts": "22:00", "ends": "22:00"}, "Les deux heures sont les mêmes"),
    ):
        refused = client.post("/mes-notifications/", typed)
        assert (refused.status_code, sentence in refused.content.decode()) == (422, True)


def test_without_a_key_the_page_says_that_mail_is_left(practice, as_member, settings):
    settings.VAPID_PRIVATE_KEY = ""
    page = as_member(practice.fradin).get("/mes-notifications/").content.decode()
    assert ("ne sont pas installées" in page, "data-push=" in page) == (True, False)


def test_worker_is_served_at_the_root_to_anybody_under_the_policy(client, db):
    answer = client.get("/service-worker.js")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-cache"
