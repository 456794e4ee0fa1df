"""« Mise en route »: each step writes what it says, keeps what was typed, and one stops where one wants."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cabinet.actions.team import LineRefused, invite_team, roles_to_invite
from cabinet.clock import today_in_paris
from cabinet.models import Cabinet, Invitation, Membership, OutboxMessage
from cabinet.rules.pasted_people import PastedPerson, read_people
from cabinet.tenancy.scope import scoped
from patients.models import HouseRules
from planning.actions.rooms import RoomsRefused, set_rooms
from planning.models import Presence, Room
from planning.queries.first_week import fill_week
from planning.rules.calendar_weeks import first_monday
from retrocession.models import Designation

BASE = "/c/nieul/mise-en-route/"
STEPS = (
    *("", "cabinet/", "salles/", "equipe/", "objectifs/"),
    *("medecins-remplaces/", "liste/", "reglement/", "expediteurs/", "semaine/"),
)
LIST = "Dr Anne Roy <anne@pool.example> remplaçante\nZoé Petit zoe@ide.example infirmière"


@pytest.fixture
def titulaire(cast, as_member):
    return as_member(cast.texier)


@pytest.mark.parametrize("path", STEPS)
def test_step_opens_to_a_titulaire_and_to_no_locum(cast, as_member, path):
    assert as_member(cast.texier).get(BASE + path).status_code == 200
    assert as_member(cast.fradin).get(BASE + path).status_code == 403
    assert as_member(cast.stranger).get(BASE + path).status_code == 404


def test_mairie_follows_and_changes_nothing_but_her_people(cast, as_member):
    client = as_member(cast.guilbaud)
    page = client.get(BASE)
    assert page.status_code == 200
    assert "ce sera à un titulaire" in page.text
    assert "La liste prioritaire" not in page.text
    statuses = {path: client.get(BASE + path).status_code for path in STEPS}
    assert [path for path, status in statuses.items() if status == 200] == ["", "equipe/"]


def test_where_one_left_it_is_what_is_missing(cast, titulaire):
    assert titulaire.get(f"{BASE}suite/").url == f"{BASE}salles/"
    with scoped(cast.cabinet.pk):
        Room.objects.create(name="Cabinet 1")
    assert titulaire.get(f"{BASE}suite/").url == f"{BASE}objectifs/"


def test_insee_code_is_given_where_the_practice_is_described(cast, titulaire):
    said = {
        "name": "Cabinet de Nieul", "commune": "Nieul", "postcode": "85430", "open_weekdays": [0],
        "morning_starts": "8 h 30", "morning_ends": "12 h 30", "afternoon_starts": "14 h",
        "afternoon_ends": "18 h",
    }  # fmt: skip
    wrong = titulaire.post(f"{BASE}cabinet/", said | {"insee": "85"})
    assert (wrong.status_code, "5 caractères, par exemple 85161" in wrong.text) == (422, True)
    for given, kept in (("", ""), (" 2a 004 ", "2A004")):
        page = titulaire.get(f"{BASE}cabinet/")
        said["read"] = json.dumps(page.context["form"].initial["read"])
        assert titulaire.post(f"{BASE}cabinet/", said | {"insee": given}).status_code == 302
        assert Cabinet.objects.get(slug="nieul").insee == kept


def test_rooms_are_written_in_their_order(cast, titulaire):
    assert titulaire.post(f"{BASE}salles/", {"rooms": "Vert\n\n Bleu  clair \n"}).url == f"{BASE}equipe/"
    with scoped(cast.cabinet.pk):
        assert list(Room.objects.values_list("name", "position")) == [("Vert", 0), ("Bleu clair", 1)]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([" "], "Écrivez au moins une salle."),
        (["Vert", "vert"], "« Vert » est écrite deux fois."),
        (["V" * 61], f"« {'V' * 60}… » dépasse 60 caractères."),
        ([str(n) for n in range(21)], "Un cabinet compte 20 salles au plus."),
    ],
)
def test_unfit_rooms_are_refused(cast, names, sentence):
    with scoped(cast.cabinet.pk), pytest.raises(RoomsRefused) as refused:
        set_rooms(names=names, by=cast.texier, at=timezone.now())
    assert refused.value.sentence == sentence


def test_rooms_are_those_of_who_manages(cast):
    with scoped(cast.cabinet.pk), pytest.raises(PermissionDenied):
        set_rooms(names=["Vert"], by=cast.fradin, at=timezone.now())


def test_room_that_served_stays(cast, titulaire):
    titulaire.post(f"{BASE}salles/", {"rooms": "Vert\nBleu"})
    titulaire.post(f"{BASE}semaine/", week_of(cast))
    page = titulaire.post(f"{BASE}salles/", {"rooms": "Bleu"})
    assert page.status_code == 422
    assert "«\u202fVert\u202f» a déjà servi au planning" in page.text


def test_people_are_read_back_then_invited_once(cast, titulaire):
    page = titulaire.post(f"{BASE}equipe/", {"people": LIST, "usual_role": ""})
    assert page.status_code == 200
    assert "Envoyer les invitations" in page.text
    with scoped(cast.cabinet.pk):
        assert not Invitation.objects.exists()
    confirmed = {"people": LIST, "usual_role": "", "confirmed": f"\n{LIST}"}
    assert titulaire.post(f"{BASE}equipe/", confirmed).url == f"{BASE}objectifs/"
    titulaire.post(f"{BASE}equipe/", confirmed)
    with scoped(cast.cabinet.pk):
        assert sorted(Invitation.objects.values_list("email", "role")) == [
            ("anne@pool.example", "remplacant"),
            ("zoe@ide.example", "paramedical"),
        ]
        assert OutboxMessage.objects.count() == 2


def test_list_changed_since_it_was_read_back_is_read_again(cast, titulaire):
    changed = {"people": f"{LIST}\nLéa Riou lea@x.example interne", "confirmed": f"\n{LIST}"}
    page = titulaire.post(f"{BASE}equipe/", changed)
    assert "Léa" in page.text
    with scoped(cast.cabinet.pk):
        assert not Invitation.objects.exists()


def test_one_wrong_line_sends_nothing_and_keeps_the_list(cast, titulaire):
    pasted = f"{LIST}\nMarie Sans-Adresse titulaire"
    page = titulaire.post(f"{BASE}equipe/", {"people": pasted, "confirmed": f"\n{pasted}"})
    assert page.status_code == 422
    assert "Ligne 3" in page.text
    assert "Sans-Adresse titulaire</textarea>" in page.text
    with scoped(cast.cabinet.pk):
        assert not Invitation.objects.exists()


def test_member_in_another_role_refuses_the_whole_list(cast):
    people, _ = read_people(
        "Zoé Petit zoe@ide.example infirmière\nK Rabiller rabiller@nieul.example titulaire"
    )
    with scoped(cast.cabinet.pk):
        with pytest.raises(LineRefused) as refused:
            invite_team(people=people, by=cast.texier, at=timezone.now())
        assert not Invitation.objects.exists()
    assert refused.value.line == 2


def test_secretary_invites_no_titulaire(cast):
    with scoped(cast.cabinet.pk), pytest.raises(PermissionDenied):
        invite_team(
            people=[PastedPerson(1, "a@x.example", "A", "B", "titulaire")],
            by=cast.jaulin, at=timezone.now(),
        )  # fmt: skip


def test_mairie_calls_the_first_doctors_until_one_is_there(cast):
    with scoped(cast.cabinet.pk):
        assert roles_to_invite(cast.guilbaud) == ["mairie"]
        Membership.objects.filter(role="titulaire").update(role="remplacant")
        assert roles_to_invite(cast.guilbaud) == ["titulaire", "secretaire", "mairie"]
        assert roles_to_invite(cast.ouvrard) == []


def test_targets_are_kept_as_they_are_by_saying_so(cast, titulaire):
    page = titulaire.get(f"{BASE}objectifs/")
    read = page.context["form"].initial["read"]
    typed = {"weekly_target": "5", "weekly_minimum": "6", "school_zone": "B", "read": "{}"}
    assert "Le plancher ne peut pas dépasser" in titulaire.post(f"{BASE}objectifs/", typed).text
    good = typed | {"weekly_minimum": "2", "read": json.dumps(read)}
    assert titulaire.post(f"{BASE}objectifs/", good).url == f"{BASE}medecins-remplaces/"
    assert Cabinet.objects.get(slug="nieul").weekly_target == 5
    assert "5 jours par semaine" in titulaire.get(BASE).text


def test_designations_are_adopted_as_they_were_read(cast, titulaire):
    page = titulaire.get(f"{BASE}medecins-remplaces/")
    proposal = page.context["adoption"].initial["proposal"]
    answer = titulaire.post(f"{BASE}medecins-remplaces/", {"proposal": proposal})
    assert answer.url == f"{BASE}liste/"
    with scoped(cast.cabinet.pk):
        assert Designation.objects.count() == len(proposal.split())
    assert titulaire.post(f"{BASE}medecins-remplaces/", {"proposal": "n’importe"}).status_code == 422


def test_rules_are_published_from_the_usual_text(cast, titulaire):
    page = titulaire.get(f"{BASE}reglement/")
    body = page.context["form"]["body"].value()
    assert titulaire.post(f"{BASE}reglement/", {"body": body, "version": "0"}).url == f"{BASE}expediteurs/"
    with scoped(cast.cabinet.pk):
        assert HouseRules.objects.get().version == 1
    refused = titulaire.post(f"{BASE}reglement/", {"body": "# Nos\nautres mots", "version": "0"})
    assert refused.status_code == 409
    assert "autres mots" in refused.text


def week_of(cast, **others):
    monday = first_monday(today_in_paris())
    tuesday = monday + timedelta(days=1)
    halves = [f"{monday}.morning", f"{monday}.afternoon", f"{tuesday}.afternoon"]
    return {"membership": str(cast.texier.pk), "halves": halves} | others


def test_week_is_taken_at_once_and_once(cast, titulaire):
    titulaire.post(f"{BASE}salles/", {"rooms": "Vert\nBleu"})
    assert titulaire.post(f"{BASE}semaine/", week_of(cast)).url == BASE
    titulaire.post(f"{BASE}semaine/", week_of(cast))
    with scoped(cast.cabinet.pk):
        assert list(Presence.objects.order_by("on").values_list("period", flat=True)) == ["day", "afternoon"]


def test_week_without_a_room_is_refused_and_stays_ticked(cast, titulaire):
    page = titulaire.post(f"{BASE}semaine/", week_of(cast))
    assert page.status_code == 422
    assert "pas encore de salle" in page.text
    assert page.text.count(" checked") == 3
    with scoped(cast.cabinet.pk):
        assert not Presence.objects.exists()


def test_one_half_day_refused_writes_none(cast, titulaire):
    titulaire.post(f"{BASE}salles/", {"rooms": "Vert"})
    tuesday = first_monday(today_in_paris()) + timedelta(days=1)
    titulaire.post(
        f"{BASE}semaine/", week_of(cast, membership=str(cast.sorin.pk), halves=[f"{tuesday}.afternoon"])
    )
    assert titulaire.post(f"{BASE}semaine/", week_of(cast)).status_code == 422
    with scoped(cast.cabinet.pk):
        assert Presence.objects.count() == 1


def test_week_asks_the_same_whatever_is_in_it(cast, titulaire, django_assert_num_queries):
    monday = first_monday(today_in_paris())
    with scoped(cast.cabinet.pk), django_assert_num_queries(3):
        fill_week(cast.cabinet, monday)
    titulaire.post(f"{BASE}salles/", {"rooms": "Vert\nBleu"})
    titulaire.post(f"{BASE}semaine/", week_of(cast))
    with scoped(cast.cabinet.pk), django_assert_num_queries(3):
        fill_week(cast.cabinet, monday)


def test_end_page_shares_the_sheet(cast, titulaire):
    titulaire.post(f"{BASE}salles/", {"rooms": "Vert"})
    titulaire.post(f"{BASE}semaine/", week_of(cast))
    assert titulaire.post(f"{BASE}feuille/").url == BASE
    assert "/ouverture/nieul/" in titulaire.get(BASE).text
    assert titulaire.get("/ouverture/nieul/").status_code == 200
