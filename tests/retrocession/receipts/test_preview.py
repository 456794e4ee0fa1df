"""Upload, look, set aside, write; give up or take out again."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from retrocession.actions.closing import prepare_month
from retrocession.actions.receipts import (
    abandon_receipts,
    forget_columns,
    set_aside,
    take_back,
    upload_receipts,
    withdraw_receipts,
    write_receipts,
)
from retrocession.actions.receipts_refused import (
    ErrorsStand,
    ImportSettled,
    MonthSettled,
    NothingToSetAside,
    ReasonMissing,
)
from retrocession.models import ColumnMapping, Draft, MonthClosing, ReceiptImport, SetAsideLine
from retrocession.queries.receipts import preview
from retrocession.reading import MissingColumns

from .conftest import AT, FRADIN, GOOD, OCTOBER, SPOILED, TITLES, csv, lines, row


def upload(data: bytes, *, by=None, **options) -> ReceiptImport:
    return upload_receipts(stream=data, file_name="recettes.csv", month=OCTOBER, by=by, at=AT, **options)


def write(receipt_import: ReceiptImport):
    return write_receipts(receipt_import=receipt_import, by=None, at=AT)


def aside(receipt_import: ReceiptImport, line: int, reason: str = "Saisie deux fois", **options):
    return set_aside(receipt_import=receipt_import, line=line, reason=reason, by=None, at=AT, **options)


def test_preview_adds_up_by_doctor_and_mode(month):
    shown = preview(upload(csv(row(1), row(1), row(2, Règlement="CB"), row(3, RPPS=FRADIN, Médecin=""))))
    assert (shown.lines, shown.new, shown.duplicates, shown.wrong) == (4, 3, 1, 0)
    assert [(row.name, row.by_mode, row.total) for row in [*shown.totals, shown.total]] == [
        (name, list(zip(shown.modes, map(Decimal, amounts), strict=True)), Decimal(total))
        for name, amounts, total in [
            ("Dr Fradin", ("0", "30", "0", "0", "0"), "30"),
            ("Dr Rabiller", ("30", "30", "0", "0", "0"), "60"),
            ("Total", ("30", "60", "0", "0", "0"), "90"),
        ]
    ]


def test_upload_writes_no_line_and_keeps_no_patient(month):
    receipt_import = upload(csv(row(1), row(2, Montant="x"), row(3) + ";cut;SECRET"))
    from retrocession.reading.reduced import _text

    assert lines() == []
    assert "SECRET" not in _text(bytes(receipt_import.content)).read()


def test_preview_is_what_is_written(month):
    receipt_import = upload(GOOD)
    shown = preview(receipt_import)
    report = write(receipt_import)
    assert (report.lines, report.written, report.duplicates) == (shown.lines, shown.new, shown.duplicates)
    receipt_import.refresh_from_db()
    assert (receipt_import.state, bytes(receipt_import.content), receipt_import.written) == (
        "written",
        b"",
        3,
    )


def test_same_file_is_the_same_preview(month):
    assert upload(GOOD).pk == upload(GOOD).pk


def test_written_file_uploaded_again_says_so(month):
    first = upload(GOOD)
    write(first)
    shown = preview(upload(GOOD))
    assert (shown.new, shown.duplicates, shown.same_file.pk) == (0, 3, first.pk)


def test_errors_stand_until_set_aside(month):
    receipt_import = upload(SPOILED)
    shown = preview(receipt_import)
    assert [(wrong.number, len(wrong.errors)) for wrong in shown.wrong_lines] == [(3, 1), (4, 1)]
    with pytest.raises(ErrorsStand) as refused:
        write(receipt_import)
    assert refused.value.message == (
        "2 lignes en erreur\u202f: rien n’est enregistré. Corrigez le fichier, ou mettez ces lignes de côté "
        "avec une raison."
    )
    assert lines() == []
    aside(receipt_import, 3)
    with pytest.raises(ErrorsStand):
        write(receipt_import)
    aside(receipt_import, 4)
    report = write(receipt_import)
    assert (report.lines, report.written, report.duplicates, report.set_aside) == (3, 1, 0, 2)
    assert [(one.line, one.reason) for one in SetAsideLine.objects.all()] == [
        (3, "Saisie deux fois"),
        (4, "Saisie deux fois"),
    ]


def test_line_is_set_aside_once(month):
    receipt_import = upload(SPOILED)
    first = aside(receipt_import, 3, "La bonne raison")
    assert aside(receipt_import, 3, "Une autre").pk == first.pk
    assert SetAsideLine.objects.get().reason == "La bonne raison"


def test_line_taken_back_stands_again(month):
    receipt_import = upload(SPOILED)
    aside(receipt_import, 3)
    take_back(receipt_import=receipt_import, line=3, by=None, at=AT)
    assert preview(receipt_import).wrong == 2


@pytest.mark.parametrize("line", [1, 2, 99])
def test_right_line_is_not_set_aside(month, line):
    with pytest.raises(NothingToSetAside):
        aside(upload(SPOILED), line)


def test_line_is_not_set_aside_without_a_reason(month):
    with pytest.raises(ReasonMissing):
        aside(upload(SPOILED), 3, "  ")


def test_long_list_of_errors_shows_fifty_and_the_count(month):
    receipt_import = upload(csv(*(row(n, Montant="x") for n in range(260))))
    shown = preview(receipt_import)
    assert (len(shown.wrong_lines), shown.wrong, shown.wrong_lines_hidden) == (50, 260, 210)
    aside(receipt_import, 2)
    assert preview(receipt_import).wrong_lines[-1].number == 52


def test_doctor_invited_since_is_known(month):
    from cabinet.models import Membership, Person

    receipt_import = upload(SPOILED)
    person = Person.objects.create(email="paul@nieul.example", first_name="Paul", last_name="Personne")
    Membership.objects.create(person=person, role="remplacant", starts_on=OCTOBER)
    assert [wrong.number for wrong in preview(receipt_import).wrong_lines] == [3]


def test_columns_told_by_hand_are_kept_once_written(month):
    data = csv(row(1), titles=TITLES.replace("N° facture", "Piece jointe").replace("Règlement", "Moyen"))
    with pytest.raises(MissingColumns) as missing:
        upload(data)
    assert missing.value.columns.missing_labels == ("N° facture", "Règlement")
    told = {"facture": "Piece jointe", "mode": "Moyen"}
    receipt_import = upload(data, mapping=told)
    assert ColumnMapping.objects.count() == 0
    write(receipt_import)
    assert ColumnMapping.objects.get().columns == told
    assert upload(data.replace(b"F1", b"F2")).lines == 1
    forget_columns(by=None, at=AT)
    with pytest.raises(MissingColumns):
        upload(data)


def test_abandoned_file_is_forgotten(month):
    receipt_import = upload(GOOD)
    abandon_receipts(receipt_import=receipt_import, by=None, at=AT)
    receipt_import.refresh_from_db()
    assert (receipt_import.state, bytes(receipt_import.content)) == ("abandoned", b"")
    with pytest.raises(ImportSettled):
        write(receipt_import)


def test_withdrawn_file_takes_its_lines_along(month):
    receipt_import = upload(GOOD)
    write(receipt_import)
    prepare_month(month=OCTOBER, by=None, at=AT)
    assert withdraw_receipts(receipt_import=receipt_import, by=None, at=AT) == 3
    assert (lines(), Draft.objects.count()) == ([], 0)
    with pytest.raises(ImportSettled):
        withdraw_receipts(receipt_import=receipt_import, by=None, at=AT)
    assert upload(GOOD).pk != receipt_import.pk


def test_verified_month_keeps_its_files(month):
    receipt_import = upload(GOOD)
    write(receipt_import)
    MonthClosing.objects.update(state="verified", titulaire=month.cast.texier)
    with pytest.raises(MonthSettled):
        withdraw_receipts(receipt_import=receipt_import, by=None, at=AT)
    assert len(lines()) == 3


def test_preview_asks_the_same_for_one_line_and_for_thirty(month):
    def statements(count: int) -> int:
        receipt_import = upload(csv(*(row(n, Montant="x" if n % 3 else "30,00") for n in range(count))))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            preview(receipt_import)
        return len(captured)

    assert statements(1) == statements(30) == 9
