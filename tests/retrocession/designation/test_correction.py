"""A settled month given to another: recorded with its reason, told, and not one euro moved."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cabinet.models import AuditEntry, OutboxMessage
from retrocession.actions.contracts import draft_contracts, make_document
from retrocession.actions.contracts_refused import ContractRefused
from retrocession.actions.designation import (
    DesignatedMeanwhile,
    DesignationRefused,
    DesignationSettled,
    designate,
)
from retrocession.actions.designation_correction import correct_designation
from retrocession.models import (
    Contract,
    Designation,
    DesignationCorrection,
    Draft,
    MonthClosing,
    Statement,
)
from retrocession.permissions import RoleRefused
from retrocession.queries.contracts import month_contracts
from retrocession.queries.handover import consequences, standings
from retrocession.queries.month import month_as_data
from retrocession.queries.months import months_list
from tests.retrocession.closing.conftest import bill, write
from tests.retrocession.contracts.conftest import (
    FIRST,
    MARCH,
    THIRD,
    book,
    furnish,
    signed,
)

LATER = datetime(2027, 4, 3, 9, tzinfo=UTC)
WHY = "Erreur de saisie : Lucie avait pris mars"


@pytest.fixture
def march(cast):
    from cabinet.tenancy.scope import scoped

    furnish(cast)
    with scoped(cast.cabinet.pk):
        yield cast


def correct(march, **values):
    given = {
        "month": MARCH,
        "titulaire": march.sorin,
        "seen": march.texier,
        "reason": WHY,
        "by": march.jaulin,
    }
    return correct_designation(**given | {"at": LATER} | values)


def closed(march, until):
    """March billed at 100,00 € by Dr Fradin and taken to that state."""
    from retrocession.actions.closing import approve_month, prepare_month, verify_month
    from retrocession.actions.statements import issue_month

    write(bill(march.fradin, FIRST, "G", "100.00"))
    steps = {
        "prepared": prepare_month, "verified": verify_month, "approved": approve_month, "issued": issue_month,
    }  # fmt: skip
    for name, step in steps.items():
        step(month=MARCH, by=None, at=LATER)
        if name == until:
            return


def test_signed_contract_stays_and_another_is_proposed(march):
    contract, _ = signed(march)
    before = Contract.objects.filter(pk=contract.pk).values().get()
    with pytest.raises(DesignationSettled):
        designate(month=MARCH, titulaire=march.sorin, by=march.jaulin, at=LATER)
    correction = correct(march)
    assert (correction.before, correction.after, correction.reason) == (march.texier, march.sorin, WHY)
    assert (correction.contracts, correction.statements) == (["C-2027-03-01"], [])
    assert Designation.objects.get(month=MARCH).titulaire == march.sorin
    assert Contract.objects.filter(pk=contract.pk).values().get() == before
    page = month_contracts(MARCH)
    assert [line.is_superseded for line in page.lines] == [True]
    assert page.without == [march.fradin]
    (other,) = draft_contracts(month=MARCH, by=march.jaulin, at=LATER)
    assert (other.titulaire, other.remplacant, other.reference) == (
        march.sorin,
        march.fradin,
        "C-2027-03-02",
    )


def test_signed_contract_of_the_former_gets_no_avenant(march):
    contract, _ = signed(march)
    correct(march)
    book(march.fradin, THIRD)
    with pytest.raises(ContractRefused, match="n’est plus médecin remplacé de mars 2027"):
        make_document(contract=contract, by=march.jaulin, at=LATER)
    assert month_contracts(MARCH).lines[0].changes_said == ""


def test_correction_is_made_once_and_not_undone_by_a_second_click(march):
    signed(march)
    assert correct(march) == correct(march)
    with pytest.raises(DesignatedMeanwhile, match="Dr Sorin"):
        correct(march, titulaire=march.texier)
    assert DesignationCorrection.objects.count() == 1
    assert [entry.by for entry in AuditEntry.objects.filter(verb="correct_designation")] == [march.jaulin]


def test_correction_can_be_corrected(march):
    signed(march)
    correct(march)
    correct(march, titulaire=march.texier, seen=march.sorin, reason="Non, c’était bien Ulysse")
    assert Designation.objects.get(month=MARCH).titulaire == march.texier
    assert [line.is_superseded for line in month_contracts(MARCH).lines] == [False]
    assert DesignationCorrection.objects.count() == 2


def test_correction_is_told_without_its_reason(march):
    signed(march)
    OutboxMessage.objects.all().delete()
    correct(march)
    told = {one.recipient: one.body for one in OutboxMessage.objects.all()}
    assert sorted(told) == [
        march.fradin.person.email,
        march.sorin.person.email,
        march.texier.person.email,
    ]
    assert "Un contrat à son nom vous sera proposé." in told[march.fradin.person.email]
    assert not any("saisie" in body for body in told.values())


@pytest.mark.parametrize("until", ["verified", "approved"])
def test_verified_month_is_verified_again_in_the_new_name(march, until):
    signed(march)
    closed(march, until)
    correct(march)
    closing = MonthClosing.objects.get(month=MARCH)
    assert (closing.state, closing.titulaire, closing.approved_by) == ("prepared", march.sorin, None)
    assert closing.sent_back_reason == f"Médecin remplacé corrigé\u202f: {WHY}"
    assert [(one.titulaire, one.net) for one in Draft.objects.all()] == [(march.sorin, Decimal("85.00"))]


def test_issued_statements_stay_with_who_issued_them(march):
    closed(march, "issued")
    closing = MonthClosing.objects.get(month=MARCH)
    before = (month_as_data(closing), list(Statement.objects.values()))
    correction = correct(march)
    closing = MonthClosing.objects.get(month=MARCH)
    assert (month_as_data(closing), list(Statement.objects.values())) == before
    assert (closing.state, closing.titulaire) == ("issued", march.texier)
    assert correction.statements == ["2027-0001"]
    row = next(row for row in months_list(date(2027, 4, 3)) if row.month == MARCH)
    assert (row.remplace, row.payer_of_another) == (march.sorin, march.texier)


def test_late_line_of_a_corrected_month_stays_with_who_issued_it(march):
    from retrocession.actions.adjustments import add_late_line

    closed(march, "issued")
    correct(march)
    april = date(2027, 4, 1)
    designate(month=april, titulaire=march.sorin, by=None, at=LATER)
    late = add_late_line(
        month=april, remplacant=march.fradin, on=FIRST, invoice="F9", act="G", amount=Decimal("30.00"),
        reason="oubliée", by=march.jaulin, at=LATER,
    )  # fmt: skip
    assert (late.titulaire, late.share) == (march.texier, Decimal("25.50"))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": "  "}, "Dites pourquoi"),
        ({"titulaire": "fradin"}, "est un titulaire du cabinet"),
        ({"titulaire": "texier"}, "a déjà ce mois"),
        ({"month": date(2027, 5, 1)}, "pas encore de médecin remplacé"),
    ],
)
def test_correction_says_why_it_is_refused(march, values, sentence):
    signed(march)
    if "titulaire" in values:
        values = {"titulaire": getattr(march, values["titulaire"])}
    with pytest.raises(DesignationRefused, match=sentence):
        correct(march, **values)
    assert DesignationCorrection.objects.count() == 0


def test_free_month_needs_no_correction(march):
    with pytest.raises(DesignationRefused, match="sans correction"):
        correct(march)


@pytest.mark.parametrize("who", ["fradin", "hervouet", "guilbaud"])
def test_correction_is_not_for_others(march, who):
    with pytest.raises(RoleRefused):
        correct(march, by=getattr(march, who))


@pytest.mark.parametrize(
    "values",
    [{"reason": ""}, {"month": date(2027, 3, 2)}, {"after": "texier"}],
)
def test_database_refuses_a_correction_that_says_nothing(march, values):
    given = {
        "month": MARCH, "before": march.texier, "after": march.sorin, "reason": WHY, "contracts": [],
        "statements": [], "corrected_at": LATER,
    }  # fmt: skip
    if "after" in values:
        values = {"after": march.texier}
    with pytest.raises(IntegrityError), transaction.atomic():
        DesignationCorrection.objects.create(**given | values)


def test_correction_is_final(march):
    signed(march)
    correct(march)
    table = DesignationCorrection._meta.db_table
    for sql in (f"UPDATE {table} SET reason = 'autre'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_consequences_say_what_a_signed_month_keeps(march):
    signed(march)
    book(march.rabiller, THIRD)
    standing = standings([MARCH])[MARCH]
    assert [
        one.sentence for one in consequences(MARCH, standing, before=march.texier, successor=march.sorin)
    ] == [
        "Contrats de mars 2027 à préparer au nom du Dr Sorin\u202f: Dr Fradin et Dr Rabiller.",
        "Contrats de mars 2027 signés, qui le restent sans changer\u202f:"
        " C-2027-03-01 (Dr Fradin avec Dr Texier).",
    ]


def test_consequences_name_the_statements_that_stay(march):
    closed(march, "issued")
    standing = standings([MARCH])[MARCH]
    told = consequences(MARCH, standing, before=march.texier, successor=march.sorin)
    assert told[-1].sentence == (
        "Les relevés émis par Dr Texier restent à son nom, avec leurs paiements et leurs"
        " régularisations\u202f: 2027-0001. Si Dr Sorin a encaissé ces honoraires, les deux titulaires"
        " règlent entre eux ce que Dr Texier verse aux remplaçants."
    )


def test_standings_ask_as_much_for_one_month_as_for_many(march, django_assert_num_queries):
    signed(march)
    year = [date(2027, month, 1) for month in range(1, 13)]
    for months in ([MARCH], year):
        with django_assert_num_queries(5):
            standings(months)


DESIGNATE = "/c/nieul/retrocession/designation/"
CORRECT = "/c/nieul/retrocession/designation/correction/"
API = "/api/v1/cabinets/nieul/designations/"


@pytest.fixture
def settled(cast):
    from cabinet.tenancy.scope import scoped

    furnish(cast)
    with scoped(cast.cabinet.pk):
        signed(cast)
    return cast


def test_page_shows_what_a_correction_does_before_it_is_made(settled, as_member):
    client = as_member(settled.jaulin)
    asked = {"month": "2027-03", "titulaire": str(settled.sorin.pk)}
    page = client.get(DESIGNATE, asked)
    assert "qui le restent sans changer" in page.content.decode()
    assert "Corriger la désignation" in page.content.decode()
    assert client.post(DESIGNATE, asked).status_code == 409
    correction = asked | {"seen": str(settled.texier.pk)}
    empty = client.post(CORRECT, correction | {"reason": ""})
    assert empty.status_code == 422
    assert "Dites pourquoi" in empty.content.decode()
    assert client.post(CORRECT, correction | {"reason": WHY}).status_code == 302
    assert client.post(CORRECT, correction | {"reason": "autre motif"}).status_code == 409
    shown = client.get("/c/nieul/retrocession/2027-03/contrats/").content.decode()
    assert WHY in shown
    assert "C-2027-03-01" in shown


def test_page_names_a_free_month_in_one_click(cast, as_member):
    client = as_member(cast.sorin)
    asked = {"month": f"{MARCH:%Y-%m}", "titulaire": str(cast.sorin.pk)}
    furnish(cast)
    page = client.get(DESIGNATE, asked).content.decode()
    assert "Contrats de mars 2027 à préparer au nom du Dr Sorin" in page
    assert "Désigner pour ce mois" in page
    assert client.post(DESIGNATE, asked).status_code == 302


def test_api_answers_409_with_the_sentence_for_a_settled_month(settled, as_member):
    client = as_member(settled.jaulin)
    given = {"month": "2027-03", "titulaire": settled.sorin.person.email}
    told = client.get(f"{API}consequences/", given).json()
    assert (told["way"], told["forbidden"], len(told["consequences"])) == ("correction", False, 2)
    refused = client.post(API, given, content_type="application/json")
    assert refused.status_code == 409
    assert "ne change plus que par une correction" in refused.json()["detail"]
    correction = {
        "month": "2027-03", "before": settled.texier.person.email, "after": settled.sorin.person.email,
        "reason": WHY,
    }  # fmt: skip
    made = client.post(f"{API}corrections/", correction, content_type="application/json")
    assert (made.status_code, made.json()["contracts"]) == (201, ["C-2027-03-01"])
    assert client.get(f"{API}corrections/", {"month": "2027-03"}).json()["results"] == [made.json()]
