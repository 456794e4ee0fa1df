from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from cabinet.models import AuditEntry
from retrocession.actions.closing import prepare_month, verify_month
from retrocession.actions.receipts import import_receipts
from retrocession.actions.receipts_refused import MonthSettled, ReceiptsRefused
from retrocession.actions.receipts_typed import TypedWrong, type_receipts
from retrocession.models import Draft, ReceiptLine
from retrocession.permissions import RoleRefused
from tests.retrocession.receipts.conftest import AT, OCTOBER, csv, lines, row

pytestmark = pytest.mark.django_db
FIRST = date(2026, 10, 1)


def typed(act="G", amount="30", mode="CB", invoice="", token=None, **parts):
    cells = {"acte": act, "montant": amount, "mode": mode, "facture": invoice, "token": token or uuid4().hex}
    return cells | {name: parts.get(name, "") for name in ("amo", "amc", "patient_part")}


def type_day(month, *rows, by=None, doctor=None, on=FIRST):
    return type_receipts(doctor=doctor or month.cast.rabiller, on=on, rows=rows, by=by or month.by, at=AT)


def test_typed_lines_are_written_with_their_parts_and_without_an_import(month):
    report = type_day(
        month, typed(), typed("vg", "1 030,50", "tp", "F9", amo="721.35", amc="300", patient_part="9,15")
    )
    assert (report.written, report.duplicates) == (2, 0)
    found = ReceiptLine.objects.order_by("line").values_list(
        "act", "amount", "mode", "amo", "amc", "patient_part", "receipt_import", "typed_by", "line"
    )
    jaulin = month.by.pk
    assert list(found) == [
        ("G", Decimal("30.00"), "cb", None, None, None, None, jaulin, 1),
        (
            "VG", Decimal("1030.50"), "tiers_payant", Decimal("721.35"), Decimal("300.00"), Decimal("9.15"),
            None, jaulin, 2,
        ),
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="type_receipts").get().details["lines"] == 2


def test_typed_lines_without_a_number_are_all_kept_and_the_same_rows_twice_are_once(month):
    rows = [typed(), typed()]
    assert type_day(month, *rows).written == 2
    again = type_day(month, *rows)
    assert (again.written, again.duplicates) == (0, 2)
    assert ReceiptLine.objects.count() == 2


def test_typed_line_with_its_number_is_known_to_the_export_and_the_reverse(month):
    type_day(month, typed("G", "30,00", "Chèque", "F1"))
    report = import_receipts(stream=csv(row(1), row(2)), file_name="a.csv", month=OCTOBER, by=month.by, at=AT)
    assert (report.written, report.duplicates) == (1, 1)
    assert type_day(month, typed("G", "30,00", "Chèque", "F2")).duplicates == 1
    assert [line[2] for line in lines()] == ["F1", "F2"]


def test_typed_act_paid_in_two_halves_is_two_lines(month):
    assert type_day(month, typed("G", "15", "CB", "F1"), typed("G", "15", "Espèces", "F1")).written == 2
    assert type_day(month, typed("G", "15", "Espèces", "F1")).duplicates == 1


def test_import_warns_of_lines_typed_without_a_number(month):
    type_day(month, typed())
    report = import_receipts(stream=csv(row(1)), file_name="a.csv", month=OCTOBER, by=month.by, at=AT)
    assert report.warnings[-1].message == (
        "1 ligne saisie à la main sans n° de facture ce mois-ci\u202f: si ce fichier les contient aussi,"
        " elles seront comptées deux fois."
    )


def test_typed_rows_are_refused_together_with_the_sentences_of_the_import(month):
    with pytest.raises(TypedWrong) as refused:
        type_day(
            month,
            typed(),
            typed("", "12,3,4", "troc"),
            typed("G", "30", "CB", amo="21", amc="4,50", patient_part="4"),
        )
    assert [(error.line, error.field) for error in refused.value.errors] == [
        (2, "Acte"), (2, "Montant"), (2, "Règlement"), (3, "Montant"),
    ]  # fmt: skip
    assert " font 29,50" in refused.value.errors[-1].message
    assert ReceiptLine.objects.count() == 0


def test_typed_lines_warn_of_an_absence_and_an_unknown_act(month):
    report = type_day(month, typed("ZZZ9"))
    assert [warning.field for warning in report.warnings] == ["Date", "Acte"]


def test_typed_lines_follow_into_the_drafts_until_the_month_is_verified(month):
    type_day(month, typed())
    prepare_month(month=OCTOBER, by=month.by, at=AT)
    type_day(month, typed(amount="10"))
    assert Draft.objects.get().billed == Decimal("40.00")
    verify_month(month=OCTOBER, by=month.by, at=AT)
    with pytest.raises(MonthSettled, match="vérifié"):
        type_day(month, typed())


def test_locum_types_their_own_lines_only_even_when_drafts_are_computed(month):
    rabiller, fradin = month.cast.rabiller, month.cast.fradin
    assert type_day(month, typed(), by=rabiller).written == 1
    prepare_month(month=OCTOBER, by=month.by, at=AT)
    assert type_day(month, typed(), by=rabiller).written == 1
    assert Draft.objects.get().billed == Decimal("60.00")
    with pytest.raises(RoleRefused):
        type_day(month, typed(), by=rabiller, doctor=fradin)


def test_typed_day_to_come_is_refused(month):
    with pytest.raises(ReceiptsRefused, match="pas encore venu"):
        type_day(month, typed(), on=date(2026, 11, 3))


@pytest.fixture
def page(month, as_member):
    client = as_member(month.by)
    address = reverse("retrocession:typed-receipts", args=[month.cast.cabinet.slug])
    return client, f"{address}?jour=2026-10-01&medecin={month.cast.rabiller.pk}"


def sent(*rows):
    return {name: [one[name] for one in rows] for name in rows[0]}


def test_page_keeps_rows_and_shows_them(page):
    client, address = page
    answer = client.post(address, sent(typed(invoice="F77"), typed("", "", "")))
    assert (answer.status_code, answer.url) == (302, address)
    shown = client.get(address).content.decode()
    assert "F77" in shown
    assert 'data-sum="cb" data-base="3000"' in shown


def test_page_refuses_with_everything_typed_kept(page):
    client, address = page
    answer = client.post(address, sent(typed(invoice="F77", amount="douze")))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert 'value="douze"' in shown
    assert 'value="F77"' in shown
    assert "Montant illisible" in shown
    assert client.post(address, sent(typed("", "", ""))).status_code == 422
    assert client.post(address, {"acte": ["G"]}).status_code == 422


def test_page_is_for_those_who_type(month, as_member):
    address = reverse("retrocession:typed-receipts", args=[month.cast.cabinet.slug])
    assert as_member(month.cast.drapeau).get(address).status_code == 403
    own = as_member(month.cast.fradin)
    assert own.get(address).status_code == 200
    assert own.get(f"{address}?jour=2026-10-01&medecin={month.cast.rabiller.pk}").status_code == 403


@pytest.mark.parametrize("rows", [1, 30])
def test_page_asks_the_same_number_of_questions(page, month, rows, django_assert_num_queries):
    client, address = page
    type_day(month, *(typed() for _ in range(rows)))
    client.get(address)
    with django_assert_num_queries(18):
        client.get(address)
