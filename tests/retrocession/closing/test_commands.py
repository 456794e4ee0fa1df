"""The operator's commands, on the sample month."""

import json

import pytest
from django.core.management import call_command

from cabinet.models import AuditEntry
from cabinet.tenancy.scope import scoped
from retrocession.models import MonthClosing, Statement, TransferFile
from tests.retrocession.closing.conftest import SAMPLES


def run(capsys, *words):
    """The exit code of a command, what it printed and what it said on stderr."""
    code = 0
    try:
        call_command(*words)
    except SystemExit as ended:
        code = ended.code
    out, err = capsys.readouterr()
    return code, out, err


def test_sample_month_is_closed_as_expected(october, capsys):
    code, out, _ = run(capsys, "close_month", "nieul-le-dolent", "2026-10", "--until", "issued", "--json")
    assert code == 0
    assert json.loads(out) == json.loads((SAMPLES / "attendu-2026-10.json").read_text())


@pytest.mark.parametrize("until", ["prepared", "verified", "approved"])
def test_each_step_gives_the_same_figures(october, capsys, until):
    code, out, _ = run(capsys, "close_month", "nieul-le-dolent", "2026-10", "--until", until, "--json")
    assert code == 0
    assert json.loads(out) == json.loads((SAMPLES / "attendu-2026-10.json").read_text())
    with scoped(october.pk):
        assert MonthClosing.objects.get().state == until


def test_closing_twice_gives_one_set_of_statements(october, capsys):
    words = ("close_month", "nieul-le-dolent", "2026-10", "--until", "issued", "--json")
    assert run(capsys, *words) == run(capsys, *words)
    with scoped(october.pk):
        assert list(Statement.objects.values_list("year", "rank")) == [(2026, n) for n in range(1, 6)]


CLOSE = ("close_month", "nieul-le-dolent", "2026-10", "--until")


def test_as_somebody_each_step_is_theirs_or_refused(living_october, capsys):
    secretary, titulaire = (
        f"{name}@nieul-le-dolent.example" for name in ("baptiste.jaulin", "ulysse.texier")
    )
    code, out, err = run(capsys, *CLOSE, "issued", "--as", secretary)
    assert (code, out) == (1, "")
    assert (
        err == "Seul le médecin remplacé du mois, Dr Texier, approuve les relevés et remet les virements.\n"
    )
    with scoped(living_october.pk):
        assert MonthClosing.objects.get().state == "verified"
    assert run(capsys, *CLOSE, "issued", "--as", titulaire)[0] == 0
    with scoped(living_october.pk):
        closing = MonthClosing.objects.select_related("verified_by__person", "issued_by__person").get()
    assert (closing.verified_by.person.email, closing.issued_by.person.email) == (secretary, titulaire)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("nulle-part", "2026-10"), "Aucun cabinet ne s’appelle « nulle-part »."),
        (("nieul-le-dolent", "2026-07"), "Juillet 2026 n’a pas de médecin remplacé."),
        (("nieul-le-dolent", "2026-10", "--as", "x@y.example"), "x@y.example n’est pas membre"),
    ],
)
def test_refusal_is_a_french_sentence(october, capsys, words, sentence):
    code, out, err = run(capsys, "close_month", *words, "--until", "prepared")
    assert (code, out) == (1, "")
    assert err.startswith(sentence)


def test_people_read_the_month_too(october, capsys):
    code, out, _ = run(capsys, *CLOSE, "prepared")
    assert code == 0
    assert out.splitlines()[-1] == "Total à reverser\u202f: 6\u202f553,39\u00a0€"


def test_issuing_sends_each_announcement_once(october, capsys, mailoutbox):
    run(capsys, *CLOSE, "issued")
    run(capsys, *CLOSE, "issued")
    assert len(mailoutbox) == 5


def test_transfer_file_is_written_and_summed(living_october, capsys, tmp_path):
    file = tmp_path / "virements.xml"
    words = ("export_sepa", "nieul-le-dolent", "2026-10", "--out", str(file), "--json")
    code, _, err = run(capsys, *words)
    assert (code, file.exists()) == (1, False)
    assert err.startswith("Octobre 2026 doit d’abord être émis")
    run(capsys, *CLOSE, "issued")
    code, out, _ = run(capsys, *words)
    report = json.loads(out)
    assert (code, report["control_sum"], report["payments"], report["left_out"]) == (0, "6553.39", 5, [])
    first = file.read_bytes()
    run(capsys, *words)
    assert file.read_bytes() == first
    code, _, err = run(capsys, *words[:4], str(tmp_path / "absent" / "x.xml"))
    assert code == 1
    assert "absent" in err


def test_file_that_cannot_be_written_leaves_the_month_as_it_was(living_october, capsys, tmp_path):
    run(capsys, *CLOSE, "issued")
    for out in (tmp_path / "absent" / "x.xml", tmp_path):
        code, _, err = run(capsys, "export_sepa", "nieul-le-dolent", "2026-10", "--out", str(out))
        assert code == 1
        assert "ne peut pas être ouvert" in err
        with scoped(living_october.pk):
            assert MonthClosing.objects.get().state == "issued"
            assert not TransferFile.objects.exists()
            assert not AuditEntry.objects.filter(verb="make_transfer_file").exists()
