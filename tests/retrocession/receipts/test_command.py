"""`import_receipts`: what it prints, what it refuses, and with which code."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from .conftest import GOOD, SPOILED, lines


@pytest.fixture
def run(month, tmp_path):
    def _run(data: bytes | None, *options: str, slug: str = "nieul", month: str = "2026-10"):
        """(code, standard output, standard error)"""
        file = tmp_path / "recettes.csv"
        if data is not None:
            file.write_bytes(data)
        out, err = StringIO(), StringIO()
        try:
            call_command(
                "import_receipts", slug, str(file), "--month", month, *options, stdout=out, stderr=err
            )
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()
        return 0, out.getvalue(), err.getvalue()

    return _run


def test_command_prints_the_report_as_json(run):
    code, out, err = run(GOOD, "--json")
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert report.pop("warnings") == [
        {
            "line": 2,
            "field": "Date",
            "message": "Aucune présence n’est notée au planning ce mois-ci\u202f: les jours n’ont pas pu "
            "être comparés.",
        }
    ]
    assert report == {"lines": 3, "written": 3, "duplicates": 0, "errors": []}


def test_command_prints_for_people(run):
    code, out, _ = run(GOOD)
    assert (code, out.splitlines()[-1]) == (0, "3 lignes lues, 3 enregistrées, 0 déjà connue")


def test_dry_run_says_that_nothing_is_written(run):
    code, out, _ = run(GOOD, "--dry-run")
    assert (code, out.splitlines()[-1], lines()) == (0, "Essai\u202f: rien n’a été enregistré.", [])


def test_errors_are_listed_and_refused(run):
    code, out, err = run(SPOILED, "--json")
    assert (code, [(e["line"], e["field"]) for e in json.loads(out)["errors"]]) == (
        1,
        [(3, "Montant"), (4, "Médecin")],
    )
    assert err.startswith("2 lignes en erreur")
    assert lines() == []


def test_unreadable_file_is_refused_in_both_languages(run):
    code, out, err = run(b"", "--json")
    sentence = "Ce fichier est vide. Refaites l’export du mois, puis recommencez."
    assert (code, err) == (1, sentence + "\n")
    assert json.loads(out) == {
        "lines": 0,
        "written": 0,
        "duplicates": 0,
        "warnings": [],
        "errors": [{"line": 1, "field": "", "message": sentence}],
    }


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ({"slug": "nulle-part"}, "Aucun cabinet ne s’appelle"),
        ({"month": "octobre"}, "« octobre » n’est pas un mois"),
        ({"month": "9999-12"}, "« 9999-12 » n’est pas un mois"),
        ({"data": None}, "« "),
    ],
)
def test_what_does_not_exist_is_refused(run, case, sentence):
    code, out, err = run(**({"data": GOOD} | case))
    assert (code, out) == (1, "")
    assert err.startswith(sentence)


def test_refusal_of_what_does_not_exist_is_json_too(run):
    code, out, err = run(None, "--json")
    assert (code, err.strip().endswith("ce fichier ou son dossier n’existe pas.")) == (1, True)
    assert json.loads(out) == {
        "lines": 0,
        "written": 0,
        "duplicates": 0,
        "warnings": [],
        "errors": [{"line": 1, "field": "", "message": err.strip()}],
    }


def test_usage_is_said(run):
    with pytest.raises(CommandError):
        call_command("import_receipts", "nieul")
