"""The month's receipts held against its sheets, and what stops the verification."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.tenancy.scope import scoped
from retrocession.actions.closing import ClosingRefused, prepare_month, verify_month
from retrocession.actions.day_sheets import SheetRefused, SheetSettled, explain_gap
from retrocession.models import DaySheet, DaySheetRemark, ReceiptLine
from retrocession.permissions import RoleRefused
from retrocession.queries.pointage import workbook
from tests.retrocession.closing.conftest import AT, OCTOBER, close
from tests.retrocession.closing.sheets.conftest import billed_on, first_day_of, type_day

#: The statements of the page, whatever it holds.
STATEMENTS = 8
LATER = AT.date()


@pytest.fixture
def day(named):
    """A day of Dr Rabiller's, typed as billed."""
    doctor = named("kevin.rabiller")
    on = first_day_of(doctor)
    return type_day(doctor, on, **billed_on(doctor, on))


def verify():
    prepare_month(month=OCTOBER, by=None, at=AT)
    return verify_month(month=OCTOBER, by=None, at=AT)


def change(sheet, **values):
    return type_day(sheet.doctor, sheet.on, **values)


def test_month_without_sheets_is_verified_as_ever(practice):
    assert close(practice, "verified").state == "verified"


def test_sheet_that_agrees_stops_nothing(day):
    assert workbook(OCTOBER, today=LATER).unexplained == []
    assert verify().state == "verified"


def test_unexplained_gap_stops_the_verification_and_is_named(day):
    card = day.cb or Decimal("0.00")
    change(day, cb=card - 5)
    with pytest.raises(ClosingRefused) as refused:
        verify()
    [line] = workbook(OCTOBER, today=LATER).unexplained
    assert refused.value.message == (
        f"Octobre 2026\u202f: un écart attend un commentaire dans le pointage. {line.sentence}."
    )
    assert (line.name, line.mode, line.gap.amount) == ("Dr Rabiller", "cb", Decimal("-5.00"))
    explain_gap(sheet=day, mode="cb", text="ticket perdu", by=None, at=AT)
    [told] = workbook(OCTOBER, today=LATER).explained
    assert (told.remark.text, told.remark.gap) == ("ticket perdu", Decimal("-5.00"))
    assert verify().state == "verified"


def test_remark_is_about_one_amount(day):
    card = day.cb or Decimal("0.00")
    change(day, cb=card - 5)
    explain_gap(sheet=DaySheet.objects.get(), mode="cb", text="ticket perdu", by=None, at=AT)
    change(day, cb=card - 6)
    assert [line.gap.amount for line in workbook(OCTOBER, today=LATER).unexplained] == [Decimal("-6.00")]
    change(day, cb=card - 5)
    assert workbook(OCTOBER, today=LATER).unexplained == []


def test_remark_needs_a_gap_a_word_and_the_right(day, named):
    with pytest.raises(SheetRefused):
        explain_gap(sheet=day, mode="cb", text="rien", by=None, at=AT)
    changed = change(day, cb=(day.cb or 0) + 1)
    with pytest.raises(SheetRefused) as refused:
        explain_gap(sheet=changed, mode="cb", text="  ", by=None, at=AT)
    assert refused.value.field == "text"
    for name in ("kevin.rabiller", "lucie.sorin"):
        with pytest.raises(RoleRefused):
            explain_gap(sheet=changed, mode="cb", text="mot", by=named(name), at=AT)
    assert not DaySheetRemark.objects.exists()
    explain_gap(sheet=changed, mode="cb", text="mot", by=named("ulysse.texier"), at=AT)


def test_verified_month_takes_no_remark(practice, day):
    with scoped(practice.pk):
        verify()
        with pytest.raises(SheetSettled):
            explain_gap(sheet=day, mode="cb", text="mot", by=None, at=AT)


def test_missing_sheets_are_listed(day):
    page = workbook(OCTOBER, today=LATER)
    billed = set(ReceiptLine.objects.values_list("doctor__person_id", "on"))
    assert {(one.on, one.doctor_id) for one in page.missing} >= {
        (line.on, line.doctor_id) for line in ReceiptLine.objects.exclude(doctor=day.doctor)
    }
    assert (day.on, day.doctor_id) not in {(one.on, one.doctor_id) for one in page.missing}
    assert len(page.rows) == len(billed)
    assert page.expected == page.found == day.total


def test_number_of_statements_is_constant(practice, named):
    doctor = named("kevin.rabiller")
    days = sorted(set(ReceiptLine.objects.values_list("doctor", "on")), key=str)
    type_day(doctor, first_day_of(doctor), cb="1")
    counts = [_statements()]
    from cabinet.models import Membership

    members = {one.pk: one for one in Membership.objects.with_person()}
    for doctor_id, on in days[:30]:
        type_day(members[doctor_id], on, cb="1")
    assert DaySheet.objects.count() >= min(30, len(days))
    assert [*counts, _statements()] == [STATEMENTS, STATEMENTS]


def _statements() -> int:
    with CaptureQueriesContext(connection) as queries:
        workbook(OCTOBER, today=LATER)
    return len(queries)
