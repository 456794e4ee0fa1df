"""`referrals/`, `declarations/` and `records/`: what the pages do, as JSON; each reading is in the trace."""

import pytest

from cabinet.models import Access
from cabinet.tenancy.scope import scoped
from patients.actions.referrals import refer_patient
from patients.models import Appointment, Declaration, RecordRequest, Referral
from tests.patients import agenda as made
from tests.patients.conftest import NOW
from tests.patients.test_referrals import MOTIVE, THURSDAY

ROOT = "/api/v1/cabinets/nieul/"


@pytest.fixture
def house(signed_in, enter):
    """Two people on the list, the nurse there on Thursday."""
    with scoped(signed_in.cabinet.pk):
        made.furnish(signed_in)
        made.present(signed_in, signed_in.drapeau, THURSDAY)
        signed_in.people = [enter(name, "Abel") for name in ("GRELIER", "NEAU")]
    return signed_in


@pytest.fixture
def post(as_member):
    """`post(who, path, data)`: the status and what is answered."""

    def as_somebody(who, path, data=None, **headers):
        response = as_member(who).post(ROOT + path, data, content_type="application/json", headers=headers)
        return response.status_code, response.json()

    return as_somebody


def traced(house) -> list:
    with scoped(house.cabinet.pk):
        return [(row.by_id, row.subjects) for row in Access.objects.order_by("at", "pk")]


# -- referrals ------------------------------------------------------------------------------------------


def test_referral_goes_its_whole_way(house, post, as_member, time_machine):
    patient = house.people[0]
    status, made_one = post(house.fradin, "referrals/", {"patient": str(patient.pk), "motive": MOTIVE})
    assert (status, made_one["state"], made_one["nurse"], made_one["sessions"]) == (201, "asked", None, [])
    one = f"referrals/{made_one['id']}/"
    hour = made.hour(THURSDAY, "9:00").isoformat()
    status, said = post(house.drapeau, one + "sessions/", {"starts_at": hour})
    [session] = said["sessions"]
    assert (status, said["state"], session["starts_at"], session["on"]) == (
        201,
        "followed",
        hour,
        "2026-11-26",
    )
    assert post(house.drapeau, one + "closing/", {"ending": "program_done"})[0] == 409
    time_machine.move_to(made.hour(THURSDAY, "10:00"), tick=False)
    status, said = post(house.drapeau, f"referral-sessions/{session['id']}/", {"state": "held"})
    assert (status, said["sessions"][0]["state"]) == (200, "held")
    with scoped(house.cabinet.pk):
        assert Appointment.objects.get().state == "done"
    assert post(house.drapeau, one + "closing/", {"ending": "program_done"})[1]["state"] == "closed"
    assert post(house.texier, one + "reading/")[0] == 403
    assert post(house.fradin, one + "reading/")[1]["acknowledged_at"] is not None


def test_session_taken_away_gives_its_hour_back(house, post, as_member):
    with scoped(house.cabinet.pk):
        row = refer_patient(patient=house.people[0], motive=MOTIVE, by=house.fradin, at=NOW)
    hour = made.hour(THURSDAY, "9:00").isoformat()
    _, said = post(house.drapeau, f"referrals/{row.pk}/sessions/", {"starts_at": hour})
    gone = as_member(house.drapeau).delete(f"{ROOT}referral-sessions/{said['sessions'][0]['id']}/")
    assert gone.json()["sessions"] == []
    with scoped(house.cabinet.pk):
        assert Appointment.objects.get().state == "cancelled"


@pytest.mark.parametrize(
    "sent", [{}, {"on": "2026-11-26", "starts_at": "2026-11-26T09:00:00+01:00"}, {"on": "x"}]
)
def test_session_asks_for_a_day_or_an_hour(house, post, sent):
    with scoped(house.cabinet.pk):
        row = refer_patient(patient=house.people[0], motive=MOTIVE, by=house.fradin, at=NOW)
    assert post(house.drapeau, f"referrals/{row.pk}/sessions/", sent)[0] == 400


def test_nurse_lists_hers_and_it_is_in_the_trace(house, as_member):
    with scoped(house.cabinet.pk):
        refer_patient(patient=house.people[0], motive=MOTIVE, by=house.fradin, at=NOW)
    rows = as_member(house.drapeau).get(f"{ROOT}referrals/?state=asked").json()["results"]
    assert [row["patient_name"] for row in rows] == ["GRELIER Abel"]
    assert traced(house) == [(house.drapeau.pk, [house.people[0].pk])]
    assert as_member(house.drapeau).get(f"{ROOT}referrals/?state=x").status_code == 400


def test_referral_asked_with_a_key_is_answered_again(house, post):
    data = {"patient": str(house.people[0].pk), "motive": MOTIVE}
    answers = [post(house.fradin, "referrals/", data, **{"Idempotency-Key": "a"}) for _ in range(2)]
    assert answers[0] == answers[1]


