"""One pass: read, checked, written, or nothing."""

from decimal import Decimal
from pathlib import Path

import pytest

from cabinet.models import AuditEntry, Membership
from cabinet.tenancy.scope import scoped
from planning.models import Presence
from retrocession.actions.closing import prepare_month, verify_month
from retrocession.actions.receipts import import_receipts
from retrocession.actions.receipts_refused import MonthSettled
from retrocession.models import Draft, MonthClosing, ReceiptImport, ReceiptLine
from retrocession.permissions import RoleRefused
from retrocession.reading import UnreadableFile

from .conftest import AT, FRADIN, GOOD, OCTOBER, SPOILED, csv, lines, row


def bring(data: bytes, *, by=None, month=OCTOBER, **options):
    return import_receipts(stream=data, file_name="recettes.csv", month=month, by=by, at=AT, **options)


def test_import_writes_each_line(month):
    report = bring(GOOD, by=month.by)
    assert (report.lines, report.written, report.duplicates, report.errors) == (3, 3, 0, [])
    assert lines() == [
        (2, "Rabiller", "F1", Decimal("30.00")),
        (3, "Fradin", "F2", Decimal("30.00")),
        (4, "Rabiller", "F3", Decimal("30.00")),
    ]
    line = ReceiptLine.objects.first()
    assert (line.mode, line.amo, line.amc, line.patient_part, line.act) == (
        "cheque", Decimal("21.00"), Decimal("4.50"), Decimal("4.50"), "G",
    )  # fmt: skip


def test_import_is_recorded_without_content(month):
    bring(GOOD, by=month.by)
    written = ReceiptImport.objects.get()
    assert (written.state, bytes(written.content), written.written_by) == ("written", b"", month.by)
    entry = AuditEntry.objects.get(verb="write_receipts")
    assert entry.details == {
        "month": "2026-10", "lines": 3, "written": 3, "duplicates": 0, "set_aside": 0,
    }  # fmt: skip


def test_same_file_again_writes_nothing_and_says_so(month):
    bring(GOOD)
    report = bring(GOOD)
    assert (report.lines, report.written, report.duplicates) == (3, 0, 3)
    assert report.warnings[0].message == (
        "Ce fichier a déjà été enregistré le lundi 2 novembre 2026\u202f: rien n’est doublé."
    )
    assert (ReceiptImport.objects.count(), len(lines())) == (1, 3)


def test_longer_file_writes_what_is_new(month):
    bring(csv(row(1), row(2)))
    report = bring(csv(row(1), row(2), row(3), row(3)))
    assert (report.lines, report.written, report.duplicates) == (4, 1, 3)
    assert len(lines()) == 3


def test_error_writes_nothing_at_all(month):
    report = bring(SPOILED)
    assert (report.lines, report.written, report.duplicates, report.wrong) == (3, 0, 0, 2)
    assert [(e.line, e.field, e.message.split("\u202f")[0]) for e in report.errors] == [
        (3, "Montant", "Montant illisible"),
        (4, "Médecin", "Médecin inconnu du cabinet"),
    ]
    assert (ReceiptImport.objects.count(), MonthClosing.objects.count(), len(lines())) == (0, 0, 0)


def test_dry_run_writes_nothing(month):
    report = bring(GOOD, dry_run=True)
    assert (report.lines, report.written, report.duplicates, report.errors) == (3, 0, 0, [])
    assert bring(csv(row(1), row(1)), dry_run=True).duplicates == 1
    assert (ReceiptImport.objects.count(), MonthClosing.objects.count(), len(lines())) == (0, 0, 0)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Ce fichier est vide."),
        (GOOD.decode("cp1252").encode("utf-16"), "Ce fichier est en UTF-16"),
        (b"PK\x03\x04" + GOOD, "Ce fichier est un classeur Excel"),
        (GOOD.replace(b";", b"|"), "Les colonnes de ce fichier ne sont séparées"),
        (csv(), "Ce fichier ne contient que les titres"),
        (csv(row(1), titles="a;b;c;d;e;f;g;h;i;j;k;l"), "Colonnes non reconnues"),
    ],
)
def test_unreadable_file_is_refused_with_its_sentence(month, data, sentence):
    with pytest.raises(UnreadableFile) as refused:
        bring(data)
    assert refused.value.message.startswith(sentence)
    assert ReceiptImport.objects.count() == 0


@pytest.mark.parametrize(
    ("spoiled", "field", "sentence"),
    [
        (row(1).rsplit(";", 4)[0], "Part AMO", "Ligne coupée avant la colonne"),
        (
            row(1, Date="02/11/2026"),
            "Date",
            "La date 02/11/2026 n’est pas dans le mois importé (octobre 2026).",
        ),
        (row(1).replace(";", ","), "", "Cette ligne est séparée par virgule"),
    ],
)
def test_spoiled_line_is_an_error_at_its_place(month, spoiled, field, sentence):
    report = bring(csv(row(2), spoiled))
    assert [(e.line, e.field) for e in report.errors] == [(3, field)]
    assert report.errors[0].message.startswith(sentence)
    assert lines() == []


