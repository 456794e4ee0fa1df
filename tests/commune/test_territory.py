"""The CLS reads the counts of the practices that agreed, and no register: the database holds it to that."""

import csv
import io
from datetime import date

import pytest
from django.db import connection

from cabinet.actions.network import (
    answer_network,
    create_network,
    invite_practice,
    leave_network,
    share_in_network,
)
from cabinet.clock import first_of_month, previous_month
from cabinet.models import Cabinet
from cabinet.tenancy.scope import AGGREGATES_ROLE, current, scoped
from commune.actions.registers import write_entry
from commune.models import ConsultationCount, Entry, EntryEvent
from commune.queries.territory import territory_of
from commune.rules.territory import ToldSum
from patients.models import IntakeCount
from planning.rules.spans import Span
from tests.commune.conftest import NOW, TODAY
from tests.planning.test_occupancy import stand

PAGE = "/c/nieul/mairie/territoire/"
SPAN = Span(date(2027, 2, 1), date(2027, 3, 31))


@pytest.fixture
def network(nieul):
    """Nieul and its neighbour in one network, each with a day and counts, one of them too small to tell."""
    create_network(name="MSP du bocage", by=nieul.texier, at=NOW)
    asked = invite_practice(slug="voisin", by=nieul.texier, at=NOW)
    stand(nieul, nieul.fradin, date(2027, 2, 2))
    _counts(taken_in=60, waiting=None, consultations=390)
    with scoped(nieul.next_door.cabinet.pk):
        answer_network(invitation=asked, accept=True, by=nieul.stranger, at=NOW)
        nieul.next_door.rooms = [nieul.next_door.room]
        stand(nieul.next_door, nieul.stranger, date(2027, 2, 3))
        _counts(taken_in=None, waiting=44, consultations=None)
    return nieul


def _counts(*, taken_in, waiting, consultations):
    IntakeCount.objects.create(on=date(2027, 2, 26), wave=1, waiting=waiting, taken_in=taken_in)
    ConsultationCount.objects.create(
        month=date(2027, 2, 1), count=consultations, last_told=consultations, counted_at=NOW
    )


def agree(cast, *, territory=True):
    with scoped(cast.next_door.cabinet.pk):
        share_in_network(pool=False, territory=territory, by=cast.stranger, at=NOW)


def seen(cast):
    with scoped(cast.cabinet.pk, person_id=cast.ouvrard.person_id, database_role=AGGREGATES_ROLE):
        before = current()
        found = territory_of(cast.cabinet, [cast.ouvrard], SPAN, TODAY)
        assert current() == before
    return found


def test_practice_is_seen_once_it_agreed_and_no_longer(network):
    assert [line.cabinet.slug for line in seen(network).lines] == ["nieul"]
    agree(network)
    assert [line.cabinet.slug for line in seen(network).lines] == ["nieul", "voisin"]
    agree(network, territory=False)
    assert [line.cabinet.slug for line in seen(network).lines] == ["nieul"]


def test_total_holds_what_each_tells_and_nothing_else(network):
    agree(network)
    found = seen(network)
    ours, theirs = found.lines
    assert (ours.taken_in, ours.waiting, ours.consultations) == ("60", "< 11", "390")
    assert (theirs.taken_in, theirs.waiting, theirs.consultations) == ("< 11", "44", "–")
    assert (found.taken_in, found.waiting, found.consultations) == (
        ToldSum(60, 1), ToldSum(44, 1), ToldSum(390, 1),
    )  # fmt: skip
    assert found.use.cover.held == ours.use.cover.held + theirs.use.cover.held == 4


def test_leaving_the_network_takes_back_what_was_agreed(network):
    agree(network)
    with scoped(network.next_door.cabinet.pk):
        leave_network(by=network.stranger, at=NOW)
    assert Cabinet.objects.get(slug="voisin").tells_territory is False
    assert [line.cabinet.slug for line in seen(network).lines] == ["nieul"]


@pytest.mark.parametrize("how_many", [1, 30])
def test_each_practice_is_read_in_as_many_statements(network, django_assert_num_queries, how_many):
    month = date(2027, 2, 1)
    for _ in range(how_many):
        month = previous_month(first_of_month(month))
        ConsultationCount.objects.create(month=month, count=40, last_told=40, counted_at=NOW)
    with django_assert_num_queries(21):
        seen(network)


def test_page_and_spreadsheet_say_the_same_to_the_cls_alone(network, as_member, time_machine):
    agree(network)
    time_machine.move_to(NOW, tick=False)
    client = as_member(network.ouvrard)
    asked = "?du=2027-02-01&au=2027-03-31"
    page = client.get(PAGE + asked)
    assert page.status_code == 200
    assert "Cabinet voisin" in page.text
    assert "Voisin" not in page.text.replace("Cabinet voisin", "")
    sheet = client.get(f"/c/nieul/mairie/territoire.csv{asked}").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert [row[0] for row in rows] == ["Cabinet", "Cabinet de Nieul", "Cabinet voisin", "Ensemble"]
    assert rows[1][9:12] == ["390", "60", "< 11"]
    assert rows[3][9:12] == ["390", "60", "44"]
    assert client.get(PAGE + "?du=2027-03-31&au=2027-02-01").status_code == 422
    for who, status in (("guilbaud", 403), ("texier", 403), ("stranger", 404)):
        assert as_member(getattr(network, who)).get(PAGE).status_code == status


def test_api_says_what_the_page_says_to_the_cls_alone(network, as_member, time_machine):
    agree(network)
    time_machine.move_to(NOW, tick=False)
    where = "/api/v1/cabinets/nieul/territory/?from=2027-02-01&to=2027-03-31"
    found = as_member(network.ouvrard).get(where).json()
    assert (found["network"], found["total"]["use"]["cover"]["covered_half_days"]) == ("MSP du bocage", 4)
    assert [(one["slug"], one["told"]) for one in found["practices"]] == [
        ("nieul", told(came=2, consultations=390, taken_in=60, waiting=None)),
        ("voisin", told(came=0, consultations=None, taken_in=None, waiting=44)),
    ]
    sums = {name: found["total"][name] for name in ("consultations", "taken_in", "waiting")}
    assert sums == {
        name: {"value": value, "left_out": 1}
        for name, value in {"consultations": 390, "taken_in": 60, "waiting": 44}.items()
    }
    for who, status in (("guilbaud", 403), ("texier", 403), ("stranger", 404)):
        assert as_member(getattr(network, who)).get(where).status_code == status
    upside_down = where.replace("to=2027-03-31", "to=2027-01-31")
    assert as_member(network.ouvrard).get(upside_down).status_code == 400


def told(*, came: int, **counts) -> dict:
    return counts | {"locums_came": came, "installed": 0}


def test_database_keeps_the_registers_from_the_cls(nieul):
    for kind in ("repair", "premises", "cpe_cps"):
        write_entry(
            values={"kind": kind, "title": kind, "dated_on": date(2027, 1, 4)}, by=nieul.jaulin, at=NOW
        )
    found = {}
    for who in ("guilbaud", "ouvrard"):
        person = getattr(nieul, who).person_id
        with scoped(nieul.cabinet.pk, person_id=person, database_role=AGGREGATES_ROLE):
            found[who] = (
                set(Entry.objects.values_list("kind", flat=True)),
                EntryEvent.objects.count(),
                _updated(),
            )
    assert found == {"guilbaud": ({"repair", "premises"}, 2, 2), "ouvrard": (set(), 0, 0)}


def _updated() -> int:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE commune_entry SET answer = answer")
        return cursor.rowcount
