"""The former doctor's list by command: the sample to the letter, all or nothing, twice is once."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from patients.models import Patient, PatientImport, PatientStep

SAMPLES = Path(settings.BASE_DIR) / "samples"
LIST = SAMPLES / "liste-prioritaire.csv"
EXPECTED = json.loads((SAMPLES / "attendu-liste-prioritaire.json").read_text("utf-8"))
MEASURED = """
import re, sys, time
from datetime import date
from pathlib import Path
from patients.reading import *
stream = open(sys.argv[1], "rb")
found = open_list(stream, file_name="grande.csv")
checker = Checker(columns=found.columns, delimiter=";", today=date(2026, 11, 23), former_list=True)
done = sort_out((checker.check(*record) for record in found.records()), known=[])
peak = re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]
print(len(done.accepted), time.process_time(), int(peak) // 1024)
"""
SOUND = "Nom;Prénom;Né(e) le;ALD\nNEAU;Abel;12/03/1948;oui\nNEAU;Odette;01/02/1950;\n"


def run(*args, ok=True):
    """(code, stdout, stderr)"""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_patients", "nieul", *map(str, args), stdout=out, stderr=err)
    except SystemExit as refused:
        return refused.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


@pytest.fixture
def sound(tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text(SOUND, "utf-8")
    return file


def test_the_sample_gives_what_is_expected_and_writes_nothing_while_errors_stand(cast):
    code, out, err = run(LIST, "--date", "2026-11-23", "--json")
    assert json.loads(out) == EXPECTED
    assert code == 1
    assert "ligne 21, Nom\u202f: Le nom manque." in err
    assert "3 lignes en erreur\u202f: rien n’est enregistré." in err
    with scoped(cast.cabinet.pk):
        assert (Patient.objects.count(), PatientImport.objects.count()) == (0, 0)


def test_errors_set_aside_with_a_reason_let_the_others_in(cast):
    reason = "à vérifier avec les familles"
    code, out, _ = run(LIST, "--date", "2026-11-23", "--json", "--set-aside-errors", reason)
    assert (code, json.loads(out)) == (0, EXPECTED)
    with scoped(cast.cabinet.pk):
        assert (Patient.objects.count(), PatientStep.objects.count()) == (48, 48)
        kept = PatientImport.objects.get()
        assert kept.set_aside == {"17": reason, "21": reason, "25": reason}
        assert (kept.lines, kept.written, kept.duplicates, bytes(kept.content)) == (52, 48, 1, b"")
        blanchard = Patient.objects.get(identity="blanchard joel")
        assert (blanchard.on_former_list, blanchard.import_line, blanchard.patient_import) == (True, 27, kept)
        assert Patient.objects.filter(remark='=HYPERLINK("x")').exists()
        assert AuditEntry.objects.get(verb="import_patients").details == {
            "lines": 52, "written": 48, "duplicates": 1, "set_aside": 3,
        }  # fmt: skip


def test_the_same_list_twice_is_once(cast, sound):
    assert run(sound)[0] == 0
    code, out, _ = run(sound, "--json", "--date", "2026-11-23")
    said = json.loads(out)
    assert (code, said["accepted"], said["first_ten"]) == (0, 0, [])
    assert said["duplicates"] == [{"line": 2, "of_line": None}, {"line": 3, "of_line": None}]
    with scoped(cast.cabinet.pk):
        assert (Patient.objects.count(), PatientImport.objects.count()) == (2, 1)


def test_dry_run_writes_nothing(cast, sound):
    code, out, _ = run(sound, "--dry-run")
    assert code == 0
    assert "Essai\u202f: rien n’a été enregistré." in out
    with scoped(cast.cabinet.pk):
        assert not Patient.objects.exists()


def test_another_list_is_not_the_former_doctors(cast, sound):
    assert run(sound, "--not-former-list")[0] == 0
    with scoped(cast.cabinet.pk):
        assert not Patient.objects.filter(on_former_list=True).exists()


def test_a_practice_that_is_not_there_is_refused(cast, sound):
    err = io.StringIO()
    with pytest.raises(SystemExit) as refused:
        call_command("import_patients", "ailleurs", str(sound), stderr=err)
    assert (refused.value.code, err.getvalue()) == (1, "Aucun cabinet ne s’appelle « ailleurs ».\n")


def test_a_wrong_day_is_a_wrong_use(cast, sound):
    with pytest.raises(CommandError) as refused:
        run(sound, "--date", "demain")
    assert refused.value.returncode == 2


def test_a_file_that_is_no_list_is_refused(cast, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_bytes(b"")
    code, out, err = run(file, "--json", "--date", "2026-11-23")
    assert (code, err) == (1, "Ce fichier est vide. Refaites l’export de la liste, puis recommencez.\n")
    assert json.loads(out)["errors"] == [{"line": 1, "field": ""}]


def test_a_file_that_is_not_there_is_refused(cast, tmp_path):
    code, _, err = run(tmp_path / "absente.csv")
    assert code == 1
    assert "ce fichier ou son dossier n’existe pas" in err


def test_reading_ten_thousand_lines_takes_little_memory(tmp_path):
    """The pure part, in a process of its own."""
    file = tmp_path / "grande.csv"
    with file.open("w", encoding="utf-8") as out:
        out.write("Nom;Prénom;Né(e) le;ALD\n")
        for n in range(10_000):
            born = f"{1 + n % 28:02}/{1 + n % 12:02}/{1925 + n % 100}"
            out.write(f"NOM-{n % 97}{chr(65 + n % 26)};Prénom {n};{born};oui\n")
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(file)],
        capture_output=True,
        text=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    accepted, seconds, mebibytes = done.stdout.split()
    assert accepted == "10000"
    assert float(seconds) < 10
    assert int(mebibytes) < 120
