"""Mail entered in seconds: what is kept, what is refused, and who may."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from cabinet.models import AuditEntry
from messaging.actions.mail_entry import change_mail
from messaging.actions.mail_refused import MailChanged, MailMoved, MailRefused
from messaging.actions.mail_routing import route_mail
from messaging.models import Mail, MailSender
from tests.messaging.mail import a_mail, an_arrival
from tests.patients.conftest import NOW, at_once


def test_enter_mail_keeps_the_envelope(nieul, enter):
    patient = enter()
    mail = a_mail(
        nieul.jaulin, patient=patient, addressee=nieul.fradin, note=" par  fax ", sender=" Labo  Océan "
    )
    kept = Mail.objects.get(pk=mail.pk)
    assert (kept.patient, kept.addressee, kept.note, kept.sender.name) == (
        patient, nieul.fradin, "par fax", "Labo Océan",
    )  # fmt: skip
    assert (kept.state, kept.received_at, kept.entered_at, kept.entered_by) == (
        "received",
        NOW,
        NOW,
        nieul.jaulin,
    )
    entry = AuditEntry.objects.get(verb="enter_mail")
    assert entry.details == {"kind": "result", "urgent": False}


def test_somebody_not_on_the_list_is_sealed(nieul):
    mail = a_mail(nieul.jaulin, about="Odette Thibaud", note="à rappeler")
    with connection.cursor() as cursor:
        cursor.execute("SELECT about, note FROM messaging_mail WHERE id = %s", [mail.pk])
        [stored] = cursor.fetchall()
    assert all(b"Odette" not in bytes(one) and b"rappeler" not in bytes(one) for one in stored)
    assert Mail.objects.get(pk=mail.pk).person_said == "Odette Thibaud"


def test_a_patient_of_the_list_needs_no_other_name(nieul, enter):
    assert a_mail(nieul.jaulin, patient=enter(), about="grelier").about == ""


def test_the_same_sender_is_written_once(nieul):
    a_mail(nieul.jaulin, sender="Labo Océan")
    a_mail(nieul.jaulin, sender="labo océan")
    assert [sender.name for sender in MailSender.objects.all()] == ["Labo Océan"]


def test_enter_mail_twice_is_once(nieul):
    trace = uuid4()
    first = a_mail(nieul.jaulin, trace=trace)
    assert a_mail(nieul.jaulin, trace=trace) == first
    assert (Mail.objects.count(), AuditEntry.objects.filter(verb="enter_mail").count()) == (1, 1)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"sender": "  "}, "sender"),
        ({"sender": "a" * 101}, "sender"),
        ({"about": "a" * 121}, "about"),
        ({"note": "a" * 301}, "note"),
        ({"kind": "fax"}, "kind"),
        ({"received_at": NOW + timedelta(minutes=6)}, "received_at"),
        ({"received_at": NOW.replace(year=1890)}, "received_at"),
    ],
)
def test_enter_mail_refuses_beside_the_field(nieul, said, field):
    with pytest.raises(MailRefused) as refused:
        a_mail(nieul.jaulin, **said)
    assert refused.value.field == field
    assert Mail.objects.count() == MailSender.objects.count() == 0


def test_mail_is_handed_to_a_doctor_or_an_intern(nieul):
    with pytest.raises(MailRefused, match="à un médecin"):
        a_mail(nieul.jaulin, addressee=nieul.naulleau)
    assert a_mail(nieul.jaulin, addressee=nieul.hervouet).addressee == nieul.hervouet


@pytest.mark.parametrize("who", ["bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"])
def test_mail_is_for_who_sees_it(nieul, who):
    mail = a_mail(nieul.jaulin)
    by = getattr(nieul, who)
    with pytest.raises(PermissionDenied):
        a_mail(by)
    with pytest.raises(PermissionDenied):
        change_mail(mail=mail, arrived=an_arrival(), version=1, by=by, at=NOW)


def test_change_mail_corrects_and_counts(nieul, enter):
    mail = a_mail(nieul.jaulin, about="Grelier")
    patient = enter()
    changed = change_mail(
        mail=mail, arrived=an_arrival(patient=patient), version=1, by=nieul.texier, at=NOW
    )  # fmt: skip
    assert (changed.patient, changed.about, changed.version) == (patient, "", 2)
    assert AuditEntry.objects.get(verb="change_mail").details == {"fields": ["about", "patient"]}
    again = change_mail(mail=mail, arrived=an_arrival(patient=patient), version=1, by=nieul.texier, at=NOW)
    assert again.version == 2


def test_change_mail_says_both_when_somebody_wrote_first(nieul):
    mail = a_mail(nieul.jaulin)
    change_mail(mail=mail, arrived=an_arrival(note="le leur"), version=1, by=nieul.texier, at=NOW)
    with pytest.raises(MailChanged) as refused:
        change_mail(mail=mail, arrived=an_arrival(note="le mien"), version=1, by=nieul.jaulin, at=NOW)
    assert refused.value.theirs == [("note", "le leur")]
    assert Mail.objects.get(pk=mail.pk).note == "le leur"


def test_what_went_elsewhere_is_not_changed(nieul_in_network):
    nieul = nieul_in_network
    mail = a_mail(nieul.jaulin)
    route_mail(mail=mail, to=nieul.aubigny.cabinet, by=nieul.jaulin, at=NOW)
    with pytest.raises(MailMoved, match="Déjà réadressé à Cabinet d’Aubigny"):
        change_mail(mail=mail, arrived=an_arrival(note="x"), version=1, by=nieul.jaulin, at=NOW)


def test_two_desks_write_a_new_sender_once(living_cast):
    cast = living_cast
    made = at_once(cast, *[lambda by=by: a_mail(by) for by in (cast.jaulin, cast.texier, cast.fradin)])
    assert len({mail.sender_id for mail in made}) == 1


def test_one_letter_sent_twice_at_once_is_one(living_cast):
    cast, trace = living_cast, uuid4()
    made = at_once(cast, *[lambda: a_mail(cast.jaulin, trace=trace)] * 3)
    assert len({mail.pk for mail in made}) == 1
