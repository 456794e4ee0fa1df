"""The operator's commands, on the sample month."""

import json

import pytest
from django.core.management import call_command

from cabinet.tenancy.scope import scoped
from retrocession.models import MonthClosing, Statement
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
