"""The pages of the ground floor: who sees what, what is kept of a refused form, what is written."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cabinet.actions.invitations import invite, make_token
from cabinet.api_tokens import create_api_token
from cabinet.members import Member
from cabinet.models import ApiToken, AuditEntry, Cabinet, Invitation, Membership, OutboxMessage, Person
from cabinet.queries import profile_of
from cabinet.tenancy.scope import scoped
from tests.cast import PASSWORD, confirmed

HOME, TEAM, INVITE, SETTINGS, PROFILE = (
    f"/c/nieul/{path}" for path in ("", "equipe/", "equipe/inviter/", "reglages/", "mes-informations/")
)
TOKENS = "/compte/cles/"
#: key of the cast: status of home, team, invite, settings, profile.
STATUSES = {
    "texier": (200, 200, 200, 200, 200),
    "fradin": (200, 200, 403, 403, 200),
    "hervouet": (200, 200, 403, 403, 200),
    "jaulin": (200, 200, 200, 200, 404),
    "bossard": (200, 200, 403, 403, 404),
    "drapeau": (200, 200, 403, 403, 404),
    "naulleau": (200, 200, 403, 403, 404),
    "guilbaud": (200, 200, 200, 403, 404),
    "ouvrard": (200, 200, 403, 403, 404),
}
NEW_IBAN = "FR7630004248833995766351736"


@pytest.fixture
def as_one(cast, as_member):
    return lambda key: as_member(getattr(cast, key))


@pytest.mark.parametrize(("key", "statuses"), STATUSES.items())
def test_page_answers_its_role(as_one, key, statuses):
    client = as_one(key)
    assert tuple(client.get(path).status_code for path in (HOME, TEAM, INVITE, SETTINGS, PROFILE)) == statuses


@pytest.mark.parametrize("path", [HOME, TEAM, INVITE, SETTINGS, PROFILE])
def test_stranger_finds_nothing(cast, as_member, path):
    assert as_member(cast.stranger).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", HOME, TEAM, INVITE, SETTINGS, PROFILE, TOKENS])
def test_visitor_is_asked_to_sign_in(cast, client, path):
    response = client.get(path)
    assert (response.status_code, response.url.partition("?")[0]) == (302, "/compte/login/")


@pytest.mark.parametrize("path", ["/", HOME, TEAM, INVITE, SETTINGS, PROFILE, TOKENS])
def test_reading_writes_nothing(as_one, path):
    client = as_one("texier")
    client.get(TEAM)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    verbs = {query["sql"].split()[0] for query in queries}
    assert verbs <= {"SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"}


def test_home_of_one_practice_is_straight(as_one):
    assert as_one("texier").get("/").url == HOME


def test_home_of_several_practices_lets_choose(cast, as_member):
    with scoped(cast.next_door.cabinet.pk):
        Membership.objects.create(person=cast.texier.person, role="remplacant", starts_on="2026-01-01")
    page = as_member(cast.texier).get("/").text
    assert page.count('href="/c/voisin/"') == 2  # the choice, and the switcher above it
    assert page.count('href="/c/nieul/"') == 2


def test_home_of_nobody_says_what_to_do(db, client):
    client.force_login(Person.objects.create_user("seul@nieul.example", "x" * 12, last_name="Seul"))
    page = client.get("/")
    assert page.status_code == 200
    assert "Aucun cabinet ne vous est ouvert." in page.text


def test_home_asks_a_doctor_for_what_is_missing(cast, as_member):
    with scoped(cast.cabinet.pk):
        profile = profile_of(Member(cast.fradin))
        profile.iban = ""
        profile.save()
    assert "Il manque votre IBAN, nécessaire" in as_member(cast.fradin).get(HOME).text


def test_team_is_one_query_whatever_its_size(cast, as_member):
    client = as_member(cast.texier)
    client.get(TEAM)
    with CaptureQueriesContext(connection) as few:
        client.get(TEAM)
    with scoped(cast.cabinet.pk):
        for number in range(30):
            person = Person.objects.create(email=f"p{number}@nieul.example", last_name=f"P{number}")
            Membership.objects.create(person=person, role="paramedical", starts_on="2026-01-01")
    with CaptureQueriesContext(connection) as many:
        page = client.get(TEAM)
    assert "P29" in page.text
    assert len(few) == len(many)


INVITED = {
    "email": "loic.ferre@nieul.example",
    "first_name": "Loïc",
    "last_name": "Ferré",
    "role": "remplacant",
    "profession": "",
}


def test_invitation_is_sent_from_the_page(cast, as_member):
    response = as_member(cast.jaulin).post(INVITE, INVITED)
    assert (response.status_code, response.url) == (302, TEAM)
    with scoped(cast.cabinet.pk):
        assert Invitation.objects.get().email == INVITED["email"]
    assert "Loïc" in as_member(cast.jaulin).get(TEAM).text


def test_refused_invitation_keeps_what_was_typed(cast, as_member):
    response = as_member(cast.jaulin).post(INVITE, INVITED | {"email": "pas une adresse"})
    assert response.status_code == 422
    assert 'value="pas une adresse"' in response.text
    assert 'value="Loïc"' in response.text


def test_role_out_of_reach_is_not_offered_nor_taken(cast, as_member):
    client = as_member(cast.jaulin)
    assert 'value="titulaire"' not in client.get(INVITE).text
    assert client.post(INVITE, INVITED | {"role": "titulaire"}).status_code == 422
    with scoped(cast.cabinet.pk):
        assert not Invitation.objects.exists()


def test_member_is_let_go_from_the_page(cast, as_member):
    confirmed(as_member(cast.texier)).post(f"{TEAM}{cast.fradin.pk}/fin/")
    with scoped(cast.cabinet.pk):
        assert not Membership.objects.on(timezone.localdate()).filter(pk=cast.fradin.pk).exists()


@pytest.mark.parametrize(("key", "status"), [("jaulin", 403), ("fradin", 403), ("guilbaud", 403)])
def test_titulaire_is_not_let_go_by_others(cast, as_one, key, status):
    assert as_one(key).post(f"{TEAM}{cast.sorin.pk}/fin/").status_code == status
    with scoped(cast.cabinet.pk):
        assert Membership.objects.get(pk=cast.sorin.pk).ends_on is None


def test_last_titulaire_is_told_why_they_stay(cast, as_member):
    client = confirmed(as_member(cast.texier))
    client.post(f"{TEAM}{cast.sorin.pk}/fin/")
    page = client.post(f"{TEAM}{cast.texier.pk}/fin/")
    assert page.status_code == 422
    assert "Un cabinet garde au moins un médecin titulaire" in page.text


def test_member_of_next_door_is_not_found(cast, as_member):
    assert as_member(cast.texier).post(f"{TEAM}{cast.stranger.pk}/fin/").status_code == 404


def fields_of(response) -> dict:
    """What the browser would post back."""
    form = response.context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        if bound.name == "read":
            value = json.dumps(form.initial["read"])
        data[bound.name] = "" if value is None else value
    return {name: value for name, value in data.items() if value is not False}


def test_settings_are_written_and_recorded(cast, as_member):
    client = as_member(cast.jaulin)
    values = fields_of(client.get(SETTINGS)) | {"weekly_target": 5, "retrocession_rate": "82,5"}
    assert client.post(SETTINGS, values).status_code == 302
    cabinet = Cabinet.objects.get(pk=cast.cabinet.pk)
    assert (cabinet.weekly_target, str(cabinet.retrocession_rate)) == (5, "82.50")
    with scoped(cast.cabinet.pk):
        entry = AuditEntry.objects.get(verb="update_settings")
    assert entry.by_id == cast.jaulin.pk
    assert entry.details == {"changes": {"weekly_target": [4, 5], "retrocession_rate": ["85.00", "82.50"]}}


@pytest.mark.parametrize("typed", ["crn=100 vrn = 92,5", "VRN=92.50 %  CRN=100 %"])
def test_acts_with_their_own_rate_are_read_as_they_are_typed(cast, as_member, typed):
    client = as_member(cast.texier)
    assert client.post(SETTINGS, fields_of(client.get(SETTINGS)) | {"act_rates": typed}).status_code == 302
    cabinet = Cabinet.objects.get(pk=cast.cabinet.pk)
    assert cabinet.act_rates == {"CRN": "100.00", "VRN": "92.50"}
    again = fields_of(client.get(SETTINGS))
    assert again["act_rates"] == "CRN=100 VRN=92,50"
    assert client.post(SETTINGS, again | {"act_rates": ""}).status_code == 302
    assert Cabinet.objects.get(pk=cast.cabinet.pk).act_rates == {}


def test_acts_with_their_own_rate_changed_meanwhile_are_shown(cast, as_member):
    client = as_member(cast.texier)
    values = fields_of(client.get(SETTINGS)) | {"act_rates": "CRN=100"}
    Cabinet.objects.filter(pk=cast.cabinet.pk).update(act_rates={"VRN": "92.50"})
    response = client.post(SETTINGS, values)
    assert response.status_code == 409
    assert response.context["now"] == [("Actes qui ont leur propre taux", "VRN=92,50")]


def test_settings_saved_as_they_stand_record_nothing(cast, as_member):
    client = as_member(cast.texier)
    assert client.post(SETTINGS, fields_of(client.get(SETTINGS))).status_code == 302
    with scoped(cast.cabinet.pk):
        assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekly_minimum", 6),
        ("morning_ends", "08:00"),
        ("afternoon_starts", "12:00"),
        ("afternoon_ends", "13:00"),
        ("retrocession_rate", "101"),
        ("retrocession_rate", "cent"),
        ("open_weekdays", []),
        ("name", ""),
        ("travel_acts", "UNCODEBEAUCOUPTROPLONG"),
        ("act_rates", "CRN"),
        ("act_rates", "CRN=101"),
        ("act_rates", "CRN=100 crn=90"),
        ("act_rates", "UNCODEBEAUCOUPTROPLONG=100"),
        ("act_rates", "IK=100"),
    ],
)
def test_impossible_setting_is_refused_on_its_field(cast, as_member, field, value):
    client = as_member(cast.texier)
    response = client.post(SETTINGS, fields_of(client.get(SETTINGS)) | {field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_settings_changed_meanwhile_are_not_overwritten(cast, as_member):
    client = as_member(cast.texier)
    values = fields_of(client.get(SETTINGS)) | {"weekly_target": 6}
    Cabinet.objects.filter(pk=cast.cabinet.pk).update(weekly_target=3)
    response = client.post(SETTINGS, values)
    assert response.status_code == 409
    assert response.context["now"] == [("Jours de médecin visés par semaine", "3")]
    assert Cabinet.objects.get(pk=cast.cabinet.pk).weekly_target == 3
    values["read"] = response.context["form"]["read"].value()
    assert client.post(SETTINGS, values).status_code == 302
    assert Cabinet.objects.get(pk=cast.cabinet.pk).weekly_target == 6


def bank_of(cast, key="fradin") -> str:
    with scoped(cast.cabinet.pk):
        return profile_of(Member(getattr(cast, key))).iban


def new_account(client, **more) -> dict:
    return fields_of(client.get(PROFILE)) | {"iban": NEW_IBAN, "bic": ""} | more


def test_new_account_asks_for_the_password(cast, as_member):
    client = as_member(cast.fradin)
    before = bank_of(cast)
    for password in ("", "pas le bon"):
        response = client.post(PROFILE, new_account(client, password=password))
        assert response.status_code == 422
        assert list(response.context["form"].errors) == ["password"]
    assert bank_of(cast) == before


def test_new_account_is_written_and_said_without_its_number(cast, as_member):
    client = as_member(cast.fradin)
    assert client.post(PROFILE, new_account(client, password=PASSWORD)).status_code == 302
    assert bank_of(cast) == NEW_IBAN
    with scoped(cast.cabinet.pk):
        message = OutboxMessage.objects.get()
        entry = AuditEntry.objects.get(verb="update_profile")
    assert message.recipient == cast.fradin.person.email
    assert NEW_IBAN not in message.body
    assert NEW_IBAN not in json.dumps(entry.details)


def test_new_account_leaves_the_old_bic_behind(cast, as_member):
    client = as_member(cast.rabiller)
    values = fields_of(client.get(PROFILE))
    assert values["bic"] == "PSSTFRPP"
    assert client.post(PROFILE, values | {"iban": NEW_IBAN, "password": PASSWORD}).status_code == 302
    with scoped(cast.cabinet.pk):
        assert profile_of(Member(cast.rabiller)).bic.startswith("BNPAFRPP")


def test_mairie_sees_no_invitation_but_its_own(cast, as_member):
    link(cast)
    link(cast, email="elu@nieul.example", first_name="Élise", last_name="Lu", role="mairie")
    page = as_member(cast.guilbaud).get(TEAM).text
    assert "elu@nieul.example" in page
    assert INVITED["email"] not in page


def test_address_alone_asks_for_no_password(cast, as_member):
    client = as_member(cast.fradin)
    values = fields_of(client.get(PROFILE)) | {"address": "1 place de l’Église, 85430 Nieul-le-Dolent"}
    assert client.post(PROFILE, values).status_code == 302
    with scoped(cast.cabinet.pk):
        assert not OutboxMessage.objects.exists()


def test_phone_typed_in_any_writing_is_kept_and_shown_two_digits_at_a_time(cast, as_member):
    client = as_member(cast.fradin)
    values = fields_of(client.get(PROFILE)) | {"phone": "+33 (0)6.39.98.12.34"}
    assert client.post(PROFILE, values).status_code == 302
    with scoped(cast.cabinet.pk):
        assert profile_of(Member(cast.fradin)).phone == "+33639981234"
    assert fields_of(client.get(PROFILE))["phone"] == "06\u202f39\u202f98\u202f12\u202f34"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rpps", "10104344395"),
        ("siret", "123"),
        ("phone", "poste 12"),
        ("iban", "FR7630004248833995766351737"),
        ("bic", "PSSTFRPP"),
    ],
)
def test_wrong_identifier_is_refused_on_its_field(cast, as_member, field, value):
    client = as_member(cast.fradin)
    response = client.post(PROFILE, fields_of(client.get(PROFILE)) | {field: value, "password": PASSWORD})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]


def test_rpps_of_a_colleague_is_refused(cast, as_member):
    client = as_member(cast.fradin)
    response = client.post(PROFILE, fields_of(client.get(PROFILE)) | {"rpps": "10104363964"})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["rpps"]


def test_field_that_is_not_theirs_is_ignored(cast, as_member):
    client = as_member(cast.fradin)
    values = fields_of(client.get(PROFILE)) | {
        "retrocession_rate": "99",
        "role": "titulaire",
        "membership": str(cast.texier.pk),
        "cabinet": cast.next_door.cabinet.pk,
        "thesis": "on",
    }
    assert client.post(PROFILE, values).status_code == 302
    with scoped(cast.cabinet.pk):
        profile = profile_of(Member(cast.fradin))
        assert (profile.retrocession_rate, profile.thesis) == (None, None)
        assert Membership.objects.get(pk=cast.fradin.pk).role == "remplacant"


def test_key_is_shown_once(cast, as_member):
    client = as_member(cast.texier)
    response = client.post(TOKENS, {"label": "Tableur", "days": "30", "password": PASSWORD})
    key = response.context["key"]
    assert key in response.text
    assert key not in client.get(TOKENS).text
    token = ApiToken.objects.get()
    assert timedelta(days=29) < token.expires_at - timezone.now() <= timedelta(days=30)
    assert client.get("/api/v1/me/", headers={"Authorization": f"Token {key}"}).status_code == 200


def test_key_without_a_name_is_refused(cast, as_member):
    client = as_member(cast.texier)
    said = {"password": PASSWORD}
    assert client.post(TOKENS, {"label": "", "days": "30"} | said).status_code == 422
    assert client.post(TOKENS, {"label": "x", "days": "99999"} | said).status_code == 422
    assert not ApiToken.objects.exists()


def test_key_asks_for_the_password_once_in_five_minutes(cast, as_member):
    client = as_member(cast.texier)
    typed = {"label": "Tableur", "days": "30"}
    assert client.post(TOKENS, typed).status_code == 422
    assert client.post(TOKENS, typed | {"password": "pas le bon"}).status_code == 422
    assert not ApiToken.objects.exists()
    assert client.post(TOKENS, typed | {"password": PASSWORD}).status_code == 200
    assert client.post(TOKENS, typed).status_code == 200
    assert client.post(TOKENS, typed | {"password": "pas le bon"}).status_code == 422
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert client.post(TOKENS, typed).status_code == 422
    assert ApiToken.objects.count() == 2


def test_key_is_withdrawn_by_its_owner_only(cast, as_member):
    create_api_token(person=cast.texier.person, label="Tableur", at=timezone.now())
    token = ApiToken.objects.get()
    assert as_member(cast.sorin).post(f"{TOKENS}{token.pk}/retrait/").status_code == 404
    assert as_member(cast.texier).post(f"{TOKENS}{token.pk}/retrait/").status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def link(cast, **more) -> str:
    with scoped(cast.cabinet.pk):
        invitation = invite(**INVITED | more, by=cast.texier, at=timezone.now())
    return f"/invitation/{make_token(invitation)}/"


def test_visitor_enters_by_the_link(cast, client):
    path = link(cast)
    page = client.get(path)
    assert page["Referrer-Policy"] == "strict-origin"
    assert "Dr Texier vous invite" in page.text
    password = "le-bocage-au-petit-matin"
    response = client.post(path, {"password": password, "again": password})
    assert response.url == HOME
    assert client.get(HOME).status_code == 200
    assert client.get(path).status_code == 404


def test_visitor_with_an_account_is_sent_to_sign_in(cast, client):
    path = link(cast, email=cast.stranger.person.email)
    page = client.get(path)
    assert f'href="/compte/login/?next={path}"' in page.text
    assert client.post(path, {"password": "x", "again": "x"}).status_code == 422
    client.force_login(cast.stranger.person)
    assert client.post(path).url == HOME


def test_other_account_is_told_so(cast, as_member):
    page = as_member(cast.stranger).post(link(cast))
    assert page.status_code == 422
    assert "cette invitation a été envoyée à une autre adresse" in page.text


def test_weak_password_keeps_the_door_open(cast, client):
    path = link(cast)
    assert client.post(path, {"password": "court", "again": "court"}).status_code == 422
    assert client.post(path, {"password": "x" * 20, "again": "y" * 20}).status_code == 422
    assert client.get(path).status_code == 200


def test_every_wrong_link_reads_the_same(cast, client):
    used = link(cast)
    password = "le-bocage-au-petit-matin"
    client.post(used, {"password": password, "again": password})
    client.logout()
    wrong = used[:-2] + ("0" if used[-2] != "0" else "1") + "/"
    pages = [client.get(path) for path in (used, wrong, "/invitation/nimporte/", "/invitation/1-0/")]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text.partition("<main")[2] for page in pages}) == 1


def test_titulaire_is_invited_with_a_password(cast, as_member):
    client = as_member(cast.texier)
    asked = INVITED | {"role": "titulaire"}
    for typed in ({}, {"password": "pas le bon"}):
        assert client.post(INVITE, asked | typed).status_code == 422
    assert not Invitation.objects.exists()
    assert client.post(INVITE, asked | {"password": PASSWORD}).status_code == 302
    other = INVITED | {"role": "remplacant", "email": "autre@nieul.example"}
    assert as_member(cast.sorin).post(INVITE, other).status_code == 302


def test_secretary_is_asked_no_password_to_invite(cast, as_member):
    client = as_member(cast.jaulin)
    assert 'name="password"' not in client.get(INVITE).text
    assert client.post(INVITE, INVITED).status_code == 302
