"""The operator's command on the sample file, and on files that caisses might send."""

import json
from datetime import date
from decimal import Decimal

import pytest

from cabinet.tenancy.scope import scoped
from retrocession.models import Adjustment, ReceiptLine, RejectionImport
from tests.retrocession.closing.adjustments.conftest import HEADER, rows
from tests.retrocession.closing.conftest import SAMPLES, bill, close, write
from tests.retrocession.closing.test_commands import run

EXPECTED = json.loads((SAMPLES / "attendu-rejets-2026-10.json").read_text())
SAMPLE = SAMPLES / "rejets-2026-10.csv"


def refuse(capsys, file, *words, month="2026-11"):
    """Exit code, what was printed as JSON, what was said on stderr."""
    code, out, err = run(
        capsys, "import_rejections", "nieul-le-dolent", str(file), "--month", month, "--json", *words
    )
    return code, json.loads(out), err


@pytest.fixture
def given(tmp_path):
    def write(*lines, header=HEADER, content=None):
        file = tmp_path / "rejets.csv"
        file.write_bytes(rows(*lines, header=header) if content is None else content)
        return file

    return write


def recorded(practice):
    with scoped(practice.pk):
        return list(Adjustment.objects.values_list("invoice", "act", "amount", "rate", "share"))


def test_sample_file_gives_the_expected_adjustments(issued, capsys):
    code, out, _ = refuse(capsys, SAMPLE)
    assert (code, out) == (0, EXPECTED)
    with scoped(issued.pk):
        one = Adjustment.objects.select_related("titulaire__person", "origin").get(act="GS")
        [file] = RejectionImport.objects.all()
    assert (one.kind, one.month, one.origin_month) == ("rejection", date(2026, 11, 1), date(2026, 10, 1))
    assert (one.amount, one.rate, one.share) == (Decimal("-30.00"), Decimal("80.00"), Decimal("-24.00"))
    assert (one.titulaire.person.last_name, one.origin.month) == ("Texier", date(2026, 10, 1))
    assert (one.reason, one.noted_on) == ("Droits fermés", date(2026, 11, 12))
    assert (file.state, file.rows, file.lines, file.written) == ("written", [], 4, 4)


def test_same_file_twice_is_recognised_and_counted(issued, capsys):
    refuse(capsys, SAMPLE)
    before = recorded(issued)
    code, out, err = refuse(capsys, SAMPLE)
    assert (code, out) == (0, EXPECTED)
    assert "4 lignes lues, 0 enregistrée, 4 déjà connues" in err
    assert recorded(issued) == before


def test_dry_run_writes_nothing(issued, capsys):
    code, out, _ = refuse(capsys, SAMPLE, "--dry-run")
    assert (code, out, recorded(issued)) == (0, EXPECTED, [])


def test_same_refusal_twice_in_a_file_or_over_two_is_one(issued, capsys, given):
    line = "20261000040;GS;30,00;Droits fermés;12/11/2026"
    code, out, err = refuse(capsys, given(line, line))
    assert (code, out[0]["lines"]) == (0, ["-24.00"])
    assert "1 déjà connue" in err
    code, out, err = refuse(capsys, given(line, "20261000280;MD;7,00;Autre;2026-11-12"))
    assert (code, [one["lines"] for one in out]) == (0, [["-5.95"], ["-24.00"]])
    assert len(recorded(issued)) == 2


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("Motif,Date du rejet,Acte,N° facture,Montant rejeté", "x,2026-11-12,gs,20261000040,30.00"),
        ("Numéro de facture\tCode acte\tMontant refusé\tMotif du rejet\tRejeté le",
         "20261000040\tGS\t30\tx\t12/11/2026"),
        ("NSS;N° facture;Acte;Montant rejeté;Motif;Date du rejet",
         "1850585;20261000040; GS ;30,00 €;;12/11/2026 08:00"),
    ],
)  # fmt: skip
def test_other_delimiters_titles_and_amounts_are_read(issued, capsys, given, header, line):
    code, out, _ = refuse(capsys, given(line, header=header))
    assert (code, out) == (
        0,
        [
            {
                "remplacant": "gael.herbreteau@nieul-le-dolent.example",
                "adjustments": "-24.00",
                "lines": ["-24.00"],
            }
        ],
    )


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig"])
def test_encodings_are_read(issued, capsys, given, encoding):
    content = rows("20261000040;GS;30,00;Droits fermés;12/11/2026").decode().encode(encoding)
    code, _, _ = refuse(capsys, given(content=content))
    assert code == 0
    with scoped(issued.pk):
        assert Adjustment.objects.get().reason == "Droits fermés"


