"""The start kit: loads, completes, refuses with the place in the file, and never half."""

import copy
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from cabinet.kit import KitRefused, load
from cabinet.models import AuditEntry, Cabinet, Membership, Network, Person, PractitionerProfile
from cabinet.tenancy.scope import scoped

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "samples" / "nieul-le-dolent.json"
EMAIL = "{}@nieul-le-dolent.example"


@pytest.fixture
def kit() -> dict:
    return json.loads(SAMPLE.read_text())


def faults_of(kit) -> list[tuple[str, str]]:
    with pytest.raises(KitRefused) as refused:
        load(kit, at=AT)
    return [(fault.path, fault.sentence) for fault in refused.value.faults]


def paths_of(kit) -> list[str]:
    return [path for path, _ in faults_of(kit)]


def members() -> dict[str, Membership]:
    cabinet = Cabinet.objects.get(slug="nieul-le-dolent")
    with scoped(cabinet.pk):
        return {
            one.person.email: one
            for one in Membership.objects.select_related("person", "supervisor__person").all()
        }


def profile_of(membership: Membership) -> PractitionerProfile:
    with scoped(membership.cabinet_id):
        return PractitionerProfile.objects.get(membership=membership)


def test_sample_makes_the_practice(db, kit):
    report = load(kit, at=AT)
    cabinet = Cabinet.objects.get()
    assert (cabinet.slug, cabinet.commune, cabinet.retrocession_rate) == (
        "nieul-le-dolent",
        "Nieul-le-Dolent",
        Decimal("85.00"),
    )
    assert report.created["cabinet"] == 1
    assert report.created["people"] == 18
    assert report.changed == {}


def test_sample_gives_each_their_role_profile_and_supervisor(db, kit):
    load(kit, at=AT)
    everybody = members()
    assert len(everybody) == 18
    herbreteau = profile_of(everybody[EMAIL.format("gael.herbreteau")])
    assert (herbreteau.retrocession_rate, herbreteau.thesis, herbreteau.licence_number) == (
        Decimal("80.00"),
        False,
        "85-8437",
    )
    assert herbreteau.licence_expires_on == date(2027, 11, 15)
    hervouet = everybody[EMAIL.format("anais.hervouet")]
    assert hervouet.supervisor.person.email == EMAIL.format("ulysse.texier")
    assert everybody[EMAIL.format("mael.peaud")].profession == "pharmacienne"


def test_members_are_there_from_the_first_month_of_the_file(db, kit):
    load(kit, at=AT)
    assert {one.starts_on for one in members().values()} == {date(2026, 10, 1)}


def test_members_of_a_file_without_a_past_are_there_from_today(db, kit):
    for key in ("presences", "designations", "series"):
        kit.pop(key)
    load(kit, at=AT)
    assert {one.starts_on for one in members().values()} == {date(2026, 11, 22)}


def test_account_made_by_a_kit_has_no_password(db, kit):
    load(kit, at=AT)
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_second_run_changes_nothing(db, kit):
    load(kit, at=AT)
    report = load(kit, at=AT)
    assert report.nothing
    assert report.lines() == ["nieul-le-dolent\u202f: rien à changer."]
    with scoped(Cabinet.objects.get().pk):
        assert AuditEntry.objects.filter(verb="load_cabinet").count() == 1


def test_somebody_known_elsewhere_keeps_their_name_and_password(cast, kit):
    kit["people"][0] |= {"email": cast.stranger.person.email, "first_name": "Autre", "last_name": "Nom"}
    kit["designations"] = []
    kit["people"] = [kit["people"][0]]
    kit["presences"] = kit["series"] = []
    before = Person.objects.get(pk=cast.stranger.person_id)
    load(kit, at=AT)
    after = Person.objects.get(pk=cast.stranger.person_id)
    assert (after.first_name, after.password) == (before.first_name, before.password)
    assert members()[after.email].role == "titulaire"


def test_kit_completes_a_practice_that_is_there(db, kit):
    load(kit, at=AT)
    kit["cabinet"]["weekly_target"] = 5
    kit["people"][4]["retrocession_rate"] = 82.5
    kit["people"].append(
        {"email": "loic.ferre@nieul.example", "first_name": "Loïc", "last_name": "Ferré", "role": "mairie"}
    )
    report = load(kit, at=AT)
    assert report.created == {"people": 1}
    assert report.changed == {"cabinet": 1, "profiles": 1}
    assert Cabinet.objects.get().weekly_target == 5
    assert profile_of(members()[EMAIL.format("valentine.fradin")]).retrocession_rate == Decimal("82.50")


def test_kit_lists_acts_with_their_own_rate(db, kit):
    kit["cabinet"]["act_rates"] = {"crn": 100, "VRN": "92.50"}
    load(kit, at=AT)
    assert Cabinet.objects.get().act_rates == {"CRN": "100.00", "VRN": "92.50"}
    assert load(kit, at=AT).nothing