@pytest.mark.parametrize("step", ["verified", "issued"])
def test_settled_month_is_refused(month, step):
    MonthClosing.objects.create(month=OCTOBER, state=step, titulaire=month.cast.texier)
    with pytest.raises(MonthSettled) as refused:
        bring(GOOD)
    assert (
        refused.value.message
        == {
            "verified": "Octobre 2026 est déjà vérifié. Demandez au médecin remplacé de le renvoyer à la "
            "vérification, puis recommencez.",
            "issued": "Octobre 2026\u202f: les relevés sont émis et ne changent plus. Une recette oubliée "
            "sera une régularisation sur le relevé suivant.",
        }[step]
    )
    assert lines() == []


@pytest.mark.parametrize("step", ["verified", "issued"])
def test_settled_month_recognises_what_it_holds(month, step):
    bring(GOOD)
    MonthClosing.objects.update(state=step, titulaire=month.cast.texier)
    report = bring(GOOD)
    assert (report.lines, report.written, report.duplicates, report.errors) == (3, 0, 3, [])
    with pytest.raises(MonthSettled):
        bring(csv(row(1), row(9)))


def test_prepared_month_is_computed_again(month):
    bring(csv(row(1)))
    prepare_month(month=OCTOBER, by=None, at=AT)
    bring(csv(row(1), row(2)))
    assert [draft.billed for draft in Draft.objects.all()] == [Decimal("60.00")]
    verify_month(month=OCTOBER, by=None, at=AT)


def test_warnings_are_gathered(month):
    cast = month.cast
    from planning.models import Room

    room = Room.objects.create(name="Bureau 1")
    Presence.objects.create(
        membership=cast.rabiller, room=room, on=OCTOBER, period="day", booked_at=AT,
        starts_at="2026-10-01T06:30Z", ends_at="2026-10-01T16:30Z",
    )  # fmt: skip
    late = {"RPPS": FRADIN, "Médecin": "x"}
    report = bring(csv(row(1), row(2, **late), row(3, Date="02/10/2026", **late), row(4, Acte="ZZZ")))
    assert [(w.line, w.field, w.message) for w in report.warnings] == [
        (
            3,
            "Date",
            "Dr Fradin n’a pas de présence au planning\u202f: jeu. 1er oct., ven. 2 oct. (2 lignes).",
        ),
        (5, "Acte", "Acte inconnu\u202f: «\u00a0ZZZ\u00a0» (1 ligne). Vérifiez le code."),
    ]


def test_change_of_role_in_the_month_follows_the_day(month):
    cast = month.cast
    Membership.objects.filter(pk=cast.rabiller.pk).update(ends_on="2026-10-14")
    titulaire = Membership.objects.create(
        person=cast.rabiller.person, role="titulaire", starts_on="2026-10-15"
    )
    bring(csv(row(1, Date="14/10/2026"), row(2, Date="15/10/2026")))
    assert list(ReceiptLine.objects.order_by("line").values_list("doctor_id", flat=True)) == [
        cast.rabiller.pk,
        titulaire.pk,
    ]


def test_locum_may_not_import(month):
    with pytest.raises(RoleRefused):
        bring(GOOD, by=month.cast.fradin)
    with pytest.raises(RoleRefused):
        bring(GOOD, by=month.cast.sorin)
    assert bring(GOOD, by=month.cast.texier).written == 3


def test_neighbour_does_not_know_these_doctors(month, cast):
    with scoped(cast.next_door.cabinet.pk):
        report = bring(GOOD)
    assert report.wrong == 3


def test_patient_reaches_neither_database_nor_report(month):
    from django.db import connection

    report = bring(csv(row(1), row(2, Montant="x")))
    assert "SECRET" not in repr(report)
    bring(GOOD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(l::text, '') FROM retrocession_receiptline l")
        assert "SECRET" not in cursor.fetchone()[0]


def test_backslash_and_quotes_survive(month):
    bring(csv(row(1, **{"N° facture": "A\\N'1"})))
    assert lines()[0][2] == "A\\N'1"


@pytest.mark.slow
def test_hundred_thousand_lines_are_written(month):
    data = csv(*(row(n) for n in range(100_000)))
    assert bring(data).written == 100_000
    assert ReceiptLine.objects.count() == 100_000


def test_both_samples_are_the_same_month(db):
    import json

    from cabinet.models import Cabinet, Person, PractitionerProfile

    samples = Path(__file__).parents[3] / "samples"
    kit = json.loads((samples / "nieul-le-dolent.json").read_text())
    practice = Cabinet.objects.create(
        slug="n", name="N", commune="N", postcode="85430", insee="85161", school_zone="B"
    )
    with scoped(practice.pk):
        for one in kit["people"]:
            person = Person.objects.create(
                email=one["email"], first_name=one["first_name"], last_name=one["last_name"]
            )
            member = Membership.objects.create(person=person, role=one["role"], starts_on="2026-01-01")
            PractitionerProfile.objects.create(membership=member, rpps=one.get("rpps", ""))
        first = bring((samples / "recettes-2026-10.csv").read_bytes())
        second = bring((samples / "recettes-2026-10-iso.csv").read_bytes())
        assert (first.lines, first.written, first.errors) == (478, 478, [])
        assert (second.lines, second.written, second.duplicates) == (478, 0, 478)
