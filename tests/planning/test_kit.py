"""The calendar's sections of the start kit: loaded once, refused whole."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings

from cabinet.kit import KitRefused, load
from cabinet.models import Cabinet, Membership, Person
from cabinet.tenancy.scope import scoped
from planning.actions.place import place_presence
from planning.models import Presence, Room, Series, SeriesSkip, Shift, SpecialPeriod

AT = datetime(2026, 9, 20, 8, tzinfo=UTC)
SAMPLE = Path(settings.BASE_DIR) / "samples/nieul-le-dolent.json"
ANAIS = "anais.hervouet@nieul-le-dolent.example"
GAEL = "gael.herbreteau@nieul-le-dolent.example"


@pytest.fixture
def kit():
    return json.loads(SAMPLE.read_text("utf-8"))


def counted() -> dict:
    cabinet = Cabinet.objects.filter(slug="nieul-le-dolent").first()
    if cabinet is None:
        return {}
    with scoped(cabinet.pk):
        models = {"rooms": Room, "presences": Presence, "series": Series}
        return {name: model.objects.count() for name, model in models.items()}


def faults(kit) -> list[tuple[str, str]]:
    with pytest.raises(KitRefused) as refused:
        load(kit, at=AT)
    assert counted() == {}
    return [(fault.path, fault.sentence) for fault in refused.value.faults]


def test_sample_fills_the_calendar(db, kit):
    report = load(kit, at=AT)
    assert {key: report.created[key] for key in ("rooms", "presences", "series")} == {
        "rooms": 3,
        "presences": 77,
        "series": 2,
    }
    assert counted() == {"rooms": 3, "presences": 77, "series": 2}


def test_second_run_changes_nothing(db, kit):
    load(kit, at=AT)
    assert load(kit, at=AT).nothing


def test_released_day_does_not_come_back(db, kit):
    load(kit, at=AT)
    cabinet = Cabinet.objects.get(slug="nieul-le-dolent")
    with scoped(cabinet.pk):
        Presence.objects.all().update(released_at=AT)
    assert load(kit, at=AT).nothing


def test_series_keeps_out_of_easter_monday(db, kit):
    kit["series"] = [
        {
            "email": GAEL,
            "weekday": 0,
            "period": "day",
            "room": "Bureau 1",
            "from": "2027-03-22",
            "until": "2027-04-12",
        }
    ]
    load(kit, at=AT)
    with scoped(Cabinet.objects.get(slug="nieul-le-dolent").pk):
        days = Presence.objects.filter(series__isnull=False).values_list("on", flat=True)
        assert list(days) == [date(2027, 3, 22), date(2027, 4, 5), date(2027, 4, 12)]
        skips = SeriesSkip.objects.values_list("on", "reason")
        assert list(skips) == [(date(2027, 3, 29), "férié\u202f: Lundi de Pâques")]


def presence(**values) -> dict:
    return {"email": GAEL, "date": "2026-10-05", "period": "day", "room": "Bureau 1"} | values


@pytest.mark.parametrize(
    ("added", "path", "sentence"),
    [
        (
            presence(date="2026-10-02", period="morning"),
            "room",
            "Bureau 1 est déjà à Dr Fradin le 2026-10-02.",
        ),
        (
            presence(date="2026-10-01", period="afternoon", room="Bureau infirmier"),
            "date",
            "cette personne est déjà là le 2026-10-01\u202f: journée, Bureau 1.",
        ),
        (presence(date="2026-10-01"), "", "cette présence est déjà en presences[1]."),
        (
            presence(room="Cave"),
            "room",
            "« Cave » n’est pas une salle de ce cabinet\u202f: ajoutez-la à rooms.",
        ),
        (presence(date="2026-13-05"), "date", "« 2026-13-05 » n’existe pas au calendrier."),
        (presence(period="night"), "period", "valeur inconnue. Possibles\u202f: day, morning, afternoon."),
        (
            presence(email="x@y.example"),
            "email",
            "« x@y.example » n’est pas dans ce cabinet\u202f: ajoutez cette personne à people.",
        ),
        (presence(note="?"), "note", "clé inconnue."),
    ],
)
def test_presence_that_cannot_be_is_refused_with_its_place(db, kit, added, path, sentence):
    place = f"presences[{len(kit['presences'])}]"
    kit["presences"].append(added)
    assert faults(kit) == [(f"{place}.{path}" if path else place, sentence)]


def test_presence_without_room_is_refused(db, kit):
    del kit["presences"][0]["room"]
    assert faults(kit) == [("presences[0].room", "cette clé est obligatoire.")]


def test_room_twice_is_refused(db, kit):
    kit["rooms"].append({"name": "Bureau 1"})
    assert faults(kit)[0] == ("rooms[3].name", "cette salle est déjà en rooms[0].")


@pytest.mark.parametrize(
    ("changed", "path", "sentence"),
    [
        ({"weekday": 7}, "weekday", "un nombre entre 0 et 6 est attendu."),
        ({"until": "2026-10-01"}, "until", "la série finit avant de commencer."),
        ({"until": "2096-10-01"}, "until", "une série dure deux ans au plus."),
        (
            {"room": "Bureau 1", "from": "2026-10-02", "weekday": 4},
            "room",
            "Bureau 1 est déjà à Dr Fradin le 2026-10-02.",
        ),
        ({"from": "2026-10-02"}, "", "cette personne est déjà là le 2026-10-08\u202f: journée, Bureau 2."),
    ],
)
def test_series_that_cannot_be_is_refused_with_its_place(db, kit, changed, path, sentence):
    kit["presences"] = [item for item in kit["presences"] if item["email"] != ANAIS] + [
        presence(email=ANAIS, date="2026-10-08", period="day", room="Bureau 2")
    ]
    if not path:
        changed = changed | {"room": "Bureau 1"}
    kit["series"][0] |= changed
    assert faults(kit) == [(f"series[0].{path}" if path else "series[0]", sentence)]


def test_person_busy_in_another_practice_is_refused(db, kit, cast):
    person = Person.objects.create(email=GAEL, first_name="Gaël", last_name="Herbreteau")
    with scoped(cast.next_door.cabinet.pk):
        member = Membership.objects.create(person=person, role="remplacant", starts_on=date(2026, 1, 1))
        room = Room.objects.create(name="Bureau A")
        place_presence(
            cabinet=cast.next_door.cabinet, membership=member, on=date(2026, 10, 12), period="day",
            room=room, by=None, at=AT,
        )  # fmt: skip
    assert faults(kit) == [
        ("presences[8].date", "cette personne est déjà dans un autre cabinet le 2026-10-12.")
    ]


def test_past_days_are_welcome(db, kit):
    assert load(kit, at=datetime(2028, 3, 1, tzinfo=UTC)).created["presences"] == 77


@pytest.mark.parametrize(
    ("changed", "path", "sentence"),
    [
        ({"room": "Bureau 1"}, "series[0].room", "cette série existe déjà dans Bureau 2."),
        ({"until": "2027-05-31"}, "series[0].until", "cette série existe déjà, jusqu’au 2027-04-30."),
    ],
)
def test_series_that_is_there_otherwise_is_refused(db, kit, changed, path, sentence):
    load(kit, at=AT)
    kit["series"][0] |= changed
    with pytest.raises(KitRefused) as refused:
        load(kit, at=AT)
    assert [(fault.path, fault.sentence) for fault in refused.value.faults] == [(path, sentence)]


BAPTISTE = "baptiste.jaulin@nieul-le-dolent.example"
DESK = {
    "email": BAPTISTE,
    "weekday": 0,
    "opens": "09:00",
    "closes": "13:00",
    "from": "2027-03-22",
    "until": "2027-04-05",
}
CLOSURE = {"from": "2026-12-24", "until": "2027-01-02", "reason": "fêtes"}
TARGET = {
    "from": "2027-02-22",
    "until": "2027-03-07",
    "reason": "vacances d’hiver",
    "weekly_target": 2,
    "weekly_minimum": 1,
}


def in_nieul(read):
    with scoped(Cabinet.objects.get(slug="nieul-le-dolent").pk):
        return read()


def test_intern_s_series_takes_the_supervisor_of_the_intern_or_of_the_file(db, kit):
    load(kit, at=AT)
    read = lambda: Series.objects.get(weekday=3).supervisor.person.email  # noqa: E731
    assert in_nieul(read) == "ulysse.texier@nieul-le-dolent.example"
    kit["series"][0]["supervisor"] = "lucie.sorin@nieul-le-dolent.example"
    assert load(kit, at=AT).changed == {"series": 1}
    assert in_nieul(read) == "lucie.sorin@nieul-le-dolent.example"
    assert load(kit, at=AT).nothing


def test_desk_hours_closures_and_targets_are_loaded_once(db, kit):
    kit |= {"closures": [CLOSURE], "targets": [TARGET]}
    kit["series"].append(DESK)
    report = load(kit, at=AT)
    assert {key: report.created[key] for key in ("closures", "targets", "series", "shifts")} == {
        "closures": 1,
        "targets": 1,
        "series": 3,
        "shifts": 2,
    }
    shifts = in_nieul(lambda: list(Shift.objects.values_list("on", flat=True)))
    assert shifts == [date(2027, 3, 22), date(2027, 4, 5)]
    skips = in_nieul(lambda: list(SeriesSkip.objects.filter(series__weekday=3).values_list("on", "reason")))
    assert skips == [
        (date(2026, 12, 24), "fermeture\u202f: fêtes"),
        (date(2026, 12, 31), "fermeture\u202f: fêtes"),
    ]
    assert load(kit, at=AT).nothing


def test_withdrawn_closure_and_cancelled_series_do_not_come_back(db, kit):
    kit |= {"closures": [CLOSURE], "series": [DESK]}
    load(kit, at=AT)
    in_nieul(lambda: SpecialPeriod.objects.update(withdrawn_at=AT))
    in_nieul(lambda: Series.objects.update(cancelled_at=AT))
    assert load(kit, at=AT).nothing


@pytest.mark.parametrize(
    ("section", "item", "path", "sentence"),
    [
        ("closures", CLOSURE | {"until": "2026-12-01"}, ".until", "la période finit avant de commencer."),
        ("closures", CLOSURE | {"weekly_target": 1}, ".weekly_target", "clé inconnue."),
        ("targets", CLOSURE, ".weekly_target", "cette clé est obligatoire."),
        (
            "targets",
            TARGET | {"weekly_minimum": 3},
            ".weekly_minimum",
            "le plancher ne peut pas dépasser l’objectif.",
        ),
        ("series", DESK | {"closes": "08:00"}, ".closes", "cette heure vient avant celle du début."),
        ("series", DESK | {"email": GAEL}, ".email", "cette personne ne tient pas l’accueil."),
        ("series", DESK | {"period": "day"}, ".period", "clé inconnue."),
        (
            "series",
            {"supervisor": BAPTISTE},
            ".supervisor",
            f"« {BAPTISTE} » n’est pas titulaire dans ce cabinet.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(db, kit, section, item, path, sentence):
    kit[section] = [kit["series"][0] | item if "supervisor" in item else item]
    assert (f"{section}[0]{path}", sentence) in faults(kit)


@pytest.mark.parametrize("section", ["presences", "series"])
def test_who_holds_no_days_is_given_no_room(db, kit, section):
    mairie = next(person["email"] for person in kit["people"] if person["role"] == "mairie")
    kit[section] = [kit[section][0] | {"email": mairie}]
    assert faults(kit) == [
        (f"{section}[0].email", "Yann Guilbaud ne tient pas de journée au planning."),
    ]


def test_closure_of_days_already_booked_is_left_to_the_screen(db, kit):
    load(kit, at=AT)
    kit["closures"] = [CLOSURE | {"from": "2026-10-01", "until": "2026-10-02"}]
    with pytest.raises(KitRefused) as refused:
        load(kit, at=AT)
    assert [(fault.path, fault.sentence) for fault in refused.value.faults] == [
        (
            "closures[0]",
            "quelqu’un est inscrit le 2026-10-01\u202f: déclarez cette fermeture à l’écran.",
        )
    ]
