"""Somebody opens a practice: their address answers, the code counts down, the practice is theirs."""

import re
import threading
from datetime import time, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from cabinet.actions.opening import (
    HasAnAccount,
    LinkUnusable,
    make_account,
    open_practice,
    read_link,
    send_link,
)
from cabinet.actions.refusals import Refused
from cabinet.models import AuditEntry, Cabinet, Membership, OpeningCode, Person
from cabinet.opening_codes import CodeUnusable, OpeningClosed, check_code, create_opening_code
from cabinet.tenancy.scope import scoped
from tests.cast import PASSWORD

GIVEN = {"first_name": "Anne", "last_name": "Roy", "email": "Anne@Roy.example"}
NEW_PASSWORD = "trois haies et un talus"
PRACTICE = {
    "role": "titulaire",
    "name": "",
    "commune": "Aubigny",
    "postcode": "85430",
    "open_weekdays": ["0", "1", "3"],
    "morning_starts": "8 h 30",
    "morning_ends": "12 h 30",
    "afternoon_starts": "14 h",
    "afternoon_ends": "18 h",
}
HOURS = {
    "morning_starts": time(8, 30),
    "morning_ends": time(12, 30),
    "afternoon_starts": time(14),
    "afternoon_ends": time(18),
}


@pytest.fixture(autouse=True)
def no_try_before():
    """Tries are counted by address, and all tests come from one."""
    cache.clear()


@pytest.fixture
def code(db):
    return create_opening_code(label="Essai", at=timezone.now())[0]


@pytest.fixture
def anne(db):
    return Person.objects.create_user("anne@roy.example", PASSWORD, first_name="Anne", last_name="Roy")


def opened(person, code, **others):
    given = {
        "role": "titulaire",
        "name": "Cabinet d’Aubigny",
        "commune": "Aubigny",
        "postcode": "85430",
        "open_weekdays": [0, 1],
        "hours": HOURS,
    }
    return open_practice(person=person, code=code, at=timezone.now(), **(given | others))


def test_visitor_opens_a_practice_from_nothing(client, code, mailoutbox):
    page = client.post("/ouvrir/", GIVEN | {"code": code.lower()})
    assert "anne@roy.example" in page.text.lower()
    assert not Person.objects.exists()
    [letter] = mailoutbox
    [link] = re.findall(r"http\S+(/ouvrir/\S+)", letter.body)
    assert client.get(link).status_code == 200
    client.post(link, {"password": NEW_PASSWORD, "again": NEW_PASSWORD})
    page = client.get("/ouvrir/")
    assert code.lower() in page.text
    answer = client.post("/ouvrir/", PRACTICE | {"code": code})
    assert answer.url == "/c/aubigny/mise-en-route/suite/"
    cabinet = Cabinet.objects.get()
    assert (cabinet.name, cabinet.school_zone, cabinet.open_weekdays) == ("Cabinet d’Aubigny", "B", [0, 1, 3])
    with scoped(cabinet.pk):
        [membership] = Membership.objects.select_related("person")
        assert (membership.role, membership.person.email) == ("titulaire", "anne@roy.example")
        assert AuditEntry.objects.get().verb == "open_practice"
    assert OpeningCode.objects.get().uses_left == 0
    assert client.get(answer.url).url == "/c/aubigny/mise-en-route/salles/"


def test_same_answer_to_a_known_address_and_to_another(client, anne, code, mailoutbox):
    known = client.post("/ouvrir/", GIVEN | {"code": code})
    other = client.post("/ouvrir/", GIVEN | {"code": code, "email": "zoe@petit.example"})
    assert known.text.replace("Anne@Roy.example", "") == other.text.replace("zoe@petit.example", "")
    assert len(mailoutbox) == 2


def test_known_address_signs_in_first(client, anne, code, mailoutbox):
    client.post("/ouvrir/", GIVEN | {"code": code})
    [link] = re.findall(r"http\S+(/ouvrir/\S+)", mailoutbox[0].body)
    assert "Vous avez déjà un compte" in client.get(link).text
    assert client.post(link, {"password": NEW_PASSWORD, "again": NEW_PASSWORD}).status_code == 409
    anne.refresh_from_db()
    assert anne.check_password(PASSWORD)