@pytest.mark.parametrize(
    ("line", "field", "message"),
    [
        ("999;GS;30,00;x;12/11/2026", "N° facture", "Facture inconnue"),
        ("20261000040;COE;30,00;x;12/11/2026", "Acte", "ne porte pas l’acte"),
        ("20261000040;GS;30,01;x;12/11/2026", "Montant rejeté", "il reste 30,00\u00a0€"),
        ("20261000040;GS;0;x;12/11/2026", "Montant rejeté", "supérieur à zéro"),
        ("20261000040;GS;-30;x;12/11/2026", "Montant rejeté", "supérieur à zéro"),
        ("20261000040;GS;trente;x;12/11/2026", "Montant rejeté", "Montant illisible"),
        ("20261000040;GS;;x;12/11/2026", "Montant rejeté", "la case est vide"),
        ("20261000040;GS;30,00;x;31/02/2026", "Date du rejet", "Date illisible"),
        ("20261000040;GS;30,00;x;30/09/2026", "Date du rejet", "avant l’acte"),
        (";GS;30,00;x;12/11/2026", "N° facture", "la case est vide"),
    ],
)
def test_wrong_line_is_named_and_nothing_is_written(issued, capsys, given, line, field, message):
    code, out, err = refuse(capsys, given("20261000280;MD;7,00;Droits fermés;12/11/2026", line))
    assert code == 1
    [error] = out["errors"]
    assert (error["line"], error["field"]) == (3, field)
    assert message in error["message"]
    assert "1 ligne en erreur\u202f: rien n’est enregistré" in err
    assert recorded(issued) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Ce fichier est vide"),
        (HEADER.encode(), "aucun rejet"),
        (b"a;b;c\n1;2;3\n", "Colonnes non reconnues"),
        (
            b"Date;N\xb0 facture;Acte;Montant;R\xe8glement\n01/10/2026;1;G;30,00;CB\n",
            "Colonnes non reconnues",
        ),
        (b"PK\x03\x04", "classeur Excel"),
    ],
)
def test_file_of_another_kind_is_refused_whole(issued, capsys, given, content, sentence):
    code, out, err = refuse(capsys, given(content=content))
    assert code == 1
    assert sentence in out["errors"][0]["message"]
    assert sentence in err


def test_what_is_left_to_reject_shrinks(issued, capsys, given):
    assert refuse(capsys, given("20261000040;GS;20,00;x;12/11/2026"))[0] == 0
    code, out, _ = refuse(capsys, given("20261000040;GS;10,01;x;13/11/2026"))
    assert (code, out["errors"][0]["message"]) == (
        1,
        "10,01\u00a0€ rejetés, mais il reste 10,00\u00a0€ à rejeter sur cet acte.",
    )
    assert refuse(capsys, given("20261000040;GS;10,00;x;13/11/2026"))[0] == 0
    code, out, _ = refuse(capsys, given("20261000040;GS;1,00;x;14/11/2026"))
    assert out["errors"][0]["message"] == "Cet acte est déjà entièrement rejeté ou annulé."


@pytest.mark.parametrize(("cancelled", "left"), [("30.00", None), ("20.00", "10,00")])
def test_act_cancelled_in_a_later_month_is_not_taken_back_twice(issued, capsys, given, cancelled, left):
    with scoped(issued.pk):
        line = ReceiptLine.objects.select_related("doctor").get(invoice="20261000040", act="GS")
        write(bill(line.doctor, date(2026, 11, 3), "GS", f"-{cancelled}", invoice=line.invoice))
    code, out, _ = refuse(capsys, given("20261000040;GS;30,00;x;12/11/2026"), month="2026-12")
    sentence = (
        f"30,00\u00a0€ rejetés, mais il reste {left}\u00a0€ à rejeter sur cet acte."
        if left
        else "Cet acte est déjà entièrement rejeté ou annulé."
    )
    assert (code, out["errors"][0]["message"]) == (1, sentence)
    assert recorded(issued) == []


def test_travel_is_taken_back_whole(issued, capsys, given):
    _, out, _ = refuse(capsys, given("20261000140;IK;3,66;x;12/11/2026"))
    assert out[0]["lines"] == ["-3.66"]
    assert recorded(issued)[0][3] == Decimal("100.00")


def test_line_out_of_retrocession_is_said_and_makes_nothing(issued, capsys, given):
    code, out, err = refuse(capsys, given("20261000001;GS;30,00;x;12/11/2026"))
    assert (code, out) == (0, [])
    assert "Anaïs Hervouet (interne SASPAS), hors rétrocession. Aucune régularisation." in err
    assert recorded(issued) == []


def test_line_of_a_month_not_issued_is_mended_before(october, capsys):
    close(october, "approved")
    code, out, _ = refuse(capsys, SAMPLE)
    assert code == 1
    assert out["errors"][0]["message"] == (
        "Cette recette est d’octobre 2026, dont les relevés ne sont pas encore émis."
        " Corrigez-la ou retirez-la des recettes du mois avant l’émission."
    )
    assert recorded(october) == []


@pytest.mark.parametrize("month", ["2026-10", "2026-09"])
def test_only_a_later_month_carries(issued, capsys, month):
    assert refuse(capsys, SAMPLE, month=month)[0] == 1
    assert recorded(issued) == []


def test_wrong_words_are_refused_in_french(issued, capsys, given):
    assert refuse(capsys, given("x"), month="2026-13")[0] == 1
    assert run(capsys, "import_rejections", "nulle-part", str(SAMPLE), "--month", "2026-11")[0] == 1
    code, _, err = run(
        capsys, "import_rejections", "nieul-le-dolent", "/nulle/part.csv", "--month", "2026-11"
    )
    assert (code, "ne peut pas être ouvert" in err) == (1, True)


def test_people_read_what_was_taken(issued, capsys):
    code, out, _ = run(capsys, "import_rejections", "nieul-le-dolent", str(SAMPLE), "--month", "2026-11")
    assert code == 0
    assert out.splitlines()[0] == (
        "  gael.herbreteau@nieul-le-dolent.example\u202f: facture 20261000040, acte GS, −30,00\u00a0€ →"
        " −24,00\u00a0€"
    )
