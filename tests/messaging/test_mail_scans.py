"""The scan of a letter: joined when it is entered, kept on a refusal, sealed anew where it goes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cabinet.files import strongroom
from cabinet.tenancy.scope import scoped
from messaging.actions.attachments import take_upload
from messaging.actions.mail_entry import enter_mail
from messaging.actions.mail_routing import route_mail
from messaging.actions.mail_steps import take_back_mail
from messaging.models import Attachment, Mail
from tests.messaging.files import photo
from tests.messaging.mail import an_arrival, at_aubigny
from tests.messaging.test_mail_screens import NEW, TYPED
from tests.patients.conftest import NOW

pytestmark = pytest.mark.usefixtures("strongroom")


def a_scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("resultat.jpg", photo(), "image/jpeg")


@pytest.fixture
def scanned(nieul_in_network):
    cast = nieul_in_network
    draft = take_upload(file=a_scan(), by=cast.jaulin, at=NOW)
    cast.mail = enter_mail(arrived=an_arrival(), by=cast.jaulin, at=NOW, scans=[draft.pk])
    return cast


def test_scan_goes_along_by_keys_of_its_own(scanned):
    [ours] = scanned.mail.attachments.all()
    name, key, content = ours.name, ours.file_key, strongroom.get(ours.drawer)
    small = strongroom.get(ours.drawer, small=True)
    route_mail(mail=scanned.mail, to=scanned.aubigny.cabinet, by=scanned.jaulin, at=NOW)
    with at_aubigny(scanned):
        [theirs] = Mail.objects.get().attachments.all()
        assert (theirs.name, theirs.size, theirs.uploaded_by) == (name, ours.size, None)
        assert theirs.file_key != key
        assert strongroom.get(theirs.drawer) == content
        assert strongroom.get(theirs.drawer, small=True) == small
    assert Attachment.objects.count() == 1


def test_taken_back_their_copy_is_gone(scanned):
    route_mail(mail=scanned.mail, to=scanned.aubigny.cabinet, by=scanned.jaulin, at=NOW)
    take_back_mail(mail=scanned.mail, state="routed", by=scanned.jaulin, at=NOW)
    with at_aubigny(scanned):
        assert Attachment.objects.count() == 0
    assert Attachment.objects.count() == 1


def test_scan_is_kept_when_the_form_is_refused(signed_in, as_member):
    client = as_member(signed_in.jaulin)
    refused = client.post(NEW, TYPED | {"sender": "", "files": a_scan()})
    assert refused.status_code == 422
    with scoped(signed_in.cabinet.pk):
        [draft] = Attachment.objects.all()
    assert f'value="{draft.pk}"' in refused.content.decode()
    assert client.post(NEW, TYPED | {"attachments": str(draft.pk)}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        [mail] = Mail.objects.all()
        assert [row.pk for row in mail.attachments.all()] == [draft.pk]
    page = client.get(reverse("messaging:mail", args=["nieul", mail.pk])).content.decode()
    assert reverse("messaging:attachment-thumbnail", args=["nieul", draft.pk]) in page


def test_what_is_no_scan_is_refused_and_nothing_is_written(signed_in, as_member):
    file = SimpleUploadedFile("resultat.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    refused = as_member(signed_in.jaulin).post(NEW, TYPED | {"note": "fax", "files": file})
    assert refused.status_code == 422
    assert 'value="fax"' in refused.content.decode()
    with scoped(signed_in.cabinet.pk):
        assert Mail.objects.count() == Attachment.objects.count() == 0