def test_unchanged_list_is_304(house, as_member):
    client = as_member(house.jaulin)
    etag = client.get(ROOT + "records/")["ETag"]
    assert client.get(ROOT + "records/", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("role", ["bossard", "naulleau", "guilbaud", "ouvrard"])
def test_role_without_files_is_refused(house, as_member, role):
    client = as_member(getattr(house, role))
    for path in ("referrals/", "declarations/", "records/"):
        assert client.get(ROOT + path).status_code == 403


def test_nurse_reads_neither_register_nor_records(house, as_member):
    client = as_member(house.drapeau)
    assert [client.get(ROOT + path).status_code for path in ("declarations/", "records/")] == [403, 403]


def test_only_doctors_address_and_only_the_nurse_plans(house, post):
    data = {"patient": str(house.people[0].pk), "motive": MOTIVE}
    assert post(house.jaulin, "referrals/", data)[0] == 403
    with scoped(house.cabinet.pk):
        row = refer_patient(patient=house.people[0], motive=MOTIVE, by=house.fradin, at=NOW)
    assert post(house.fradin, f"referrals/{row.pk}/sessions/", {"on": "2026-11-26"})[0] == 403
    assert post(house.fradin, f"referrals/{row.pk}/closing/", {"ending": "lost"})[0] == 403
    with scoped(house.cabinet.pk):
        assert Referral.objects.get().state == "asked"


# -- declarations ---------------------------------------------------------------------------------------


def declaration(house, **said) -> dict:
    return {
        "patient": str(house.people[0].pk), "doctor": house.texier.person.email, "declared_on": "2026-11-23",
    } | said  # fmt: skip


def test_declaration_is_made_told_and_ended(house, post):
    status, row = post(house.jaulin, "declarations/", declaration(house))
    assert (status, row["doctor_name"], row["informed_at"]) == (201, "Dr Texier", None)
    one = f"declarations/{row['id']}/"
    assert post(house.jaulin, one + "information/", {"leaflet_given": True})[1]["leaflet_given"] is True
    assert post(house.jaulin, one + "end/", {"ended_on": "2027-01-01", "reason": "parti"})[0] == 400
    said = post(house.jaulin, one + "end/", {"ended_on": "2026-11-23", "reason": "parti"})[1]
    assert (said["ended_on"], said["end_reason"]) == ("2026-11-23", "parti")


def test_second_declaration_says_what_it_replaces(house, post):
    first = post(house.jaulin, "declarations/", declaration(house))[1]
    other = declaration(house, doctor=house.sorin.person.email)
    assert post(house.jaulin, "declarations/", other)[0] == 409
    assert post(house.jaulin, "declarations/", other | {"read": first["id"]})[0] == 201
    with scoped(house.cabinet.pk):
        assert Declaration.objects.filter(ended_on=None).count() == 1


def test_declaration_with_somebody_who_is_no_titulaire_is_refused(house, post):
    status, said = post(house.jaulin, "declarations/", declaration(house, doctor=house.fradin.person.email))
    assert (status, list(said["errors"])) == (400, ["doctor"])


def test_register_by_state_and_proposal(house, post, as_member):
    row = post(house.jaulin, "declarations/", declaration(house))[1]
    client = as_member(house.texier)
    found = {
        state: [one["id"] for one in client.get(f"{ROOT}declarations/?state={state}").json()["results"]]
        for state in ("standing", "untold", "again", "ended")
    }
    assert found == {"standing": [row["id"]], "untold": [row["id"]], "again": [], "ended": []}
    said = client.get(f"{ROOT}declarations/proposal/?patient={house.people[1].pk}").json()
    assert set(said) == {"doctor", "doctor_name", "reason", "first_consultation_on"}
    assert client.get(f"{ROOT}declarations/proposal/").status_code == 400


# -- records --------------------------------------------------------------------------------------------


def test_record_is_asked_received_and_integrated(house, post):
    asked = {"patient": str(house.people[0].pk), "holder": "Dr Parti", "asked_on": "2026-11-20"}
    status, row = post(house.jaulin, "records/", asked)
    assert (status, row["state"]) == (201, "asked")
    state = f"records/{row['id']}/state/"
    status, said = post(house.jaulin, state, {"state": "received", "on": "2026-11-23"})
    assert (status, list(said["errors"])) == (400, ["form"])
    got = post(house.jaulin, state, {"state": "received", "on": "2026-11-23", "form": "paper"})[1]
    assert (got["state"], got["form"], got["received_on"]) == ("received", "paper", "2026-11-23")
    assert post(house.jaulin, state, {"state": "integrated", "on": "2026-11-23"})[0] == 200
    assert post(house.jaulin, state, {"state": "impossible", "on": "2026-11-23", "reason": "x"})[0] == 409


def test_records_are_listed_by_state(house, post, as_member):
    asked = {"patient": str(house.people[0].pk), "holder": "Dr Parti", "asked_on": "2026-11-20"}
    post(house.jaulin, "records/", asked)
    client = as_member(house.jaulin)
    assert [row["holder"] for row in client.get(ROOT + "records/?state=asked").json()["results"]] == [
        "Dr Parti"
    ]
    assert client.get(ROOT + "records/?state=integrated").json()["results"] == []
    with scoped(house.cabinet.pk):
        assert RecordRequest.objects.count() == 1