def test_kit_names_only_what_it_changes(db, kit):
    load(kit, at=AT)
    Cabinet.objects.update(release_notice_days=10)
    load({"cabinet": kit["cabinet"]}, at=AT)
    assert Cabinet.objects.get().release_notice_days == 10
    assert len(members()) == 18


def test_practice_joins_a_network(db, kit):
    small = {"cabinet": kit["cabinet"], "network": {"slug": "msp-bocage", "name": "MSP du bocage"}}
    assert load(small, at=AT).created == {"cabinet": 1, "network": 1, "channels": 3}
    assert Cabinet.objects.get().network == Network.objects.get(slug="msp-bocage")
    assert load(small, at=AT).nothing


def test_bic_is_found_from_the_account(db, kit):
    kit["people"][1].pop("bic")
    load(kit, at=AT)
    assert profile_of(members()[EMAIL.format("lucie.sorin")]).bic.startswith("BNPAFRPP")


def test_new_role_of_a_member_is_refused(db, kit):
    load(kit, at=AT)
    kit["people"][4]["role"] = "titulaire"
    assert paths_of(kit) == ["people[4].role"]


@pytest.mark.parametrize(
    ("where", "value", "path"),
    [
        (("cabinet", "slug"), "Nieul le Dolent", "cabinet.slug"),
        (("cabinet", "name"), "", "cabinet.name"),
        (("cabinet", "name"), "x" * 121, "cabinet.name"),
        (("cabinet", "postcode"), "8543", "cabinet.postcode"),
        (("cabinet", "postcode"), 85430, "cabinet.postcode"),
        (("cabinet", "insee"), "99999999", "cabinet.insee"),
        (("cabinet", "school_zone"), "D", "cabinet.school_zone"),
        (("cabinet", "retrocession_rate"), "85,00", "cabinet.retrocession_rate"),
        (("cabinet", "retrocession_rate"), 101, "cabinet.retrocession_rate"),
        (("cabinet", "act_rates"), ["CRN"], "cabinet.act_rates"),
        (("cabinet", "act_rates"), {"CRN": "cent"}, "cabinet.act_rates.CRN"),
        (("cabinet", "act_rates"), {"CRN": 100, "crn": 90}, "cabinet.act_rates.crn"),
        (("cabinet", "act_rates"), {"IK": 100}, "cabinet.act_rates.IK"),
        (("cabinet", "retrocession_rate"), 85.123, "cabinet.retrocession_rate"),
        (("cabinet", "retrocession_rate"), True, "cabinet.retrocession_rate"),
        (("cabinet", "retrocession_base"), "brut", "cabinet.retrocession_base"),
        (("cabinet", "weekly_target"), "4", "cabinet.weekly_target"),
        (("cabinet", "weekly_target"), 4.0, "cabinet.weekly_target"),
        (("cabinet", "weekly_target"), 1, "cabinet.weekly_minimum"),
        (("cabinet", "open_weekdays"), [0, 7], "cabinet.open_weekdays[1]"),
        (("cabinet", "open_weekdays"), [], "cabinet.open_weekdays"),
        (("cabinet", "morning_ends"), "08:00", "cabinet.morning_ends"),
        (("cabinet", "morning_ends"), "25:00", "cabinet.morning_ends"),
        (("cabinet", "intern_counts"), "oui", "cabinet.intern_counts"),
        (("cabinet", "name"), None, "cabinet.name"),
        (("cabinet", "colour"), "vert", "cabinet.colour"),
        (("cabinet",), [], "cabinet"),
        (("people",), {}, "people"),
        (("people",), "tout le monde", "people"),
        (("people", 3), "Zoé", "people[3]"),
        (("people", 3), [], "people[3]"),
        (("people", 3, "email"), "pas une adresse", "people[3].email"),
        (("people", 3, "email"), 7, "people[3].email"),
        (("people", 16, "email"), EMAIL.format("ulysse.texier").upper(), "people[16].email"),
        (("people", 3, "role"), "chef", "people[3].role"),
        (("people", 3, "rpps"), "10108873027", "people[3].rpps"),
        (("people", 4, "rpps"), "10104363964", "people[4]"),
        (("people", 3, "iban"), "FR7620041515576457279675916", "people[3].iban"),
        (("people", 3, "bic"), "BNPAFRPP", "people[3].bic"),
        (("people", 3, "siret"), "42580007500012", "people[3].siret"),
        (("people", 3, "phone"), "poste 12", "people[3].phone"),
        (("people", 3, "portable"), "0251000000", "people[3].portable"),
        (("people", 3, "retrocession_rate"), -1, "people[3].retrocession_rate"),
        (("people", 5, "thesis"), "non", "people[5].thesis"),
        (("people", 5, "licence"), "85-4058", "people[5].licence"),
        (("people", 5, "licence", "expires"), "2027-02-30", "people[5].licence.expires"),
        (("people", 5, "licence", "expires"), "15/11/2027", "people[5].licence.expires"),
        (("people", 5, "licence", "region"), "85", "people[5].licence.region"),
        (("people", 10, "supervisor"), "nobody@nieul.example", "people[10].supervisor"),
        (("people", 10, "supervisor"), EMAIL.format("baptiste.jaulin"), "people[10].supervisor"),
        (("people", 13, "supervisor"), EMAIL.format("ulysse.texier"), "people[13].supervisor"),
        (("people", 4, "first_name"), "a\u0000b", "people[4].first_name"),
        (("people", 4, "first_name"), "\ud800", "people[4].first_name"),
        (("people", 4, "starts_on"), "0001-01-01", "people[4].starts_on"),
        (("network",), {"slug": "msp"}, "network.name"),
        (("rules",), [], "rules"),
    ],
)
def test_spoiled_kit_is_refused_at_its_place(db, kit, where, value, path):
    kit["presences"], kit["series"] = kit["presences"][:3], []
    spoiled = kit
    for key in where[:-1]:
        spoiled = spoiled[key]
    spoiled[where[-1]] = value
    # What leans on a refused person is not repeated: one thing is wrong, one thing is said.
    if where == ("people",):
        kit["presences"] = kit["designations"] = kit["series"] = []
    assert paths_of(kit) == [path]
    assert Cabinet.objects.count() == 0
    assert Person.objects.count() == 0


