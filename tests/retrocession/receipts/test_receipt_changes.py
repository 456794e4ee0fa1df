from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from retrocession.actions.closing import approve_month, prepare_month, verify_month
from retrocession.actions.receipt_changes import (
    LineChanged,
    LineSettled,
    correct_receipt,
    remove_receipt,
)
from retrocession.actions.receipts import import_receipts, upload_receipts, withdraw_receipts
from retrocession.actions.receipts_refused import ReceiptsRefused
from retrocession.actions.receipts_typed import TypedWrong
from retrocession.actions.statements import issue_month
from retrocession.models import Draft, ReceiptChange, ReceiptImport, ReceiptLine
from retrocession.permissions import RoleRefused
from retrocession.queries.receipts import preview
from tests.retrocession.receipts.conftest import AT, OCTOBER, csv, lines, row
from tests.retrocession.receipts.test_typed_receipts import type_day, typed

pytestmark = pytest.mark.django_db
FILE = csv(row(1), row(2), row(3, Acte="IK"))


@pytest.fixture
def written(month):
    bring(month)
    return month


def bring(month, file=FILE):
    return import_receipts(stream=file, file_name="recettes.csv", month=OCTOBER, by=month.by, at=AT)


def line(number=1):
    return ReceiptLine.objects.select_related("doctor").get(invoice=f"F{number}")


def correct(month, number=1, *, by=None, doctor=None, on=date(2026, 10, 1), reason="erreur", **said):
    values = {"acte": "G", "montant": "30", "mode": "Chèque", "amo": "", "amc": "", "patient_part": ""} | said
    found = line(number)
    return correct_receipt(
        line=found.pk, doctor=doctor or found.doctor, on=on, values=values, reason=reason,
        by=by or month.by, at=AT,
    )  # fmt: skip


def test_correction_changes_the_line_and_keeps_what_it_said(written):
    fradin = written.cast.fradin
    change = correct(written, doctor=fradin, on=date(2026, 10, 2), acte="vg", montant="26,50", mode="CB")
    found = line()
    assert (found.doctor_id, found.on, found.act, found.amount, found.mode) == (
        fradin.pk, date(2026, 10, 2), "VG", Decimal("26.50"), "cb",
    )  # fmt: skip
    assert change.before == {
        "doctor": "Dr Rabiller", "on": "2026-10-01", "invoice": "F1", "act": "G", "amount": "30.00",
        "amo": "21.00", "amc": "4.50", "patient_part": "4.50", "mode": "cheque",
    }  # fmt: skip
    assert (change.after["amount"], change.after["amo"], change.changed_by) == ("26.50", None, written.by)


def test_same_file_again_neither_doubles_nor_undoes_the_correction(written):
    correct(written, montant="26,50")
    again = bring(written)
    assert (again.written, again.duplicates) == (0, 3)
    assert [one[3] for one in lines()] == [Decimal("26.50"), Decimal("30.00"), Decimal("30.00")]


def test_export_mended_in_the_software_knows_the_corrected_line(written):
    correct(written, montant="26,50", acte="VG")
    mended = csv(
        row(1, Montant="26,50", Acte="VG", **{"Part patient": "1,00"}), row(2), row(3, Acte="IK"), row(4)
    )
    report = bring(written, mended)
    assert (report.written, report.duplicates, report.errors) == (1, 3, [])
    assert [one[2:] for one in lines()][-1] == ("F4", Decimal("30.00"))


def test_removed_line_stays_out_whatever_file_brings_it(written):
    correct(written, montant="26,50")
    remove_receipt(line=line().pk, reason="comptée deux fois", by=written.by, at=AT)
    assert bring(written).written == 0
    assert bring(written, csv(row(1, Montant="26,50", **{"Part patient": "1,00"}))).written == 0
    shown = upload_receipts(
        stream=csv(row(1), row(9)), file_name="b.csv", month=OCTOBER, by=written.by, at=AT
    )
    assert (preview(shown).new, preview(shown).duplicates) == (1, 1)
    assert [one[2] for one in lines()] == ["F2", "F3"]


