"""Events: who makes them, who is told what, who comes, and nobody writes over somebody else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cabinet.members import Member
from cabinet.models import AuditEntry, OutboxMessage
from cabinet.tenancy.scope import scoped
from planning.actions.events import (
    EventChangedMeanwhile,
    EventRefused,
    answer_event,
    cancel_event,
    change_event,
    create_event,
)
from planning.models import Event, EventAnswer
from planning.queries.events import events_between, events_page, next_unanswered
from tests.planning.conftest import FRIDAY, MONDAY, NOW, THURSDAY, TUESDAY

NNBSP = "\u202f"
STARTS = datetime(2027, 3, 11, 18, 30, tzinfo=UTC)
DINNER = {
    "kind": "convivial",
    "title": "Dîner de printemps",
    "place": "La Ferme des Chênes",
    "details": "",
    "starts_at": STARTS,
    "ends_at": STARTS + timedelta(hours=3),
}
#: As a person types it.
TYPED = {
    "kind": "training",
    "title": "Échographie",
    "on": "2027-03-11",
    "starts": "19 h 30",
    "ends": "22h",
    "last_on": "",
    "place": "",
    "details": "Apportez vos questions.",
}
EVENTS = "/c/nieul/evenements/"
API = "/api/v1/cabinets/nieul/events/"


def dinner(cast, by=None, **values) -> Event:
    return create_event(values=DINNER | values, by=by or cast.texier, at=NOW)


def letters() -> list[tuple[str, str]]:
    return list(OutboxMessage.objects.order_by("recipient").values_list("recipient", "subject"))


# --- Actions ---


def test_creation_tells_the_team_once_and_not_the_mairie(nieul):
    event = dinner(nieul)
    assert [recipient.split("@")[0] for recipient, _ in letters()] == [
        "bossard", "drapeau", "fradin", "hervouet", "jaulin", "naulleau", "rabiller", "sorin",
    ]  # fmt: skip
    letter = OutboxMessage.objects.get(recipient="fradin@nieul.example")
    assert letter.subject == f"Événement{NNBSP}: Dîner de printemps"
    assert letter.body == (
        "Bonjour Valentine,\n\nDîner de printemps\njeudi 11 mars, de 19\u202fh\u202f30 à 22\u202fh\u202f30\n"
        f"La Ferme des Chênes\n\nVenez-vous{NNBSP}? Répondez ici{NNBSP}: "
        f"http://localhost:8000/c/nieul/evenements/{event.pk}/\n"
    )
    assert AuditEntry.objects.filter(verb="create_event", by=nieul.texier).count() == 1


@pytest.mark.parametrize("role", ["bossard", "naulleau", "guilbaud", "ouvrard"])
def test_who_does_not_hold_days_nor_the_calendar_organises_nothing(nieul, role):
    with pytest.raises(PermissionDenied):
        dinner(nieul, by=getattr(nieul, role))


@pytest.mark.parametrize("role", ["texier", "fradin", "hervouet", "jaulin", "drapeau"])
def test_who_works_here_organises(nieul, role):
    assert dinner(nieul, by=getattr(nieul, role)).created_by == getattr(nieul, role)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_at": STARTS}, "ends"),
        ({"starts_at": NOW - timedelta(days=2), "ends_at": NOW - timedelta(days=1)}, "on"),
        ({"starts_at": STARTS + timedelta(days=900), "ends_at": STARTS + timedelta(days=901)}, "on"),
        ({"ends_at": STARTS + timedelta(days=15)}, "last_on"),
    ],
)
def test_dates_that_make_no_sense_are_refused(nieul, values, field):
    with pytest.raises(EventRefused) as refused:
        dinner(nieul, **values)
    assert refused.value.field == field
    assert not Event.objects.exists()


def test_title_stays_on_one_line(nieul):
    event = dinner(nieul, title="Dîner\r\nBcc: tous@poste.example")
    assert event.title == "Dîner Bcc: tous@poste.example"


def test_change_raises_the_sequence_and_tells_those_who_come(nieul):
    event = dinner(nieul)
    answer_event(event=event, comes=True, by=nieul.fradin, at=NOW)
    answer_event(event=event, comes=False, by=nieul.sorin, at=NOW)
    OutboxMessage.objects.all().delete()
    changed = change_event(
        event=event, values=DINNER | {"place": "Chez Lucie"}, sequence=0, by=nieul.texier, at=NOW
    )
    assert (changed.sequence, changed.changed_at, changed.place) == (1, NOW, "Chez Lucie")
    assert letters() == [("fradin@nieul.example", f"Événement modifié{NNBSP}: Dîner de printemps")]


def test_change_that_changes_nothing_is_none(nieul):
    event = dinner(nieul)
    answer_event(event=event, comes=True, by=nieul.fradin, at=NOW)
    OutboxMessage.objects.all().delete()
    assert change_event(event=event, values=DINNER, sequence=0, by=nieul.texier, at=NOW).sequence == 0
    assert letters() == []


def test_second_of_two_changes_is_told_of_the_first(nieul):
    event = dinner(nieul)
    change_event(event=event, values={"title": "Repas"}, sequence=0, by=nieul.texier, at=NOW)
    with pytest.raises(EventChangedMeanwhile) as refused:
        change_event(event=event, values={"title": "Souper"}, sequence=0, by=nieul.sorin, at=NOW)
    assert refused.value.event.title == "Repas"
    assert Event.objects.get().title == "Repas"


def test_own_event_is_changed_by_its_author_and_by_who_keeps_the_calendar(nieul):
    event = dinner(nieul, by=nieul.fradin)
    for sequence, member in enumerate((nieul.fradin, nieul.jaulin, nieul.sorin)):
        change_event(event=event, values={"title": member.role}, sequence=sequence, by=member, at=NOW)
    with pytest.raises(PermissionDenied):
        change_event(event=event, values={"title": "x"}, sequence=3, by=nieul.rabiller, at=NOW)
    with pytest.raises(PermissionDenied):
        cancel_event(event=event, by=nieul.rabiller, at=NOW)


def test_cancellation_tells_those_who_come_and_is_done_once(nieul):
    event = dinner(nieul)
    answer_event(event=event, comes=True, by=nieul.fradin, at=NOW)
    OutboxMessage.objects.all().delete()
    for _ in range(2):
        cancelled = cancel_event(event=event, by=nieul.texier, at=NOW)
    assert (cancelled.cancelled_at, cancelled.sequence) == (NOW, 1)
    assert letters() == [("fradin@nieul.example", f"Événement annulé{NNBSP}: Dîner de printemps")]
    assert AuditEntry.objects.filter(verb="cancel_event").count() == 1


def test_last_answer_counts(nieul):
    event = dinner(nieul)
    for comes in (True, True, False):
        answer_event(event=event, comes=comes, by=nieul.fradin, at=NOW)
    assert list(EventAnswer.objects.values_list("membership", "comes")) == [(nieul.fradin.pk, False)]
    assert AuditEntry.objects.filter(verb="answer_event").count() == 2


def test_what_is_over_or_cancelled_takes_no_answer_and_no_change(nieul):
    over, cancelled = dinner(nieul), dinner(nieul)
    cancel_event(event=cancelled, by=nieul.texier, at=NOW)
    cancelled.refresh_from_db()
    for event, at in ((over, DINNER["ends_at"]), (cancelled, NOW)):
        with pytest.raises(EventRefused):
            answer_event(event=event, comes=True, by=nieul.fradin, at=at)
        with pytest.raises(EventRefused):
            change_event(event=event, values={"title": "x"}, sequence=event.sequence, by=nieul.texier, at=at)


# --- Queries ---


def test_events_between_are_those_that_touch_the_days(nieul, django_assert_num_queries):
    event = dinner(nieul)
    night = dinner(nieul, ends_at=STARTS + timedelta(hours=8))
    cancel_event(event=dinner(nieul), by=nieul.texier, at=NOW)
    with django_assert_num_queries(1):
        assert events_between(MONDAY, THURSDAY) == [event, night]
    assert events_between(FRIDAY, FRIDAY) == [night]
    assert events_between(MONDAY, TUESDAY) == []


def test_next_event_waits_for_an_answer(nieul):
    later, sooner = (
        dinner(nieul, ends_at=STARTS + timedelta(days=2), starts_at=STARTS + timedelta(days=1)),
        dinner(nieul),
    )
    assert next_unanswered(nieul.fradin, NOW) == sooner
    answer_event(event=sooner, comes=False, by=nieul.fradin, at=NOW)
    assert next_unanswered(nieul.fradin, NOW) == later
    answer_event(event=later, comes=True, by=nieul.fradin, at=NOW)
    assert next_unanswered(nieul.fradin, NOW) is None
    assert next_unanswered(nieul.sorin, NOW) == sooner


@pytest.mark.parametrize("events", [1, 30])
def test_page_asks_three_statements(nieul, django_assert_num_queries, events):
    for _ in range(events):
        event = dinner(nieul)
        for member in (nieul.fradin, nieul.sorin):
            answer_event(event=event, comes=member == nieul.fradin, by=member, at=NOW)
    with django_assert_num_queries(3):
        page = events_page(Member(nieul.sorin), NOW)
    assert len(page.ahead) == events
    told = page.ahead[0]
    assert (told.coming, told.declining, told.comes) == (["Dr Fradin"], ["Dr Sorin"], False)
    assert told.said == "1 vient · 1 ne vient pas"
    assert events_page(Member(nieul.sorin), DINNER["ends_at"]).past[0].said == "1 est venu"


# --- Pages ---


@pytest.mark.parametrize("role", ["texier", "fradin", "jaulin", "naulleau", "guilbaud", "ouvrard"])
def test_everybody_reads_and_answers(signed_in, role):
    with scoped(signed_in.cabinet.pk):
        event = dinner(signed_in)
    client = signed_in.as_member(getattr(signed_in, role))
    assert "Dîner de printemps" in client.get(EVENTS).content.decode()
    assert "Personne pour l’instant." in client.get(f"{EVENTS}{event.pk}/").content.decode()
    answered = client.post(f"{EVENTS}{event.pk}/reponse/", {"comes": "oui"}, follow=True)
    assert f"C’est noté{NNBSP}: vous venez." in answered.content.decode()
    with scoped(signed_in.cabinet.pk):
        assert event.answers.get().membership == getattr(signed_in, role)


def test_form_makes_an_event_at_the_hours_of_paris(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    assert client.get(f"{EVENTS}nouveau/").status_code == 200
    response = client.post(f"{EVENTS}nouveau/", TYPED)
    with scoped(signed_in.cabinet.pk):
        event = Event.objects.get()
    assert response.headers["Location"] == f"{EVENTS}{event.pk}/"
    assert (event.starts_at, event.ends_at) == (STARTS, datetime(2027, 3, 11, 21, tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"title": ""}, "Ce champ est obligatoire."),
        (
            {"starts": "le soir"},
            f"«{NNBSP}le soir{NNBSP}» n’est pas une heure{NNBSP}: écrivez par exemple 8 h 30.",
        ),
        ({"ends": "18 h"}, "L’événement finit avant de commencer."),
        ({"on": "2020-01-01"}, "Cette date est passée."),
        ({"last_on": "2027-04-30"}, "Un événement dure deux semaines au plus."),
    ],
)
def test_refused_form_keeps_what_was_typed(signed_in, typed, sentence):
    response = signed_in.as_member(signed_in.jaulin).post(f"{EVENTS}nouveau/", TYPED | typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page.replace("&#x27;", "'")
    assert "Apportez vos questions." in page


def test_event_that_ends_on_another_day(signed_in):
    signed_in.as_member(signed_in.jaulin).post(f"{EVENTS}nouveau/", TYPED | {"last_on": "2027-03-12"})
    with scoped(signed_in.cabinet.pk):
        assert Event.objects.get().ends_at == datetime(2027, 3, 12, 21, tzinfo=UTC)


def test_conflict_shows_both_versions_then_writes_over_what_was_seen(signed_in):
    with scoped(signed_in.cabinet.pk):
        event = dinner(signed_in)
        change_event(event=event, values={"place": "Chez Lucie"}, sequence=0, by=signed_in.sorin, at=NOW)
    client, path = signed_in.as_member(signed_in.jaulin), f"{EVENTS}{event.pk}/modification/"
    response = client.post(path, TYPED | {"sequence": "0"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Quelqu’un a modifié cet événement" in page
    assert "<dt>Lieu, à présent</dt><dd>Chez Lucie</dd>" in page
    assert 'value="Échographie"' in page
    assert 'name="sequence" value="1"' in page
    assert client.post(path, TYPED | {"sequence": "1"}).status_code == 302
    with scoped(signed_in.cabinet.pk):
        assert Event.objects.get().title == "Échographie"


def test_cancelled_event_stays_readable(signed_in):
    with scoped(signed_in.cabinet.pk):
        event = dinner(signed_in)
    client = signed_in.as_member(signed_in.texier)
    client.post(f"{EVENTS}{event.pk}/annulation/")
    assert "Cet événement est annulé." in client.get(f"{EVENTS}{event.pk}/").content.decode()
    refused = client.post(f"{EVENTS}{event.pk}/reponse/", {"comes": "oui"})
    assert refused.status_code == 422


def test_home_and_day_show_the_event(signed_in):
    with scoped(signed_in.cabinet.pk):
        event = dinner(signed_in)
    client = signed_in.as_member(signed_in.fradin)
    assert f"Venez-vous{NNBSP}?" in client.get("/c/nieul/").content.decode()
    assert "Dîner de printemps" in client.get(f"/c/nieul/planning/{THURSDAY}/").content.decode()
    home = client.post(f"{EVENTS}{event.pk}/reponse/", {"comes": "non", "from": "home"}, follow=True)
    assert f"Venez-vous{NNBSP}?" not in home.content.decode()


def test_event_of_next_door_is_not_there(signed_in):
    with scoped(signed_in.next_door.cabinet.pk):
        theirs = dinner(signed_in, by=signed_in.stranger)
    client = signed_in.as_member(signed_in.texier)
    for path in ("", "modification/"):
        assert client.get(f"{EVENTS}{theirs.pk}/{path}").status_code == 404
    for path in ("annulation/", "reponse/", "modification/"):
        assert client.post(f"{EVENTS}{theirs.pk}/{path}", {"comes": "oui"}).status_code == 404


# --- API ---


def as_json(client, method: str, path: str, body: dict):
    return getattr(client, method)(path, body, content_type="application/json")


def test_api_makes_changes_answers_and_cancels(signed_in):
    client = signed_in.as_member(signed_in.jaulin)
    body = DINNER | {"starts_at": "2027-03-11T19:30:00+01:00", "ends_at": "2027-03-11T22:30:00+01:00"}
    made = as_json(client, "post", API, body)
    assert made.status_code == 201
    event = made.json()
    assert {name: event[name] for name in ("sequence", "coming", "declining", "comes", "cancelled_at")} == {
        "sequence": 0, "coming": 0, "declining": 0, "comes": None, "cancelled_at": None,
    }  # fmt: skip
    path = f"{API}{event['id']}/"
    assert as_json(client, "post", f"{path}answers/", {"comes": True}).status_code == 201
    answers = client.get(f"{path}answers/").json()["results"]
    assert [(answer["name"], answer["comes"]) for answer in answers] == [("Baptiste Jaulin", True)]
    changed = as_json(client, "patch", path, {"title": "Repas", "sequence": 0})
    assert (changed.status_code, changed.json()["title"], changed.json()["sequence"]) == (200, "Repas", 1)
    assert as_json(client, "patch", path, {"title": "Souper", "sequence": 0}).status_code == 409
    assert as_json(client, "patch", path, {"title": "Souper"}).status_code == 400
    assert client.delete(path).status_code == 204
    assert [row["cancelled_at"] is not None for row in client.get(API).json()["results"]] == [True]


def test_api_filters_by_day(signed_in):
    with scoped(signed_in.cabinet.pk):
        dinner(signed_in)
    client = signed_in.as_member(signed_in.guilbaud)
    found = [client.get(API, {"from": on, "to": on}).json()["count"] for on in (TUESDAY, THURSDAY)]
    assert found == [0, 1]


@pytest.mark.parametrize("events", [1, 30])
def test_api_asks_as_many_statements(signed_in, django_assert_num_queries, events):
    with scoped(signed_in.cabinet.pk):
        for _ in range(events):
            dinner(signed_in)
    client = signed_in.as_member(signed_in.texier)
    with django_assert_num_queries(15):
        assert client.get(API).json()["count"] == events