@pytest.mark.parametrize("key", ["slug", "name", "commune", "postcode", "insee"])
def test_missing_key_of_the_practice_is_named(db, kit, key):
    del kit["cabinet"][key]
    assert paths_of(kit) == [f"cabinet.{key}"]


def test_month_designated_twice_in_one_file_is_refused(db, kit):
    kit["designations"].append(kit["designations"][0] | {"titulaire": kit["people"][1]["email"]})
    assert faults_of(kit) == [
        ("designations[1].month", "ce mois a déjà son médecin remplacé en designations[0].")
    ]


def test_all_faults_are_told_at_once(db, kit):
    kit["cabinet"]["insee"] = "x"
    kit["people"][3] |= {"rpps": "1", "iban": "FR12", "colour": "vert"}
    kit["people"][5]["licence"] = {"number": "1"}
    kit["surprise"] = 1
    assert sorted(paths_of(kit)) == [
        "cabinet.insee",
        "people[3].colour",
        "people[3].iban",
        "people[3].rpps",
        "people[5].licence.expires",
        "surprise",
    ]


def test_file_without_a_practice_is_refused(db):
    assert faults_of({"people": []}) == [("cabinet", "cette clé est obligatoire.")]


def test_refused_kit_leaves_the_practice_as_it_was(db, kit):
    load(kit, at=AT)
    kit["cabinet"]["name"] = "Autre nom"
    kit["people"][17]["role"] = "chef"
    assert paths_of(kit) == ["people[17].role"]
    assert Cabinet.objects.get().name == "Cabinet collaboratif de Nieul Le Dolent"


def refused_file(tmp_path, content: bytes) -> str:
    path = tmp_path / "kit.json"
    path.write_bytes(content)
    with pytest.raises(KitRefused) as refused:
        load(path, at=AT)
    return str(refused.value)


def test_broken_json_says_where(db, tmp_path):
    assert refused_file(tmp_path, b'{\n "cabinet": {,}\n}') == (
        "JSON invalide à la ligne 2, colonne 14\u202f: il manque un nom de clé entre guillemets."
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Le fichier est vide."),
        (b"[]", "Le fichier doit contenir un objet JSON, entre accolades."),
        ("{}".encode("utf-16"), "Le fichier n’est pas en UTF-8 (octet 1)\u202f: enregistrez-le ainsi."),
        (b'{"cabinet": NaN}', "« NaN » n’est pas un nombre."),
        (b"[" * 100_000, "Le fichier imbrique trop de niveaux les uns dans les autres."),
        (b'{"cabinet": ' + b"9" * 5000 + b"}", "Le fichier contient un nombre démesuré."),
        (b'{"a": 1, "a": 2}', "a\u202f: cette clé est donnée deux fois."),
        (
            b'{"cabinet": {"slug": "a", "slug": "a"}}',
            "cabinet.slug\u202f: cette clé est donnée deux fois.",
        ),
    ],
)
def test_unreadable_file_says_why(db, tmp_path, content, sentence):
    assert refused_file(tmp_path, content) == sentence


def test_missing_file_says_so(db, tmp_path):
    with pytest.raises(KitRefused, match="n’existe pas"):
        load(tmp_path / "absent.json", at=AT)


def test_folder_says_so(db, tmp_path):
    with pytest.raises(KitRefused, match="un dossier"):
        load(tmp_path, at=AT)


def test_too_long_file_says_so(db, tmp_path):
    assert "dépasse" in refused_file(tmp_path, b" " * (5 * 1024 * 1024 + 1))


def test_byte_order_mark_is_welcome(db, kit, tmp_path):
    path = tmp_path / "kit.json"
    path.write_bytes("\ufeff".encode() + json.dumps({"cabinet": kit["cabinet"]}).encode())
    assert load(path, at=AT).created == {"cabinet": 1, "channels": 3}


def test_mapping_given_by_a_caller_is_not_changed(db, kit):
    before = copy.deepcopy(kit)
    load(kit, at=AT)
    assert kit == before