def test_file_withdrawn_then_brought_again_starts_afresh(written):
    remove_receipt(line=line(1).pk, reason="erreur", by=written.by, at=AT)
    correct(written, 2, montant="10")
    withdraw_receipts(receipt_import=ReceiptImport.objects.get(), by=written.by, at=AT)
    assert bring(written).written == 3
    assert [one[3] for one in lines()] == [Decimal("30.00")] * 3


def test_typed_line_is_corrected_and_removed_and_may_be_typed_again(month):
    row_typed = typed(invoice="F1", mode="Chèque")
    type_day(month, row_typed)
    remove_receipt(line=line().pk, reason="erreur", by=month.by, at=AT)
    assert type_day(month, row_typed).written == 1


def test_correction_is_checked_as_a_file_is(written):
    with pytest.raises(TypedWrong, match="Rien n’est enregistré"):
        correct(written, montant="30", amo="1", amc="1", patient_part="1")
    with pytest.raises(TypedWrong):
        correct(written, on=date(2026, 9, 30))
    with pytest.raises(ReceiptsRefused, match="Rien n’a changé"):
        correct(written, amo="21", amc="4,50", patient_part="4,50")
    with pytest.raises(ReceiptsRefused, match="raison"):
        correct(written, montant="31", reason="  ")
    assert ReceiptChange.objects.count() == 0


def test_correction_of_what_was_corrected_meanwhile_is_refused(written):
    pk = line().pk
    correct(written, montant="26,50")
    with pytest.raises(LineChanged):
        remove_receipt(line=pk, reason="erreur", by=written.by, at=AT, seen=0)
    remove_receipt(line=pk, reason="erreur", by=written.by, at=AT, seen=1)
    with pytest.raises(LineChanged):
        remove_receipt(line=pk, reason="erreur", by=written.by, at=AT)


def test_drafts_follow_until_verified_then_an_adjustment_is_asked(written):
    prepare_month(month=OCTOBER, by=None, at=AT)
    correct(written, montant="20")
    assert Draft.objects.get().billed == Decimal("80.00")
    verify_month(month=OCTOBER, by=None, at=AT)
    with pytest.raises(LineSettled, match="renvoyer à la vérification"):
        correct(written, montant="21")
    approve_month(month=OCTOBER, by=None, at=AT)
    issue_month(month=OCTOBER, by=None, at=AT)
    with pytest.raises(LineSettled, match="Notez une correction dans les régularisations"):
        remove_receipt(line=line().pk, reason="erreur", by=written.by, at=AT)


def test_history_is_final(written):
    correct(written, montant="20")
    for spoil in (
        lambda: ReceiptChange.objects.update(reason="autre"),
        lambda: ReceiptChange.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            spoil()


def test_locum_corrects_what_they_typed_and_nothing_else(written):
    rabiller = written.cast.rabiller
    with pytest.raises(RoleRefused):
        correct(written, by=rabiller, montant="31")
    type_day(written, typed(invoice="F8"), by=rabiller)
    assert correct(written, 8, by=rabiller, montant="31").after["amount"] == "31.00"


def test_pages_correct_remove_and_tell(written, as_member):
    client, slug = as_member(written.by), written.cast.cabinet.slug
    found = line()
    address = reverse("retrocession:receipt-line", args=[slug, found.pk])
    said = {
        "seen": "0", "doctor": str(found.doctor_id), "on": "2026-10-01", "acte": "G", "montant": "26,50",
        "mode": "CB", "reason": "chèque repris",
    }  # fmt: skip
    assert client.get(address).status_code == 200
    wrong = client.post(address, said | {"montant": "x"})
    assert (wrong.status_code, "chèque repris" in wrong.content.decode()) == (422, True)
    assert client.post(address, said).status_code == 302
    assert client.post(address, said | {"montant": "1"}).status_code == 409
    day = client.get(
        reverse("retrocession:typed-receipts", args=[slug]) + f"?jour=2026-10-01&medecin={found.doctor_id}"
    ).content.decode()
    assert "corrigée\u202f: montant 30,00" in day
    removal = reverse("retrocession:receipt-removal", args=[slug, found.pk])
    assert client.post(removal, {"seen": "1", "reason": ""}).status_code == 422
    assert client.post(removal, {"seen": "1", "reason": "double"}).status_code == 302
    assert client.get(address).status_code == 404
    assert as_member(written.cast.fradin).get(address).status_code == 404
