"""The bank's file of a month: exact, valid, the same until something changes."""

from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import sepaxml
import xmlschema

from cabinet.models import AuditEntry, PractitionerProfile
from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import ClosingRefused
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import MonthClosing, Statement, TransferFile
from retrocession.permissions import RoleRefused
from retrocession.queries.transfers import order_of
from retrocession.sepa import TransferRefused
from tests.retrocession.closing.conftest import AT, OCTOBER, close

ISO = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


@pytest.fixture
def here(october):
    with scoped(october.pk):
        close(october, "issued")
        yield october


def make(at=AT, by=None):
    return make_transfer_file(month=OCTOBER, by=by, at=at)


def change(last_name, **values):
    PractitionerProfile.objects.filter(membership__person__last_name=last_name).update(**values)


def test_file_is_valid_and_its_sum_is_the_months_total(here):
    from pathlib import Path

    made = make()
    schema = Path(sepaxml.__file__).parent / "schemas" / "pain.001.001.09.xsd"
    xmlschema.XMLSchema(str(schema)).validate(bytes(made.xml).decode())
    tree = ElementTree.fromstring(bytes(made.xml))
    assert tree.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=ISO) == "6553.39"
    assert tree.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=ISO) == "5"
    paid = {
        node.findtext("p:PmtId/p:EndToEndId", namespaces=ISO): Decimal(
            node.findtext("p:Amt/p:InstdAmt", namespaces=ISO)
        )
        for node in tree.iterfind(".//p:CdtTrfTxInf", ISO)
    }
    assert paid == {statement.number: statement.net for statement in Statement.objects.all()}
    assert (made.control_sum, made.payments) == (Decimal("6553.39"), 5)
    assert MonthClosing.objects.get().state == "transferred"


def test_file_names_the_practice_and_the_number(here):
    tree = ElementTree.fromstring(bytes(make().xml))
    texts = [node.text for node in tree.iterfind(".//p:RmtInf/p:Ustrd", ISO)]
    assert sorted(texts)[0] == "RETROCESSION 2026-10 Cabinet collaboratif de Nieul Le Dolent 2026-0001"


def test_same_file_until_something_changes(here):
    first = make()
    again = make(at=AT + timedelta(days=9))
    assert (again.pk, bytes(again.xml)) == (first.pk, bytes(first.xml))
    change("Rabiller", iban="FR7630004666406942255555630", bic="BNPAFRPP")
    other = make(at=AT + timedelta(days=9))
    assert other.message_id != first.message_id
    assert other.execution_on == date(2026, 11, 12)
    change("Rabiller", iban="FR7620041515892425435106419", bic="PSSTFRPP")
    assert make().pk == first.pk
    assert AuditEntry.objects.filter(verb="make_transfer_file").count() == 2


@pytest.mark.parametrize(
    ("made_on", "executed_on"),
    [
        (date(2026, 11, 2), date(2026, 11, 3)),
        (date(2026, 11, 6), date(2026, 11, 9)),
        (date(2026, 12, 24), date(2026, 12, 28)),
        (date(2027, 3, 25), date(2027, 3, 30)),
    ],
)
def test_execution_is_on_the_next_banking_day(here, made_on, executed_on):
    made = make(at=AT.replace(year=made_on.year, month=made_on.month, day=made_on.day))
    assert made.execution_on == executed_on


def test_who_has_no_iban_is_left_out_and_said(here):
    change("Rabiller", iban="")
    made = make()
    assert (made.payments, made.control_sum) == (4, Decimal("6553.39") - Decimal("1533.12"))
    [other] = order_of(MonthClosing.objects.select_related("titulaire__person").get()).left_out
    assert (other.statement.remplacant.display_name, other.reason) == ("Dr Rabiller", "son IBAN manque")


def test_file_without_the_payers_iban_is_refused(here):
    change("Texier", iban="")
    with pytest.raises(TransferRefused, match="L’IBAN de Dr Texier"):
        make()
    assert TransferFile.objects.count() == 0
    assert MonthClosing.objects.get().state == "issued"


def test_file_without_a_payee_is_refused(here):
    PractitionerProfile.objects.exclude(membership__person__last_name="Texier").update(iban="")
    with pytest.raises(TransferRefused, match="aucun virement"):
        make()


def test_file_of_a_paid_month_no_longer_changes(here):
    made = make()
    MonthClosing.objects.update(state="paid")
    assert make().pk == made.pk
    change("Rabiller", iban="")
    with pytest.raises(ClosingRefused, match="déjà payé"):
        make()


def test_file_comes_after_the_statements(october):
    close(october, "approved")
    with scoped(october.pk), pytest.raises(ClosingRefused, match="d’abord être émis"):
        make()


@pytest.mark.parametrize("name", ["lucie.sorin", "baptiste.jaulin", "kevin.rabiller"])
def test_only_the_medecin_remplace_makes_it(here, member, name):
    with pytest.raises(RoleRefused):
        make(by=member(name))
    assert make(by=member("ulysse.texier")).made_by == member("ulysse.texier")
