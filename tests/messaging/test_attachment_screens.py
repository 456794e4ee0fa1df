"""A file goes out to who may read its message or its mail now, inert, and by one door."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from cabinet.models import Access
from cabinet.rules.files import SENTENCES, Fault
from cabinet.tenancy.scope import scoped
from messaging.actions.attachments import bind, take_upload
from messaging.models import Attachment, Conversation, Mail, MailSender, Message
from patients.actions.care_team import add_to_care_team, remove_from_care_team
from patients.actions.enter import enter_patient
from tests.messaging.files import drawing, pdf, photo, upload
from tests.patients.conftest import an_entry

INERT = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def practice(cast, strongroom):
    return cast


def where(practice, route, row=None, **query):
    args = [practice.cabinet.slug, *([row.pk] if row else [])]
    return reverse(f"messaging:{route}", args=args)


def taken(practice, content=None, name="plaie.jpg", by=None) -> Attachment:
    with scoped(practice.cabinet.pk):
        return take_upload(file=upload(content or photo(), name), by=by or practice.texier, at=timezone.now())


def in_channel(practice, row, audience="team"):
    now = timezone.now()
    with scoped(practice.cabinet.pk):
        channel = Conversation.objects.create(
            kind="channel", audience=audience, title="Canal", opened_at=now, spoken_at=now
        )
        return bound(practice, row, channel)


def bound(practice, row, conversation):
    with scoped(practice.cabinet.pk):
        message = Message.objects.create(
            conversation=conversation, number=1, author=practice.texier, body="Voir.", client_key=uuid4(),
            sent_at=timezone.now(),
        )  # fmt: skip
        bind(drafts=[row.pk], to=message, by=practice.texier)
        return message


def on_mail(practice, row):
    now = timezone.now()
    with scoped(practice.cabinet.pk):
        sender = MailSender.objects.create(name="Laboratoire du Lay")
        letter = Mail.objects.create(
            kind="result", sender=sender, received_at=now, entered_at=now, trace=uuid4()
        )
        bind(drafts=[row.pk], to=letter, by=practice.texier)


def test_upload_answers_its_line_and_a_refusal_its_sentence(practice, as_member):
    client = as_member(practice.texier)
    key = str(uuid4())
    for _ in range(2):
        answer = client.post(where(practice, "attachments"), {"files": upload(photo()), "client_key": key})
        assert answer.status_code == 201
    with scoped(practice.cabinet.pk):
        row = Attachment.objects.get()
    said = answer.content.decode()
    assert (f'value="{row.pk}"' in said, "plaie.jpg" in said) == (True, True)
    refused = client.post(where(practice, "attachments"), {"files": upload(b"<svg/>", "plan.jpg")})
    assert (refused.status_code, SENTENCES[Fault.NOT_ALLOWED] in refused.content.decode()) == (422, True)
    assert "<strong>plan.jpg</strong>" in refused.content.decode()
    assert client.post(where(practice, "attachments"), {}).status_code == 422
    assert as_member(practice.guilbaud).post(
        where(practice, "attachments"), {"files": upload(photo())}
    ).status_code == 403  # fmt: skip


def test_photo_is_shown_and_pdf_is_downloaded_both_inert(practice, as_member):
    client = as_member(practice.texier)
    image = client.get(where(practice, "attachment", taken(practice, name="plaie du 3.jpg")))
    letter = client.get(where(practice, "attachment", taken(practice, pdf(), "Résultat.pdf")))
    for answer in (image, letter):
        assert {name: answer[name] for name in INERT} == INERT
    assert (image["Content-Type"], image["Content-Disposition"]) == (
        "image/jpeg", 'inline; filename="plaie du 3.jpg"'
    )  # fmt: skip
    assert (letter["Content-Type"], letter["Content-Disposition"]) == (
        "application/pdf", "attachment; filename*=utf-8''R%C3%A9sultat.pdf"
    )  # fmt: skip
    small = client.get(where(practice, "attachment-thumbnail", taken(practice, drawing(), "a.png")))
    assert (small["Content-Type"], small.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    kept = client.get(where(practice, "attachment", taken(practice)) + "?telecharger")
    assert kept["Content-Disposition"] == 'attachment; filename="plaie.jpg"'


def test_draft_is_seen_by_who_uploaded_it_alone(practice, as_member):
    row = taken(practice)
    for route in ("attachment", "attachment-thumbnail", "attachment-large"):
        for member in (practice.sorin, practice.guilbaud, practice.stranger):
            assert as_member(member).get(where(practice, route, row)).status_code == 404
    assert as_member(practice.sorin).post(where(practice, "attachment-removal", row)).status_code == 404
    assert as_member(practice.texier).post(where(practice, "attachment-removal", row)).status_code == 204


def test_file_of_a_channel_is_for_its_roles(practice, as_member):
    row = taken(practice)
    in_channel(practice, row, "pool")
    answers = {
        name: as_member(getattr(practice, name)).get(where(practice, "attachment", row)).status_code
        for name in ("texier", "fradin", "jaulin", "bossard", "naulleau", "guilbaud", "stranger")
    }
    assert answers == {
        "texier": 200, "fradin": 200, "jaulin": 200, "bossard": 404, "naulleau": 404, "guilbaud": 404,
        "stranger": 404,
    }  # fmt: skip


def test_photo_of_a_patient_is_for_their_care_team_at_that_moment_and_traced(practice, as_member):
    row, now = taken(practice), timezone.now()
    with scoped(practice.cabinet.pk):
        patient = enter_patient(entry=an_entry(), by=practice.jaulin, at=now, kept_apart=True)
        follows = [
            add_to_care_team(patient=patient, member=member, by=practice.texier, at=now)
            for member in (practice.texier, practice.naulleau)
        ]
        thread = Conversation.objects.create(kind="patient", patient=patient, opened_at=now, spoken_at=now)
    bound(practice, row, thread)
    nurse = as_member(practice.naulleau)
    assert nurse.get(where(practice, "attachment-thumbnail", row)).status_code == 200
    assert nurse.get(where(practice, "attachment", row)).status_code == 200
    with scoped(practice.cabinet.pk):
        lines = Access.objects.order_by("kind")
        assert [(line.kind, line.by_id) for line in lines] == [
            ("messaging.conversation", practice.naulleau.pk), ("patients.patient", practice.naulleau.pk),
        ]  # fmt: skip
        remove_from_care_team(row=follows[1], by=practice.texier, at=now)
    for route in ("attachment", "attachment-thumbnail", "attachment-large"):
        assert nurse.get(where(practice, route, row)).status_code == 404
    assert as_member(practice.jaulin).get(where(practice, "attachment", row)).status_code == 404


def test_file_of_a_mail_is_for_who_sees_the_mail(practice, as_member):
    row = taken(practice, pdf(), "resultat.pdf")
    on_mail(practice, row)
    for name, status in (("jaulin", 200), ("bossard", 404), ("naulleau", 404)):
        assert as_member(getattr(practice, name)).get(
            where(practice, "attachment", row)
        ).status_code == status  # fmt: skip


def test_what_waits_for_the_scanner_is_not_given(practice, as_member):
    row = taken(practice)
    for state in ("waiting", "refused"):
        with scoped(practice.cabinet.pk):
            Attachment.objects.update(state=state)
        for route in ("attachment", "attachment-thumbnail", "attachment-large"):
            assert as_member(practice.texier).get(where(practice, route, row)).status_code == 404


def test_large_view_is_a_sheet_with_script_and_the_picture_without(practice, as_member):
    row, client = taken(practice), as_member(practice.texier)
    without = client.get(where(practice, "attachment-large", row))
    assert (without.status_code, without["Location"]) == (302, where(practice, "attachment", row))
    sheet = client.get(where(practice, "attachment-large", row), HTTP_HX_REQUEST="true").content.decode()
    assert ('id="sheet-title"' in sheet, 'alt="Photo jointe\u202f: plaie.jpg"' in sheet) == (True, True)
    assert client.get(where(practice, "attachment-large", taken(practice, pdf(), "a.pdf"))).status_code == 404


def test_api_takes_tells_gives_and_takes_back(practice, as_member):
    client = as_member(practice.texier)
    base = f"/api/v1/cabinets/{practice.cabinet.slug}/attachments/"
    made = client.post(base, {"file": upload(photo(), "plaie.jpg")})
    assert (made.status_code, made.json()["name"], made.json()["message"]) == (201, "plaie.jpg", None)
    one = f"{base}{made.json()['id']}/"
    assert client.get(one).json() == made.json()
    content = client.get(f"{one}content/", HTTP_ACCEPT="image/jpeg")
    assert (content["Content-Type"], content["Content-Disposition"]) == (
        "image/jpeg", 'attachment; filename="plaie.jpg"'
    )  # fmt: skip
    assert {name: content[name] for name in INERT} == INERT
    assert len(client.get(f"{one}content/?small=1").content) < len(content.content)
    refused = client.post(base, {"file": upload(b"GIF89a/*alert(1)*/", "a.jpg")})
    assert (refused.status_code, SENTENCES[Fault.NOT_ALLOWED] in refused.content.decode()) == (400, True)
    assert as_member(practice.sorin).get(one).status_code == 404
    assert as_member(practice.sorin).delete(one).status_code == 404
    assert as_member(practice.guilbaud).post(base, {"file": upload(photo())}).status_code == 403
    assert as_member(practice.texier).delete(one).status_code == 204
