"""What the bank answers about names, and what of a file is already at the bank."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from cabinet.actions.bank import confirm_account, type_account
from cabinet.models import AccountChange, AuditEntry, OutboxMessage, PractitionerProfile
from retrocession.actions.name_checks import BankAnswer, NameCheckRefused, record_name_check
from retrocession.actions.payments import PaymentRefused, hand_in, mark_debited, mark_received, mark_returned
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import MonthClosing, NameCheck, Statement, StatementPayment, TransferLine
from retrocession.permissions import RoleRefused
from retrocession.queries.month_transfers import month_transfers
from retrocession.queries.transfers import order_of
from retrocession.rules.name_check import NameAnswer
from tests.retrocession.closing.aftermath.conftest import LATER
from tests.retrocession.closing.conftest import AT, OCTOBER

DAY = date(2026, 11, 4)
NEW = "FR7630004666406942255555630"
TOTAL, KEVINS = Decimal("6553.39"), Decimal("1533.12")


@pytest.fixture
def made(issued):
    return make()


def make(at=AT):
    return make_transfer_file(month=OCTOBER, by=None, at=at)


def line_of(name="Rabiller"):
    lines = TransferLine.objects.select_related(
        "transfer__titulaire", "statement__remplacant__person", "statement__titulaire"
    )
    return lines.filter(statement__remplacant__person__last_name=name).order_by("transfer__made_at").last()


def answer(word, suggestion="", line=None, by=None, at=LATER):
    said = BankAnswer(NameAnswer(word), suggestion)
    return record_name_check(line=line or line_of(), said=said, by=by, at=at)


def order():
    return order_of(MonthClosing.objects.select_related("titulaire__person").get())


def page(issued):
    closing = MonthClosing.objects.select_related("titulaire__person").get()
    return month_transfers(closing, closing.remplace, practice=issued)


# The bank's answer


def test_answers_are_kept_one_after_the_other(made, cast_of):
    payer = cast_of("ulysse.texier")
    answer("none", by=payer)
    answer("none", by=payer, at=LATER + timedelta(hours=1))
    answer("close", "RABILLER K", by=payer, at=LATER + timedelta(hours=2))
    rows = list(NameCheck.objects.values_list("answer", "suggestion", "recorded_by__person__last_name"))
    assert rows == [("close", "RABILLER K", "Texier"), ("none", "", "Texier")]
    assert AuditEntry.objects.filter(verb="record_name_check").count() == 2


def test_payee_whose_name_does_not_match_is_asked_without_a_figure(made, cast_of):
    answer("match", line=line_of("Herbreteau"))
    assert not OutboxMessage.objects.filter(key__startswith="name_check").exists()
    answer("none")
    answer("none")
    message = OutboxMessage.objects.get(key__startswith="name_check")
    assert message.recipient == "kevin.rabiller@nieul-le-dolent.example"
    assert f"/mon-compte-bancaire/{cast_of('kevin.rabiller').pk}/" in message.body
    assert "1533" not in message.body.replace("\u202f", "")
    assert "FR76" not in message.body


def test_name_is_suggested_when_it_is_close_alone(made):
    with pytest.raises(NameCheckRefused):
        answer("match", "RABILLER K")


@pytest.mark.parametrize("name", ["lucie.sorin", "baptiste.jaulin", "kevin.rabiller"])
def test_only_who_pays_notes_the_answer(made, cast_of, name):
    with pytest.raises(RoleRefused):
        answer("match", by=cast_of(name))


def test_name_that_does_not_match_warns_before_handing_in(made):
    answer("none")
    with pytest.raises(PaymentRefused, match="le nom ne correspond pas\u202f: Dr Rabiller") as refused:
        hand_in(transfer=made, on=DAY, by=None, at=LATER)
    assert refused.value.field == "despite_names"
    hand_in(transfer=made, on=DAY, by=None, at=LATER, despite_names=True)
    assert AuditEntry.objects.get(verb="hand_in_transfer").details["despite_names"] == 1


@pytest.mark.parametrize("word", ["match", "close", "impossible"])
def test_other_answers_stop_nothing(made, word):
    answer("none")
    answer(word, at=LATER + timedelta(hours=1))
    assert hand_in(transfer=made, on=DAY, by=None, at=LATER).handed_in_on == DAY


# What is at the bank is not ordered twice


def test_what_is_handed_in_is_not_in_the_next_file(issued):
    PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(iban="", bic="")
    first = make()
    assert (first.payments, first.control_sum) == (4, TOTAL - KEVINS)
    hand_in(transfer=first, on=DAY, by=None, at=LATER)
    assert make(LATER).pk == first.pk
    PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(iban=NEW)
    second = make(LATER)
    assert (second.payments, second.control_sum) == (1, KEVINS)
    assert second.message_id != first.message_id
    assert first.control_sum + second.control_sum == TOTAL
    assert {left.reason for left in order().left_out} == {
        "il est à la banque depuis le mercredi 4 novembre 2026"
    }


def test_file_that_pays_again_what_is_at_the_bank_is_not_handed_in(issued):
    PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(iban="", bic="")
    first = make()
    PractitionerProfile.objects.filter(membership__person__last_name="Rabiller").update(iban=NEW)
    both = make(LATER)
    hand_in(transfer=first, on=DAY, by=None, at=LATER)
    with pytest.raises(PaymentRefused, match="déjà à la banque ou payé"):
        hand_in(transfer=both, on=DAY, by=None, at=LATER)


def test_what_the_bank_did_not_make_is_ordered_again_under_another_id(made):
    hand_in(transfer=made, on=DAY, by=None, at=LATER)
    returned = line_of().statement
    mark_returned(statement=returned, on=DAY, reason="refusé", by=None, at=LATER + timedelta(minutes=1))
    again = make(LATER + timedelta(minutes=2))
    assert (again.payments, again.control_sum) == (1, KEVINS)
    hand_in(transfer=again, on=DAY, by=None, at=LATER + timedelta(minutes=3))
    mark_returned(statement=returned, on=DAY, reason="refusé", by=None, at=LATER + timedelta(minutes=4))
    third = make(LATER + timedelta(minutes=5))
    assert len({made.message_id, again.message_id, third.message_id}) == 3
    assert third.control_sum == again.control_sum


def test_debit_names_the_file_that_was_handed_in(made):
    hand_in(transfer=made, on=DAY, by=None, at=LATER)
    mark_debited(statements=Statement.objects.all(), on=DAY, reference="VIR", by=None, at=LATER)
    assert set(StatementPayment.objects.values_list("transfer", flat=True)) == {made.pk}


def test_debit_of_what_was_typed_names_no_file(made):
    mark_debited(statements=Statement.objects.all(), on=DAY, reference="VIR", by=None, at=LATER)
    assert set(StatementPayment.objects.values_list("transfer", flat=True)) == {None}


# An account that changed waits for its payee


def changed(cast_of, iban=NEW, at=LATER):
    return type_account(
        payee=cast_of("kevin.rabiller"), iban=iban, account_holder="RABILLER KÉVIN",
        by=cast_of("baptiste.jaulin"), at=at,
    )  # fmt: skip


def test_account_changed_since_is_left_out_until_confirmed(made, cast_of):
    change = changed(cast_of)
    left = order()
    assert [one.reason for one in left.left_out] == [
        "son compte, saisi au cabinet le mer. 4 nov.\u202f: sa confirmation est attendue"
    ]
    without = make(LATER)
    assert (without.payments, without.control_sum) == (4, TOTAL - KEVINS)
    change = AccountChange.objects.select_related("membership").get(pk=change.pk)
    confirm_account(change=change, by=cast_of("kevin.rabiller"), at=LATER)
    assert order().left_out == []
    again = make(LATER)
    assert (again.payments, again.control_sum) == (5, TOTAL)
    assert NEW.encode() in bytes(again.xml)
    assert len({made.message_id, without.message_id, again.message_id}) == 3


def test_holders_name_alone_is_confirmed_too(made, cast_of):
    profile = PractitionerProfile.objects.get(membership=cast_of("kevin.rabiller"))
    type_account(
        payee=cast_of("kevin.rabiller"), iban=profile.iban, account_holder="SELARL RABILLER",
        by=cast_of("baptiste.jaulin"), at=LATER,
    )  # fmt: skip
    assert [one.stops for one in order().left_out] == [True]


def test_account_changed_back_is_confirmed_as_well(made, cast_of):
    before = PractitionerProfile.objects.get(membership=cast_of("kevin.rabiller")).iban
    changed(cast_of)
    changed(cast_of, iban=before, at=LATER + timedelta(hours=1))
    assert [one.stops for one in order().left_out] == [True]


# The page


def test_sums_of_the_page_make_its_total(made, issued, cast_of):
    assert dict(page(issued).sums) == {"À virer": TOTAL}
    changed(cast_of)
    assert dict(page(issued).sums) == {"À virer": TOTAL - KEVINS, "En attente": KEVINS}
    without = make(LATER)
    hand_in(transfer=without, on=DAY, by=None, at=LATER)
    assert dict(page(issued).sums) == {"À la banque": TOTAL - KEVINS, "En attente": KEVINS}
    gael = line_of("Herbreteau").statement
    mark_debited(statements=[gael], on=DAY, reference="VIR", by=None, at=LATER + timedelta(minutes=1))
    mark_received(statement=gael, by=cast_of("gael.herbreteau"), at=LATER + timedelta(minutes=2))
    now = page(issued)
    assert sum(amount for _, amount in now.sums) == now.total == TOTAL
    assert {row.name: row.label for row in now.rows}["HERBRETEAU GAËL"] == "reçu"


def test_page_takes_eight_statements(made, issued, django_assert_num_queries):
    closing = MonthClosing.objects.select_related("titulaire__person").get()
    with django_assert_num_queries(8):
        month_transfers(closing, closing.remplace, practice=issued)
    answer("none")
    mark_debited(statements=Statement.objects.all()[:2], on=DAY, reference="VIR", by=None, at=LATER)
    with django_assert_num_queries(8):
        month_transfers(closing, closing.remplace, practice=issued)