def test_wrong_code_sends_nothing_and_keeps_what_was_typed(client, db, mailoutbox):
    page = client.post("/ouvrir/", GIVEN | {"code": "AAAA-BBBB-CCCC"})
    assert (page.status_code, mailoutbox) == (422, [])
    assert "Anne@Roy.example" in page.text
    assert "n’ouvre pas, ou plus, de cabinet" in page.text


def test_open_house_asks_no_code(client, db, settings, mailoutbox):
    settings.PRACTICE_OPENING = "open"
    assert "Code d’ouverture" not in client.get("/ouvrir/").text
    assert client.post("/ouvrir/", GIVEN).status_code == 200
    assert len(mailoutbox) == 1


def test_closed_house_opens_nothing(client, anne, code, settings):
    settings.PRACTICE_OPENING = "closed"
    assert client.get("/ouvrir/").status_code == 404
    with pytest.raises(OpeningClosed):
        opened(anne, code)


def test_letters_to_one_address_are_counted(client, db, settings, mailoutbox):
    settings.PRACTICE_OPENING = "open"
    for _ in range(5):
        assert client.post("/ouvrir/", GIVEN).status_code == 200
    assert len(mailoutbox) == 3


def test_tries_are_counted(client, db):
    answers = [client.post("/ouvrir/", GIVEN | {"code": "faux"}).status_code for _ in range(22)]
    assert answers[:20] == [422] * 20
    assert answers[20:] == [429, 429]


def test_link_lasts_a_day(db, mailoutbox):
    send_link(email="a@b.example", first_name="A", last_name="B", code="")
    [token] = re.findall(r"/ouvrir/(\S+)/", mailoutbox[0].body)
    assert read_link(token).email == "a@b.example"
    with time_machine.travel(timezone.now() + timedelta(hours=25)), pytest.raises(LinkUnusable):
        read_link(token)
    with pytest.raises(LinkUnusable):
        read_link(token[:-1] + ("a" if token[-1] != "a" else "b"))


def test_link_makes_one_account(db, mailoutbox):
    send_link(email="a@b.example", first_name="A", last_name="B", code="")
    [token] = re.findall(r"/ouvrir/(\S+)/", mailoutbox[0].body)
    make_account(opener=read_link(token), password=NEW_PASSWORD)
    with pytest.raises(HasAnAccount):
        make_account(opener=read_link(token), password="un autre mot de passe")


def test_opening_twice_is_opening_once(anne, code):
    first, again = opened(anne, code), opened(anne, code)
    assert first.pk == again.pk
    assert Cabinet.objects.count() == 1


def test_spent_or_old_code_opens_nothing(anne, code):
    opened(anne, code)
    with pytest.raises(CodeUnusable):
        opened(anne, code, name="Un autre")
    old, _ = create_opening_code(label="Vieux", at=timezone.now() - timedelta(days=31))
    with pytest.raises(CodeUnusable):
        check_code(old, at=timezone.now())


def test_nobody_opens_a_practice_as_a_locum(anne, code):
    with pytest.raises(Refused):
        opened(anne, code, role="remplacant")


def test_practices_of_one_commune_have_each_their_address(anne, db):
    code, _ = create_opening_code(label="Deux", uses=2, at=timezone.now())
    slugs = [opened(anne, code, name=name).cabinet.slug for name in ("Un", "Deux")]
    assert slugs == ["aubigny", "aubigny-2"]


def test_last_use_of_a_code_goes_to_one_of_two(living_db):
    code, _ = create_opening_code(label="Un", at=timezone.now())
    people = [Person.objects.create_user(f"p{n}@roy.example", PASSWORD) for n in range(2)]
    said = []

    def go(person, name):
        try:
            said.append(opened(person, code, name=name).cabinet.slug)
        except CodeUnusable:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(person, str(n))) for n, person in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == ["aubigny", "refused"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"postcode": "8543"}, "code postal"),
        ({"commune": ""}, "obligatoire"),
        ({"morning_ends": "8 h"}, "La matinée finit avant de commencer."),
        ({"open_weekdays": []}, "Cochez au moins un jour."),
        ({"role": "remplacant"}, "valide"),
    ],
)
def test_refused_practice_keeps_what_was_typed(client, anne, code, typed, sentence):
    client.force_login(anne)
    page = client.post("/ouvrir/", PRACTICE | {"code": code, "name": "Maison des haies"} | typed)
    assert page.status_code == 422
    assert "Maison des haies" in page.text
    assert sentence in page.text
    assert not Cabinet.objects.exists()
