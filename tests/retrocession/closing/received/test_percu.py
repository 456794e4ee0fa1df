"""The base « perçu »: what came in is shared, when it came in, between those of the line's own month."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import F, Sum

from cabinet.clock import next_month
from cabinet.models import Cabinet
from cabinet.tenancy.scope import scoped
from retrocession.actions.adjustments_refused import CarryingMonthSettled, NoLongerAwaiting
from retrocession.actions.closing import NothingToClose, approve_month, prepare_month, verify_month
from retrocession.actions.designation import designate
from retrocession.actions.payments_received import (
    cancel_payment,
    import_payments,
    tick_payments,
    upload_payments,
    write_payments,
)
from retrocession.actions.payments_refused import PaymentCancelled, PaymentsStand
from retrocession.actions.receipt_changes import correct_receipt, remove_receipt
from retrocession.actions.receipts_refused import ReceiptsRefused
from retrocession.actions.rejections import import_rejections
from retrocession.actions.statements import issue_month
from retrocession.models import Adjustment, Draft, PayerReturn, ReceiptLine, Statement
from retrocession.queries.awaited import awaited_month
from tests.retrocession.closing.adjustments.conftest import rows as refusals
from tests.retrocession.closing.conftest import AT, bill, member_named, write

D, ZERO = Decimal, Decimal("0.00")
NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
LATER = AT + timedelta(days=20)
HEADER = "N° facture;Acte;Montant payé;Date du paiement"


def rows(*lines, header=HEADER):
    return "\r\n".join([header, *lines, ""]).encode()


@pytest.fixture
def here(october):
    """November on what is received: three invoices of Dr Rabiller, one by card, two by tiers payant."""
    Cabinet.objects.filter(pk=october.pk).update(retrocession_base="percu", retrocession_base_since=NOVEMBER)
    with scoped(october.pk):
        designate(month=NOVEMBER, titulaire=member_named(october, "lucie.sorin"), by=None, at=AT)
        designate(month=DECEMBER, titulaire=member_named(october, "zoe.epaud"), by=None, at=AT)
        locum = member_named(october, "kevin.rabiller")
        write(
            bill(locum, date(2026, 11, 3), "G", "30.00", invoice="A", line=1),
            bill(
                locum, date(2026, 11, 3), "G", "30.00", invoice="B", line=2, mode="tiers_payant",
                amo=D("21.00"), amc=D("4.50"), patient_part=D("4.50"),
            ),
            bill(locum, date(2026, 11, 4), "IK", "3.05", invoice="C", line=3, mode="tiers_payant"),
        )  # fmt: skip
        yield october


def issue(month):
    for step in (prepare_month, verify_month, approve_month, issue_month):
        step(month=month, by=None, at=AT)


def pay(month, *lines, **more):
    return import_payments(stream=rows(*lines), file_name="p.csv", month=month, by=None, at=AT, **more)


def refuse(month, *lines):
    return import_rejections(stream=refusals(*lines), file_name="r.csv", month=month, by=None, at=AT)


def draft():
    return Draft.objects.get(closing__month=NOVEMBER)


def test_draft_shares_what_came_in_and_says_what_is_awaited(here):
    prepare_month(month=NOVEMBER, by=None, at=AT)
    found = draft()
    assert (found.retrocession_base, found.billed, found.awaited, found.travel, found.base) == (
        "percu", D("63.05"), D("28.55"), ZERO, D("34.50"),
    )  # fmt: skip
    assert (found.share, found.kept, found.net) == (D("29.33"), D("5.17"), D("29.33"))


def test_payment_of_the_open_month_joins_its_base_once(here):
    prepare_month(month=NOVEMBER, by=None, at=AT)
    report = pay(NOVEMBER, "B;G;21,00;20/11/2026", "C;IK;3,05;25/11/2026")
    assert (report.written, report.duplicates, report.errors) == (2, 0, [])
    found = draft()
    assert (found.awaited, found.travel, found.base, found.adjustments) == (
        D("4.50"), D("3.05"), D("55.50"), ZERO,
    )  # fmt: skip
    again = pay(NOVEMBER, "B;G;21,00;20/11/2026", "C;IK;3,05;25/11/2026")
    assert (again.written, again.duplicates) == (0, 2)
    assert PayerReturn.objects.count() == 2


def test_payment_of_an_issued_month_goes_to_its_titulaire_on_the_next_statement(here, member):
    issue(NOVEMBER)
    report = pay(DECEMBER, "B;G;21,00;05/12/2026", "B;G;4,50;06/12/2026", "C;IK;3,05;06/12/2026")
    assert report.written == 3
    issue(DECEMBER)
    sorin = Statement.objects.get(month=DECEMBER)
    assert sorin.titulaire_id == member("lucie.sorin").pk
    assert sorin.adjustments == sorin.net == D("17.85") + D("3.83") + D("3.05")
    assert [one["kind"] for one in sorin.detail["adjustments"]] == ["payment"] * 3
    shared = Statement.objects.aggregate(sum=Sum(F("share") + F("kept") + F("travel")))["sum"]
    assert shared + Adjustment.objects.aggregate(sum=Sum("amount"))["sum"] == D("63.05")


def test_payment_too_early_or_of_a_later_month_is_left_for_later(here):
    report = pay(NOVEMBER, "B;G;21,00;05/12/2026")
    assert (report.written, len(report.left_out)) == (0, 1)
    assert "Reprenez ce fichier pour les relevés de décembre 2026" in report.left_out[0].message
    late = pay(DECEMBER, "B;G;21,00;05/12/2026")
    assert "ne sont pas encore émis" in late.left_out[0].message
    verified = [prepare_month, verify_month]
    for step in verified:
        step(month=NOVEMBER, by=None, at=AT)
    assert len(pay(DECEMBER, "B;G;21,00;20/11/2026").left_out) == 1
    with pytest.raises(CarryingMonthSettled):
        upload_payments(
            stream=rows("B;G;21,00;20/11/2026"), file_name="p.csv", month=NOVEMBER, by=None, at=AT
        )


def test_partial_payments_add_up_and_never_more(here):
    assert pay(NOVEMBER, "B;G;10,00;20/11/2026").written == 1
    assert pay(NOVEMBER, "B;G;10,00;21/11/2026").written == 1
    too_much = pay(NOVEMBER, "B;G;5,51;22/11/2026")
    assert too_much.errors[0].message.startswith("5,51")
    assert "il reste 5,50" in too_much.errors[0].message
    assert pay(NOVEMBER, "B;G;5,50;22/11/2026").written == 1
    assert "déjà entièrement payé" in pay(NOVEMBER, "B;G;1,00;23/11/2026").errors[0].message
    assert PayerReturn.objects.aggregate(sum=Sum("received"))["sum"] == D("25.50")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Z;G;21,00;20/11/2026", "Facture inconnue"),
        ("B;VG;21,00;20/11/2026", "Elle porte\u202f: G."),
        ("A;G;30,00;20/11/2026", "n’attend pas de tiers payant"),
        ("B;G;21,00;01/11/2026", "avant l’acte"),
        ("B;G;-21,00;20/11/2026", "supérieur à zéro"),
        ("B;G;x;20/11/2026", "Montant illisible"),
        ("B;G;21,00;", "la case est vide"),
    ],
)
def test_wrong_payment_is_said_and_nothing_is_written(here, line, sentence):
    report = pay(NOVEMBER, "C;IK;3,05;25/11/2026", line)
    assert (report.written, len(report.errors)) == (0, 1)
    assert sentence in report.errors[0].message
    assert PayerReturn.objects.count() == 0


def test_file_is_shown_then_written_and_known_afterwards(here):
    file = rows("B;G;21,00;20/11/2026")
    kept = upload_payments(stream=file, file_name="p.csv", month=NOVEMBER, by=None, at=AT)
    assert upload_payments(stream=file, file_name="p.csv", month=NOVEMBER, by=None, at=AT).pk == kept.pk
    assert write_payments(payment_import=kept, by=None, at=AT).written == 1
    kept.refresh_from_db()
    assert (kept.state, kept.rows, kept.written) == ("written", [], 1)
    with pytest.raises(Exception, match="entre-temps"):
        write_payments(payment_import=kept, by=None, at=AT)


def test_ticked_line_is_paid_whole_once_and_can_be_cancelled(here):
    prepare_month(month=NOVEMBER, by=None, at=AT)
    line, on = ReceiptLine.objects.get(invoice="B"), date(2026, 11, 20)
    tick = {"month": NOVEMBER, "on": on, "by": None, "at": AT}
    assert tick_payments(paid=[(line.pk, None)], **tick).written == 1
    again = tick_payments(paid=[(line.pk, None)], **tick)
    assert (again.written, again.duplicates) == (0, 1)
    assert draft().awaited == D("3.05")
    # The file that says the same, of another day, is not an error.
    assert "déjà notés payés" in pay(NOVEMBER, "B;G;25,50;21/11/2026").left_out[0].message
    (paid,) = awaited_month(NOVEMBER, practice=Cabinet.current()).payments
    cancel_payment(payer_return=paid, reason="autre facture", by=None, at=AT)
    assert draft().awaited == D("28.55")
    with pytest.raises(PaymentCancelled):
        cancel_payment(payer_return=paid, reason="encore", by=None, at=AT)
    with pytest.raises(PaymentsStand):
        tick_payments(paid=[(line.pk, D("25.51"))], **tick)
    assert tick_payments(paid=[(line.pk, None)], **tick).written == 1


def test_payment_carried_later_is_cancelled_until_a_statement_holds_it(here):
    issue(NOVEMBER)
    pay(DECEMBER, "B;G;21,00;05/12/2026")
    cancel_payment(payer_return=PayerReturn.objects.get(), reason="erreur", by=None, at=AT)
    assert pay(DECEMBER, "B;G;21,00;05/12/2026").written == 1
    issue(DECEMBER)
    kept = PayerReturn.objects.order_by("recorded_at", "pk").last()
    with pytest.raises((NoLongerAwaiting, CarryingMonthSettled)):
        cancel_payment(payer_return=kept, reason="erreur", by=None, at=AT)


def test_refusal_of_what_nobody_paid_takes_nothing_back_and_stays_awaited(here):
    issue(NOVEMBER)
    report = refuse(DECEMBER, "B;G;25,50;droits fermés;03/12/2026")
    assert (report.written, report.carried, len(report.noted)) == (1, [], 1)
    assert refuse(DECEMBER, "B;G;25,50;droits fermés;03/12/2026").duplicates == 1
    assert Adjustment.objects.count() == 0
    page = awaited_month(DECEMBER, practice=Cabinet.current())
    (row,) = [one for one in page.rows if one.group.invoice == "B"]
    assert (row.left, row.refused.reason) == (D("25.50"), "droits fermés")
    assert pay(DECEMBER, "B;G;25,50;20/12/2026").written == 1
    # Read again, the old refusal does not take the payment that answered it.
    assert refuse(DECEMBER, "B;G;25,50;droits fermés;03/12/2026").written == 0
    assert Adjustment.objects.get().share == D("21.68")


def test_refusal_of_a_paid_line_takes_back_what_was_received_and_awaits_it_again(here):
    pay(NOVEMBER, "B;G;10,00;20/11/2026")
    issue(NOVEMBER)
    report = refuse(DECEMBER, "B;G;25,50;droits fermés;03/12/2026")
    assert [one.share for one in report.carried] == [D("-8.50")]
    assert refuse(DECEMBER, "B;G;25,50;droits fermés;03/12/2026").written == 0
    page = awaited_month(DECEMBER, practice=Cabinet.current())
    assert page.total == D("28.55")


def test_refusal_of_the_part_nobody_paid_leaves_the_part_that_came(here):
    """The caisse paid its 21.00; the insurer refuses its own 4.50, before the month is issued and after."""
    pay(NOVEMBER, "B;G;21,00;20/11/2026")
    report = refuse(NOVEMBER, "B;G;4,50;contrat résilié;25/11/2026")
    assert (report.errors, report.carried, len(report.noted)) == ([], [], 1)
    issue(NOVEMBER)
    assert Statement.objects.get(month=NOVEMBER).base == D("55.50")
    report = refuse(DECEMBER, "B;G;4,50;contrat résilié;03/12/2026")
    assert (report.errors, report.carried, len(report.noted)) == ([], [], 1)
    report = refuse(DECEMBER, "B;G;21,00;droits fermés;10/12/2026")
    assert [one.share for one in report.carried] == [D("-17.85")]


def test_refusal_of_what_the_patient_paid_takes_nothing_back_and_says_so(here):
    issue(NOVEMBER)
    (noted,) = refuse(DECEMBER, "A;G;30,00;droits fermés;03/12/2026").noted
    assert noted.message.endswith("facture A, acte G\u202f: le patient l’a réglé, rien n’est à reprendre.")


def test_cancellation_in_tiers_payant_nets_in_its_invoice(here):
    locum = member_named(here, "kevin.rabiller")
    write(
        bill(
            locum, date(2026, 11, 5), "G", "-30.00", invoice="B", line=9, mode="tiers_payant",
            amo=D("-21.00"), amc=D("-4.50"), patient_part=D("-4.50"),
        )
    )  # fmt: skip
    page = awaited_month(NOVEMBER, practice=Cabinet.current())
    assert [(one.group.invoice, one.left) for one in page.rows] == [("C", D("3.05"))]
    assert "déjà entièrement payé ou annulé" in pay(NOVEMBER, "B;G;21,00;20/11/2026").errors[0].message


def test_paid_line_is_not_removed_nor_corrected_below_what_was_paid(here):
    pay(NOVEMBER, "B;G;21,00;20/11/2026")
    line = ReceiptLine.objects.select_related("doctor").get(invoice="B")
    with pytest.raises(ReceiptsRefused, match="ne se retire plus"):
        remove_receipt(line=line.pk, reason="erreur", by=None, at=AT)
    values = {"acte": "G", "mode": "TP", "amo": "", "amc": "", "patient_part": ""}
    with pytest.raises(ReceiptsRefused, match="déjà notés payés"):
        correct_receipt(
            line=line.pk, doctor=line.doctor, on=line.on, values=values | {"montant": "20"},
            reason="erreur", by=None, at=LATER,
        )  # fmt: skip


def test_month_billed_before_the_change_stays_on_what_was_billed(here):
    Cabinet.objects.filter(pk=here.pk).update(retrocession_base_since=DECEMBER)
    issue(NOVEMBER)
    found = Statement.objects.get(month=NOVEMBER)
    assert (found.retrocession_base, found.base, found.awaited) == ("facture", D("60.00"), ZERO)
    report = pay(DECEMBER, "B;G;21,00;05/12/2026")
    assert (report.written, len(report.left_out)) == (0, 1)
    assert awaited_month(DECEMBER, practice=Cabinet.current()).total == ZERO


def test_month_received_before_the_change_is_still_paid_afterwards(here):
    issue(NOVEMBER)
    Cabinet.objects.filter(pk=here.pk).update(retrocession_base="facture", retrocession_base_since=DECEMBER)
    assert pay(DECEMBER, "B;G;25,50;05/12/2026", "C;IK;3,05;05/12/2026").written == 2
    assert Adjustment.objects.aggregate(sum=Sum("amount"))["sum"] == D("28.55")


@pytest.mark.parametrize("seed", range(5))
def test_random_months_share_what_was_received_then_all_that_was_billed(october, seed):
    """Four months, two titulaires in turn, payments whole or in parts, refusals; then all is paid."""
    draw = random.Random(seed)
    Cabinet.objects.filter(pk=october.pk).update(
        retrocession_base="percu", retrocession_base_since=NOVEMBER, act_rates={"CRN": "100.00"}
    )
    titulaires = [member_named(october, name) for name in ("lucie.sorin", "zoe.epaud")]
    locums = [member_named(october, name) for name in ("kevin.rabiller", "fanny.chauvet")]
    month, number = NOVEMBER, 0
    with scoped(october.pk):
        for turn in range(4):
            designate(month=month, titulaire=titulaires[turn % 2], by=None, at=AT)
            lines = []
            for _ in range(draw.randint(0, 6)):
                number += 1
                amount = D(draw.randint(1, 90_00)) / 100
                patient = D(draw.randint(0, int(amount * 100))) / 100
                lines.append(
                    bill(
                        draw.choice(locums), month.replace(day=draw.randint(1, 20)),
                        draw.choice(["G", "IK", "CRN"]), amount, invoice=f"P{number}", line=number,
                        mode=draw.choice(["cb", "tiers_payant"]), patient_part=patient,
                    )
                )  # fmt: skip
            write(*lines)
            _payers(draw, month, part=True)
            _close(month)
            _check(month)
            month = next_month(month)
        designate(month=month, titulaire=titulaires[0], by=None, at=AT)
        _payers(draw, month, part=False)
        _close(month)
        _check(month)
        assert awaited_month(month, practice=Cabinet.current()).months == []
        billed = ReceiptLine.objects.filter(invoice__startswith="P").aggregate(
            sum=Sum("amount", default=ZERO)
        )
        assert _shared() == billed["sum"]


def _payers(draw, month, *, part):
    """What payers send in the month: some of what is awaited, some of it refused; or all of the rest."""
    page = awaited_month(month, practice=Cabinet.current())
    for shown in page.months:
        rows_of = awaited_month(month, practice=Cabinet.current(), origin=shown.month).rows
        for row in rows_of:
            if part and draw.random() < 0.4:
                continue
            amount = D(draw.randint(1, int(row.left * 100))) / 100 if part else row.left
            tick_payments(month=month, paid=[(row.pk, amount)], on=month.replace(day=25), by=None, at=AT)
            issued = Statement.objects.filter(month=row.group.month).exists()
            if part and issued and draw.random() < 0.3:
                line = ReceiptLine.objects.get(pk=row.pk)
                refuse(month, f"{line.invoice};{line.act};{amount};motif;{month.replace(day=26):%d/%m/%Y}")


def _close(month):
    try:
        issue(month)
    except NothingToClose:
        assert not Draft.objects.filter(closing__month=month).exists()


def _shared():
    own = Statement.objects.filter(month__gte=NOVEMBER).aggregate(
        sum=Sum(F("share") + F("kept") + F("travel"), default=ZERO)
    )
    late = Adjustment.objects.filter(month__gte=NOVEMBER).aggregate(sum=Sum("amount", default=ZERO))
    return own["sum"] + late["sum"]


def _check(month):
    """Statements and adjustments hold all that came in until now, and nothing else."""
    lines = ReceiptLine.objects.filter(invoice__startswith="P", month__lte=month)
    direct = sum((line.amount if line.mode == "cb" else line.patient_part for line in lines), ZERO)
    paid = PayerReturn.objects.aggregate(sum=Sum("received", default=ZERO))["sum"]
    assert _shared() == direct + paid
    nets = Statement.objects.filter(month__gte=NOVEMBER)
    assert all(one.net == one.share + one.travel + one.adjustments for one in nets)
