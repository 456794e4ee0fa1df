"""A practice that shares its on-call acts at 100 %: figures, document, refusals, settings."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from cabinet.models import Cabinet
from cabinet.tenancy.scope import scoped
from retrocession.actions.adjustments import add_correction, add_late_line
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.rejections import import_rejections
from retrocession.actions.statements import issue_month
from retrocession.documents import digest_of, statement_page
from retrocession.models import Adjustment, Draft, Statement
from retrocession.queries.month import month_as_data
from tests.retrocession.closing.conftest import AT, bill, write

D = Decimal
MAY, JUNE = date(2027, 5, 1), date(2027, 6, 1)
STEPS = (prepare_month, verify_month, approve_month, issue_month)
SETTINGS = "/c/nieul/reglages/"


def issue(cast, month, *, until=issue_month):
    designate(month=month, titulaire=cast.texier, by=None, at=AT)
    for step in STEPS:
        closing = step(month=month, by=None, at=AT)
        if step is until:
            return closing
    raise AssertionError(until)


def list_acts(cast, **rates):
    Cabinet.objects.filter(pk=cast.cabinet.pk).update(act_rates=rates)


@pytest.fixture
def may(cast):
    """Fradin billed 30 € of G, two on-call acts and 3.05 € of travel."""
    list_acts(cast, CRN="100.00", VRN="100.00")
    with scoped(cast.cabinet.pk):
        acts = [("G", "30.00"), ("CRN", "42.50"), ("VRN", "46.00"), ("IK", "3.05")]
        write(
            *[
                bill(cast.fradin, MAY, act, amount, invoice=f"F{line}", line=line, mode="tiers_payant")
                for line, (act, amount) in enumerate(acts, start=2)
            ]
        )
        yield cast


def test_statement_shows_what_went_at_another_rate(may):
    data = month_as_data(issue(may, MAY))["statements"][0]
    assert data == {
        "remplacant": "fradin@nieul.example",
        "days": 1,
        "acts": 3,
        "billed": "121.55",
        "travel": "3.05",
        "base": "118.50",
        "rate": "85.00",
        "share": "114.00",
        "adjustments": "0.00",
        "net": "117.05",
        "own_rates": [{"rate": "100.00", "base": "88.50", "share": "88.50"}],
    }
    statement = Statement.objects.get()
    assert (statement.own_base, statement.own_share, statement.kept) == (D("88.50"), D("88.50"), D("4.50"))
    page = statement_page(statement)
    assert (page["main_base"], page["main_share"]) == (D("30.00"), D("25.50"))
    assert page["own_rates"] == [
        {"rate": D(100), "base": D("88.50"), "share": D("88.50"), "acts": "CRN, VRN"}
    ]
    before = digest_of(statement)
    statement.own_share = D("88.49")
    assert digest_of(statement) != before


def test_empty_list_says_nothing_of_own_rates(may):
    list_acts(may)
    data = month_as_data(issue(may, MAY))["statements"][0]
    assert data["share"] == "100.73"
    assert "own_rates" not in data
    assert Statement.objects.get().own_rates == []
    assert "act_rates" not in Statement.objects.get().detail


def test_list_that_changes_asks_for_the_month_again(may):
    closing = issue(may, MAY, until=prepare_month)
    list_acts(may, CRN="100.00")
    issue(may, MAY, until=prepare_month)
    assert closing.drafts.get().own_base == D("42.50")


def test_database_holds_each_base_at_its_rate(may):
    issue(may, MAY, until=prepare_month)
    with pytest.raises(IntegrityError, match="draft_share_is_each_base_at_its_rate"), transaction.atomic():
        Draft.objects.update(own_share=D("88.49"))


def test_refusals_and_corrections_carry_the_rate_of_their_statement(may):
    """Whatever the lists become after the issue."""
    issue(may, MAY)
    list_acts(may, VRN="50.00")
    Cabinet.objects.filter(pk=may.cabinet.pk).update(travel_acts=["G", "VRN"])
    file = (
        "N° facture;Acte;Montant rejeté;Motif;Date du rejet\r\n"
        "F3;CRN;42,50;droits;10/06/2027\r\nF2;G;30,00;droits;10/06/2027\r\nF5;IK;3,05;droits;10/06/2027\r\n"
    ).encode()
    import_rejections(stream=file, file_name="rejets.csv", month=JUNE, by=None, at=AT)
    statement = Statement.objects.get()
    add_correction(
        month=JUNE, statement=statement, amount=D("-6.00"), reason="trop compté", invoice="F4", act="VRN",
        by=None, at=AT,
    )  # fmt: skip
    add_late_line(
        month=JUNE, remplacant=may.fradin, on=MAY, invoice="F9", act="CRN", amount=D("42.50"),
        reason="retrouvée", by=None, at=AT,
    )  # fmt: skip
    add_late_line(
        month=JUNE, remplacant=may.fradin, on=MAY, invoice="F10", act="IK", amount=D("1.00"),
        reason="retrouvée", by=None, at=AT,
    )  # fmt: skip
    found = Adjustment.objects.order_by("kind", "act").values_list("act", "rate", "share")
    assert list(found) == [
        ("VRN", D("100.00"), D("-6.00")),
        ("CRN", D("100.00"), D("42.50")),
        ("IK", D("100.00"), D("1.00")),
        ("CRN", D("100.00"), D("-42.50")),
        ("G", D("85.00"), D("-25.50")),
        ("IK", D("100.00"), D("-3.05")),
    ]
