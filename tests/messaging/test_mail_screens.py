"""The list of mail, its sheets and its form: constant statements, refusals kept, 403 and 404."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cabinet.clock import PARIS
from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from messaging.actions.mail_steps import file_mail, read_mail
from messaging.models import Mail, MailSender
from tests.messaging.mail import a_mail
from tests.patients.conftest import NOW

MAILS = reverse("messaging:mails", args=["nieul"])
NEW = reverse("messaging:mail-new", args=["nieul"])
TYPED = {
    "sender": "Labo Océan",
    "kind": "result",
    "about": "",
    "addressee": "",
    "received_at": NOW.astimezone(PARIS).strftime("%Y-%m-%dT%H:%M"),
    "note": "",
}


def url(name: str, mail: Mail) -> str:
    return reverse(f"messaging:{name}", args=["nieul", mail.pk])


def kept() -> list[Mail]:
    return list(Mail.objects.select_related("sender", "patient", "addressee").order_by("pk"))


@pytest.fixture
def letter(signed_in, enter):
    with scoped(signed_in.cabinet.pk):
        return a_mail(signed_in.jaulin, patient=enter(), addressee=signed_in.fradin)


def page_of(client, **asked) -> str:
    return client.get(MAILS, asked).content.decode()


def test_list_says_what_waits_and_since_when(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        a_mail(signed_in.jaulin, patient=enter(), received_at=NOW - timedelta(days=3))
        a_mail(signed_in.jaulin, about="Odette Thibaud", sender="CHD", kind="letter")
        a_mail(signed_in.jaulin, about="Du matin", received_at=NOW - timedelta(hours=48))
    page = page_of(as_member(signed_in.jaulin))
    for words in (
        "GRELIER Thérèse",
        "non lu depuis 3 jours",
        "Odette Thibaud",
        "CHD",
        "1 non lu depuis plus de",
    ):
        assert words in page
    assert page.count("non lu depuis") == 2
    [line] = accesses(signed_in)
    assert (line.verb, line.screen) == ("listed", "messaging:mails")


def accesses(cast) -> list[Access]:
    with scoped(cast.cabinet.pk):
        return list(Access.objects.all())


def test_a_doctor_sees_theirs_first(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        a_mail(
            signed_in.jaulin,
            about="Pour Texier",
            addressee=signed_in.texier,
            received_at=NOW - timedelta(hours=2),
        )
        a_mail(signed_in.jaulin, about="Pour Fradin", addressee=signed_in.fradin)
    page = page_of(as_member(signed_in.fradin))
    assert 0 < page.index("Pour vous") < page.index("Pour Fradin") < page.index("Pour les autres")
    assert page.index("Pour les autres") < page.index("Pour Texier")
    page = page_of(as_member(signed_in.jaulin))
    assert "Pour vous" not in page
    assert page.index("Pour Texier") < page.index("Pour Fradin")


def test_list_is_filtered_by_state_sender_and_addressee(signed_in, as_member):
    with scoped(signed_in.cabinet.pk):
        a_mail(signed_in.jaulin, about="Un", sender="Labo", addressee=signed_in.fradin)
        a_mail(signed_in.jaulin, about="Deux", sender="CHD")
        read = a_mail(signed_in.jaulin, about="Trois", sender="CHD")
        read_mail(mail=read, by=signed_in.fradin, at=NOW)
        chd = MailSender.objects.get(name="CHD")
    client = as_member(signed_in.jaulin)

    def named(**asked) -> list[str]:
        page = page_of(client, **asked)
        return [name for name in ("Un", "Deux", "Trois") if f">{name}</a>" in page]

    assert named() == ["Un", "Deux"]
    assert named(etat="a-classer") == ["Trois"]
    assert named(etat="classe") == []
    assert named(expediteur=chd.pk) == ["Deux"]
    assert named(pour=signed_in.fradin.pk) == ["Un"]
    assert client.get(MAILS, {"etat": "perdu"}).status_code == 404
    assert client.get(MAILS, {"pour": "moi"}).status_code == 404
    assert named(expediteur=uuid4()) == []


@pytest.mark.parametrize("how_many", [1, 30])
def test_list_statements_do_not_depend_on_rows(
    signed_in, as_member, enter, django_assert_num_queries, how_many
):
    with scoped(signed_in.cabinet.pk):
        for number in range(how_many):
            a_mail(signed_in.jaulin, patient=enter(f"NEAU {number}"), addressee=signed_in.fradin)
    client = as_member(signed_in.jaulin)
    page_of(client)
    with django_assert_num_queries(18):  # 13 served; the others are the savepoints of a test
        page_of(client)


def test_mail_is_typed_and_kept(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        patient = enter()
    client = as_member(signed_in.jaulin)
    trace = str(uuid4())
    typed = TYPED | {"about": "grelier", "patient": str(patient.pk), "addressee": str(signed_in.fradin.pk)}
    for _ in range(2):
        response = client.post(NEW, typed | {"trace": trace, "note": "fax"})
        assert (response.status_code, response["Location"]) == (302, MAILS)
    with scoped(signed_in.cabinet.pk):
        [mail] = kept()
        assert (mail.sender.name, mail.patient, mail.addressee, mail.note) == (
            "Labo Océan", patient, signed_in.fradin, "fax",
        )  # fmt: skip
        assert mail.received_at == NOW


def test_a_sheet_closes_and_says_so(signed_in, as_member):
    response = as_member(signed_in.jaulin).post(NEW, TYPED, headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert "close-dialog" in response["HX-Trigger"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"sender": ""}, "Dites qui l’envoie"),
        ({"received_at": "hier"}, "Dites le jour et l’heure."),
        ({"received_at": "2026-11-24T10:00"}, "Cette heure n’est pas encore venue"),
        ({"addressee": str(uuid4())}, "Sélectionnez un choix valide"),
        ({"patient": "", "about": "grelier"}, "Choisissez la personne"),
    ],
)
def test_refused_form_keeps_what_was_typed(signed_in, as_member, enter, wrong, words):
    with scoped(signed_in.cabinet.pk):
        enter()
    response = as_member(signed_in.jaulin).post(NEW, TYPED | {"note": "au fax", "about": "Zoé"} | wrong)
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'value="au fax"' in page
    assert f'value="{wrong.get("about", "Zoé")}"' in page
    with scoped(signed_in.cabinet.pk):
        assert kept() == []


def test_somebody_not_on_the_list_is_said(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        enter()
    client = as_member(signed_in.jaulin)
    client.post(NEW, TYPED | {"about": "Grelier Paul", "patient": "-"})
    client.post(NEW, TYPED | {"about": "Zoé Ydier"})
    with scoped(signed_in.cabinet.pk):
        assert [(mail.patient, mail.about) for mail in kept()] == [
            (None, "Grelier Paul"),
            (None, "Zoé Ydier"),
        ]


def test_people_are_found_as_one_types(signed_in, as_member, enter):
    with scoped(signed_in.cabinet.pk):
        enter()
    client = as_member(signed_in.jaulin)
    headers = {"HX-Request": "true", "HX-Target": "mail-people"}
    found = client.get(NEW, {"about": "grel"}, headers=headers).content.decode()
    assert "GRELIER Thérèse" in found
    assert "<html" not in found
    assert [line.verb for line in accesses(signed_in)] == ["found"]
    assert "Pas sur la liste" in client.get(NEW, {"about": "zzz"}, headers=headers).content.decode()


def test_form_comes_from_a_patient(signed_in, as_member, letter):
    page = as_member(signed_in.jaulin).get(NEW, {"patient": letter.patient_id}).content.decode()
    assert 'value="GRELIER Thérèse"' in page
    assert f'value="{letter.patient_id}" checked' in page


def test_correction_says_what_the_other_wrote(signed_in, as_member, letter):
    client, change = as_member(signed_in.jaulin), url("mail-change", letter)
    page = client.get(change).content.decode()
    assert 'name="version" value="1"' in page
    typed = TYPED | {"patient": str(letter.patient_id), "about": "GRELIER Thérèse", "version": "1"}
    assert client.post(change, typed | {"note": "la leur"}).status_code == 302
    response = client.post(change, typed | {"note": "la mienne"})
    page = response.content.decode()
    assert response.status_code == 409
    for words in ("la leur", 'value="la mienne"', 'name="version" value="2"'):
        assert words in page
    typed["version"] = "2"
    assert client.post(change, typed | {"note": "la mienne"}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        assert [mail.note for mail in kept()] == ["la mienne"]


def test_letter_is_read_filed_and_taken_back(signed_in, as_member, letter):
    client = as_member(signed_in.fradin)
    for name, payload, state in (
        ("mail-reading", {}, "read"),
        ("mail-filing", {}, "filed"),
        ("mail-taking-back", {"state": "filed"}, "read"),
        ("mail-taking-back", {"state": "read"}, "received"),
    ):
        assert client.post(url(name, letter), payload).status_code == 302
        with scoped(signed_in.cabinet.pk):
            assert [mail.state for mail in kept()] == [state]
    page = client.get(url("mail", letter)).content.decode()
    for words in ("Entré", "Lu", "Classé", "Clic repris", "Dr Fradin"):
        assert words in page


def test_what_somebody_else_did_meanwhile_is_said(signed_in, as_member, letter):
    with scoped(signed_in.cabinet.pk):
        read_mail(mail=letter, by=signed_in.texier, at=NOW)
        file_mail(mail=letter, by=signed_in.texier, at=NOW)
    response = as_member(signed_in.fradin).post(url("mail-reading", letter))
    assert response.status_code == 409
    assert "Déjà classé par Dr Texier, lun. 23 nov., 10" in response.content.decode()


def test_mail_is_not_for_everybody(signed_in, as_member, letter):
    for who in ("bossard", "drapeau", "naulleau", "guilbaud", "ouvrard"):
        client = as_member(getattr(signed_in, who))
        assert [client.get(path).status_code for path in (MAILS, NEW, url("mail", letter))] == [403] * 3
        assert client.post(url("mail-reading", letter)).status_code == 403
    stranger = as_member(signed_in.stranger)
    assert [stranger.get(path).status_code for path in (MAILS, NEW, url("mail", letter))] == [404] * 3
    theirs = reverse("messaging:mail", args=["voisin", letter.pk])
    assert stranger.get(theirs).status_code == 404


def test_the_secretary_does_not_read_a_result_in_a_doctors_place(signed_in, as_member, letter):
    client = as_member(signed_in.jaulin)
    assert client.post(url("mail-reading", letter)).status_code == 403
    assert url("mail-reading", letter) not in page_of(client)


def test_the_desk_says_what_waits(signed_in, as_member, letter):
    page = as_member(signed_in.jaulin).get(reverse("patients:desk", args=["nieul"])).content.decode()
    assert 'id="card-mail"' in page
    assert page.index('id="card-mail"') < page.index('id="card-laboratory"')
    assert NEW in page
    telesecretary = as_member(signed_in.bossard).get(reverse("patients:desk", args=["nieul"]))
    assert "card-mail" not in telesecretary.content.decode()


def test_a_doctor_is_told_on_the_home_page_without_a_name(signed_in, as_member, letter):
    page = as_member(signed_in.fradin).get(reverse("home_of_practice", args=["nieul"])).content.decode()
    assert "1 courrier à lire" in page
    assert "GRELIER" not in page
