"""The year of who pays and of who is paid: by the date paid, each pair alone."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from cabinet.models import Person
from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.payments import mark_debited, mark_returned
from retrocession.actions.statements import issue_month
from retrocession.documents_year import render_year
from retrocession.exports import year_as_csv, year_as_workbook
from retrocession.models import Statement
from retrocession.queries.year import own_year, years_of
from retrocession.rules.year import Rspm
from tests.retrocession.closing.conftest import bill, write

PAID_AT = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)


def statements(*names):
    found = Statement.objects.select_related("titulaire__person", "remplacant__person").order_by("rank")
    return list(found.filter(remplacant__person__last_name__in=names) if names else found)


def debit(chosen, on=date(2026, 11, 6)):
    mark_debited(statements=chosen, on=on, reference="VIR 123", by=None, at=PAID_AT)


@pytest.fixture
def payer(cast_of):
    return cast_of("ulysse.texier").person


def test_year_counts_what_was_paid_in_it_and_marks_what_is_above_the_threshold(issued, payer):
    debit(statements("Herbreteau"), on=date(2026, 12, 31))
    debit(statements("Rabiller"), on=date(2027, 1, 2))
    year = own_year(payer, 2026, practices=[issued])
    assert [(pair.name, pair.net, pair.is_declared) for pair in year.paid] == [
        ("Dr Gaël Herbreteau", Decimal("2132.00"), False)
    ]
    assert [pair.net for pair in own_year(payer, 2027, practices=[issued]).paid] == [Decimal("1533.12")]
    assert len(year.unpaid) == 3
    assert year.kept == Decimal("1300.64")


def test_one_who_changed_address_is_still_one(issued, payer, cast_of):
    gael, november = cast_of("gael.herbreteau"), date(2026, 11, 1)
    Person.objects.filter(pk=gael.person_id).update(email="gael@ailleurs.example")
    write(bill(gael, date(2026, 11, 3), "G", "1000.00"))
    designate(month=november, titulaire=cast_of("ulysse.texier"), by=None, at=PAID_AT)
    for step in (prepare_month, verify_month, approve_month, issue_month):
        step(month=november, by=None, at=PAID_AT)
    debit(statements("Herbreteau"), on=date(2027, 1, 5))
    (pair,) = own_year(payer, 2027, practices=[issued]).paid
    assert (pair.net, pair.is_declared, pair.party["email"]) == (
        Decimal("2932.00"), True, "gael@ailleurs.example",
    )  # fmt: skip


def test_what_the_bank_sent_back_is_not_paid(issued, payer):
    debit(statements())
    [returned] = statements("Rabiller")
    mark_returned(statement=returned, on=date(2026, 11, 9), reason="compte clos", by=None, at=PAID_AT)
    year = own_year(payer, 2026, practices=[issued])
    assert year.paid_total == Decimal("6553.39") - Decimal("1533.12")
    assert year.unpaid == [returned]


def test_locum_reads_what_they_received_from_each(issued, cast_of):
    debit(statements())
    year = own_year(cast_of("kevin.rabiller").person, 2026, practices=[issued])
    assert [(pair.name, pair.net) for pair in year.received] == [("Dr Ulysse Texier", Decimal("1533.12"))]
    assert (year.paid, year.rspm, year.kept) == ([], Rspm.BELOW, Decimal("0.00"))


def test_files_say_the_same_figures_and_hold_no_formula(issued, payer):
    debit(statements())
    year = own_year(payer, 2026, practices=[issued])
    lines = year_as_csv(year).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "Payé en 2026"
    assert [line.split(";")[8] for line in lines[2:7]] == [
        "1023,90",
        "922,05",
        "942,32",
        "2132,00",
        "1533,12",
    ]
    sheet = load_workbook(io.BytesIO(year_as_workbook(year)))["Payé en 2026"]
    assert [row[8] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        1023.9, 922.05, 942.32, 2132, 1533.12
    ]  # fmt: skip
    assert sheet.freeze_panes == "A2"


def test_text_that_begins_like_a_formula_stays_text(issued, payer):
    debit(statements())
    year = own_year(payer, 2026, practices=[issued])
    year.paid[0].party["address"] = "=1+1"
    sheet = load_workbook(io.BytesIO(year_as_workbook(year)))["Payé en 2026"]
    assert sheet["E2"].data_type == "s"
    assert ";'=1+1;" in year_as_csv(year).decode("utf-8-sig")


def test_pdf_names_each_and_its_total(issued, payer):
    debit(statements())
    pdf = render_year(own_year(payer, 2026, practices=[issued]), person=payer, today=date(2027, 1, 15))
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    assert "Rétrocessions 2026" in text
    assert "6\u202f553,39" in text.replace("\xa0", "\u202f")


def test_years_offered_are_those_of_numbers_and_payments(issued, payer):
    debit(statements("Rabiller"), on=date(2027, 1, 2))
    assert years_of(payer) == [2027, 2026]
