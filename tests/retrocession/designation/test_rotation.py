"""The rotation as its people use it: read, adopted once, exchanged with its trace, refused when settled."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.clock import next_month
from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import lock_month
from retrocession.actions.designation import DesignationRefused, designate
from retrocession.actions.rotation import DesignatedMeanwhile, adopt_rotation, exchange_months
from retrocession.models import Designation, MonthClosing
from retrocession.permissions import RoleRefused

AT = datetime(2027, 1, 15, 9, tzinfo=UTC)
JANUARY, FEBRUARY, MARCH = date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)
MONTHS, ADOPT = "/c/nieul/retrocession/", "/c/nieul/retrocession/rotation/"
EXCHANGE = "/c/nieul/retrocession/echange/"


@pytest.fixture(autouse=True)
def january():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def here(cast):
    with scoped(cast.cabinet.pk):
        yield cast


def names():
    return list(Designation.objects.values_list("month", "titulaire__person__last_name").order_by("month"))


def traces(verb):
    return [(one.by.person.last_name, one.details) for one in AuditEntry.objects.filter(verb=verb)]


def test_rotation_is_adopted_once(here):
    proposal = {JANUARY: here.texier, FEBRUARY: here.sorin}
    assert len(adopt_rotation(proposal=proposal, by=here.jaulin, at=AT)) == 2
    assert adopt_rotation(proposal=proposal, by=here.jaulin, at=AT) == []
    assert names() == [(JANUARY, "Texier"), (FEBRUARY, "Sorin")]
    assert traces("adopt_rotation") == [("Jaulin", {"months": ["2027-01", "2027-02"]})]


def test_rotation_with_a_month_given_to_another_writes_nothing(here):
    designate(month=FEBRUARY, titulaire=here.texier, by=None, at=AT)
    with pytest.raises(DesignatedMeanwhile, match="Février 2027 a été donné à Dr Texier entre-temps"):
        adopt_rotation(proposal={JANUARY: here.texier, FEBRUARY: here.sorin}, by=here.sorin, at=AT)
    assert names() == [(FEBRUARY, "Texier")]


@pytest.mark.parametrize("who", ["fradin", "hervouet", "guilbaud"])
def test_rotation_is_not_for_others(here, who):
    by = getattr(here, who)
    with pytest.raises(RoleRefused):
        adopt_rotation(proposal={JANUARY: here.texier}, by=by, at=AT)
    with pytest.raises(RoleRefused):
        exchange_months(first=JANUARY, second=FEBRUARY, seen=(here.texier, here.sorin), by=by, at=AT)


def test_exchange_names_both_and_is_not_undone_by_a_second_click(here):
    adopt_rotation(proposal={JANUARY: here.texier, FEBRUARY: here.sorin}, by=None, at=AT)
    given = {"first": FEBRUARY, "second": JANUARY, "seen": (here.sorin, here.texier)}
    exchange_months(**given, by=here.texier, at=AT)
    assert names() == [(JANUARY, "Sorin"), (FEBRUARY, "Texier")]
    with pytest.raises(DesignatedMeanwhile):
        exchange_months(**given, by=here.texier, at=AT)
    assert names() == [(JANUARY, "Sorin"), (FEBRUARY, "Texier")]
    assert traces("exchange_months") == [
        (
            "Texier",
            {"months": ["2027-02", "2027-01"], "titulaires": [str(here.sorin.pk), str(here.texier.pk)]},
        )
    ]


@pytest.mark.parametrize("settled", [JANUARY, FEBRUARY])
def test_exchange_with_an_approved_month_writes_nothing(here, settled):
    adopt_rotation(proposal={JANUARY: here.texier, FEBRUARY: here.sorin}, by=None, at=AT)
    lock_month(settled)
    MonthClosing.objects.filter(month=settled).update(state="approved", titulaire=here.texier)
    with pytest.raises(DesignationRefused, match="déjà approuvés"):
        exchange_months(first=JANUARY, second=FEBRUARY, seen=(here.texier, here.sorin), by=None, at=AT)
    assert names() == [(JANUARY, "Texier"), (FEBRUARY, "Sorin")]


def test_exchange_of_a_month_without_its_newcomer_writes_nothing(here):
    here.sorin.starts_on = FEBRUARY
    here.sorin.save()
    adopt_rotation(proposal={JANUARY: here.texier, FEBRUARY: here.sorin}, by=None, at=AT)
    seen = (
        Designation.objects.get(month=JANUARY).titulaire,
        Designation.objects.get(month=FEBRUARY).titulaire,
    )
    with pytest.raises(DesignationRefused, match="n’est pas membre du cabinet en janvier 2027"):
        exchange_months(first=FEBRUARY, second=JANUARY, seen=seen[::-1], by=None, at=AT)
    assert names() == [(JANUARY, "Texier"), (FEBRUARY, "Sorin")]


def test_page_proposes_the_coming_months_and_adopts_them_in_one_click(cast, as_member):
    client = as_member(cast.jaulin)
    page = client.get(MONTHS)
    proposal = page.context["proposal"]
    assert list(proposal)[:2] == [JANUARY, FEBRUARY]
    assert len(proposal) == 13
    assert sorted({one.person.last_name for one in proposal.values()}) == ["Sorin", "Texier"]
    assert "Adopter la proposition" in page.content.decode()
    seen = {"proposal": page.context["adoption"]["proposal"].value()}
    assert client.post(ADOPT, seen).status_code == 302
    assert client.post(ADOPT, seen).status_code == 302
    with scoped(cast.cabinet.pk):
        assert names() == [(month, one.person.last_name) for month, one in proposal.items()]
    after = client.get(MONTHS)
    assert after.context["proposal"] == {}
    assert "Adopter la proposition" not in after.content.decode()


@pytest.mark.parametrize("typed", ["", "2027-01", "2027-13=x", "2027-01=0190-nobody"])
def test_proposal_that_cannot_be_read_is_refused(cast, as_member, typed):
    assert as_member(cast.sorin).post(ADOPT, {"proposal": typed}).status_code == 422
    with scoped(cast.cabinet.pk):
        assert names() == []


def test_proposal_overtaken_is_a_conflict(cast, as_member):
    with scoped(cast.cabinet.pk):
        designate(month=JANUARY, titulaire=cast.sorin, by=None, at=AT)
    page = as_member(cast.texier).post(ADOPT, {"proposal": f"2027-01={cast.texier.pk}"})
    assert page.status_code == 409
    assert "a été donné à Dr Sorin entre-temps" in page.content.decode()


@pytest.fixture
def shared(cast):
    with scoped(cast.cabinet.pk):
        adopt_rotation(
            proposal={JANUARY: cast.texier, FEBRUARY: cast.sorin, MARCH: cast.texier}, by=None, at=AT
        )
    return cast


def test_exchange_is_read_before_it_is_done(shared, as_member):
    client = as_member(shared.jaulin)
    months = {"first": "2027-01", "second": "2027-02"}
    page = client.get(EXCHANGE, months)
    assert [(month, after.person.last_name) for month, _, after in page.context["changes"]] == [
        (JANUARY, "Sorin"),
        (FEBRUARY, "Texier"),
    ]
    with scoped(shared.cabinet.pk):
        assert names()[0] == (JANUARY, "Texier")
    confirmed = months | {"first_titulaire": shared.texier.pk, "second_titulaire": shared.sorin.pk}
    assert client.post(EXCHANGE, confirmed).status_code == 302
    assert client.post(EXCHANGE, confirmed).status_code == 409
    with scoped(shared.cabinet.pk):
        assert names()[:2] == [(JANUARY, "Sorin"), (FEBRUARY, "Texier")]
    recalled = client.get(MONTHS).context["exchanges"]
    assert [one.gave for one in recalled] == [[(JANUARY, "Dr Texier"), (FEBRUARY, "Dr Sorin")]]


def test_exchange_says_what_a_change_would_do(shared, as_member):
    with scoped(shared.cabinet.pk):
        lock_month(JANUARY)
        MonthClosing.objects.filter(month=JANUARY).update(state="verified", titulaire=shared.texier)
    page = as_member(shared.jaulin).get(EXCHANGE, {"first": "2027-01", "second": "2027-02"})
    assert [one.sentence for one in page.context["consequences"]] == [
        "Les relevés de janvier 2027 sont préparés\u202f: Dr Sorin les approuvera et les paiera."
    ]


def test_exchange_does_not_offer_an_approved_month(shared, as_member):
    with scoped(shared.cabinet.pk):
        lock_month(JANUARY)
        MonthClosing.objects.filter(month=JANUARY).update(state="approved", titulaire=shared.texier)
    client = as_member(shared.jaulin)
    assert [key for key, _ in client.get(EXCHANGE).context["form"].fields["first"].choices] == [
        "",
        "2027-02",
        "2027-03",
    ]
    assert client.get(EXCHANGE, {"first": "2027-01", "second": "2027-02"}).status_code == 422


def test_exchange_between_one_and_the_same_is_refused(shared, as_member):
    page = as_member(shared.jaulin).get(EXCHANGE, {"first": "2027-01", "second": "2027-03"})
    assert page.status_code == 422
    assert page.context["form"].errors == {"second": ["Dr Texier a déjà ces deux mois."]}


@pytest.mark.parametrize(("who", "status"), [("texier", 200), ("fradin", 403), ("stranger", 404)])
def test_exchange_is_for_titulaires_and_the_secretary(cast, as_member, who, status):
    assert as_member(getattr(cast, who)).get(EXCHANGE).status_code == status


def test_months_page_asks_as_much_with_many_designations(cast, as_member):
    client = as_member(cast.jaulin)
    client.get(MONTHS)
    with CaptureQueriesContext(connection) as few:
        client.get(MONTHS)
    with scoped(cast.cabinet.pk):
        month = date(2024, 1, 1)
        for _ in range(30):
            Designation.objects.create(month=month, titulaire=cast.texier, designated_at=AT)
            month = next_month(month)
    with CaptureQueriesContext(connection) as many:
        client.get(MONTHS)
    assert (len(few), len(many)) == (20, 20)


API = "/api/v1/cabinets/nieul/"


def test_api_adopts_the_proposal_as_it_was_read(cast, as_member):
    client = as_member(cast.jaulin)
    read = client.get(f"{API}rotation/").json()
    assert [one["month"] for one in read["months"]][:2] == ["2027-01", "2027-02"]
    made = client.post(f"{API}rotation/", read, content_type="application/json")
    assert (made.status_code, len(made.json())) == (200, len(read["months"]))
    assert client.get(f"{API}rotation/").json() == {"months": []}
    again = client.post(f"{API}rotation/", read, content_type="application/json")
    assert (again.status_code, again.json()) == (200, [])


def test_api_refuses_a_proposal_overtaken(cast, as_member):
    with scoped(cast.cabinet.pk):
        designate(month=JANUARY, titulaire=cast.sorin, by=None, at=AT)
    given = {"months": [{"month": "2027-01", "titulaire": cast.texier.person.email}]}
    answer = as_member(cast.jaulin).post(f"{API}rotation/", given, content_type="application/json")
    assert answer.status_code == 409


def test_api_exchanges_two_months_once(shared, as_member):
    client = as_member(shared.jaulin)
    given = {
        "first": "2027-01", "second": "2027-02", "first_titulaire": shared.texier.person.email,
        "second_titulaire": shared.sorin.person.email,
    }  # fmt: skip
    answers = [client.post(f"{API}exchanges/", given, content_type="application/json") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 409]
    assert [one["titulaire"] for one in answers[0].json()] == [
        shared.sorin.person.email,
        shared.texier.person.email,
    ]


def test_exchange_of_a_signed_month_is_forbidden_before_it_is_done(cast, as_member):
    from tests.retrocession.contracts.conftest import furnish, signed

    furnish(cast)
    with scoped(cast.cabinet.pk):
        signed(cast)
        designate(month=JANUARY, titulaire=cast.sorin, by=None, at=AT)
    page = as_member(cast.jaulin).get(EXCHANGE, {"first": "2027-01", "second": "2027-03"})
    assert [one.sentence for one in page.context["consequences"] if one.forbids] == [
        "Mars 2027\u202f: un contrat est signé ou les relevés sont approuvés. Ce mois ne change plus que par"
        " une correction, avec son motif."
    ]
    assert "Échanger ces deux mois" not in page.content.decode()
