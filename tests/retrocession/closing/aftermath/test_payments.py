"""Handed in, debited, sent back, received: the month follows its statements."""

from datetime import date, timedelta

import pytest

from retrocession.actions.closing import ClosingRefused
from retrocession.actions.payments import (
    PaymentRefused,
    hand_in,
    mark_debited,
    mark_received,
    mark_returned,
)
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import MonthClosing, Statement, StatementPayment, TransferHandedIn
from retrocession.permissions import RoleRefused
from retrocession.queries.transfers import order_of, unpaid_of
from tests.retrocession.closing.aftermath.conftest import LATER
from tests.retrocession.closing.conftest import AT, OCTOBER

DAY = date(2026, 11, 4)


@pytest.fixture
def made(issued):
    return make_transfer_file(month=OCTOBER, by=None, at=AT)


def statements():
    return list(Statement.objects.select_related("titulaire__person", "remplacant__person"))


def debit(chosen, at=LATER, on=DAY, by=None, reference="VIR 123"):
    return mark_debited(statements=chosen, on=on, reference=reference, by=by, at=at)


def test_month_is_paid_when_all_its_statements_are(made):
    first, *others = statements()
    assert debit([first]).state == "transferred"
    closing = debit(others)
    assert (closing.state, closing.paid_at) == ("paid", LATER)
    assert StatementPayment.objects.count() == 5


def test_debit_noted_twice_is_noted_once(made):
    debit(statements())
    assert debit(statements(), reference="VIR 456").state == "paid"
    assert list(StatementPayment.objects.values_list("reference", flat=True)) == ["VIR 123"] * 5


def test_month_paid_by_hand_needs_no_file(issued):
    assert debit(statements()).state == "paid"


def test_paid_statement_leaves_the_order_and_the_file_stays(made):
    first, *others = statements()
    debit([first])
    order = order_of(MonthClosing.objects.get())
    assert [left.reason for left in order.left_out] == ["il est payé depuis le mercredi 4 novembre 2026"]
    assert len(order.payments) == 4
    debit(others)
    assert make_transfer_file(month=OCTOBER, by=None, at=LATER).message_id == made.message_id


def test_transfer_sent_back_is_to_be_paid_again(made):
    debit(statements())
    [returned, *_] = statements()
    closing = mark_returned(statement=returned, on=DAY + timedelta(days=1), reason="compte clos", by=None,
                            at=LATER + timedelta(days=2))  # fmt: skip
    assert (closing.state, closing.paid_at) == ("transferred", None)
    assert [one.pk for one in unpaid_of(closing, closing.remplace)] == [returned.pk]
    again = make_transfer_file(month=OCTOBER, by=None, at=LATER + timedelta(days=2))
    assert (again.payments, again.control_sum) == (1, returned.net)
    assert debit([returned], at=LATER + timedelta(days=3), on=DAY + timedelta(days=3)).state == "paid"


def test_received_is_said_by_the_payee_once(made, cast_of, statement):
    with pytest.raises(PaymentRefused):
        mark_received(statement=statement, by=cast_of("kevin.rabiller"), at=LATER)
    debit(statements())
    with pytest.raises(RoleRefused):
        mark_received(statement=statement, by=cast_of("ulysse.texier"), at=LATER)
    for _ in range(2):
        mark_received(statement=statement, by=cast_of("kevin.rabiller"), at=LATER)
    assert statement.payments.filter(kind="received").count() == 1


def test_file_is_handed_in_once(made):
    for _ in range(2):
        hand_in(transfer=made, on=DAY, by=None, at=LATER)
    assert TransferHandedIn.objects.get().handed_in_on == DAY


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 11, 5), "Ce jour n’est pas encore venu."),
        (date(2026, 11, 1), "C’est avant le lundi 2 novembre 2026, jour de l’émission."),
    ],
)
def test_day_that_makes_no_sense_is_refused(made, on, sentence):
    with pytest.raises(PaymentRefused) as refused:
        debit(statements(), on=on)
    assert (refused.value.sentence, refused.value.field) == (sentence, "on")
    assert not StatementPayment.objects.exists()


def test_debit_without_reference_is_refused(made):
    with pytest.raises(PaymentRefused) as refused:
        debit(statements(), reference="  ")
    assert refused.value.field == "reference"


def test_only_who_pays_notes_it(made, cast_of):
    for name in ("baptiste.jaulin", "lucie.sorin", "kevin.rabiller"):
        with pytest.raises(RoleRefused):
            debit(statements(), by=cast_of(name))


def test_month_not_issued_has_nothing_to_pay(october):
    from cabinet.tenancy.scope import scoped

    with scoped(october.pk), pytest.raises(ClosingRefused):
        make_transfer_file(month=OCTOBER, by=None, at=AT)
