"""Two at once, and killed at any step: one set of statements, numbers without gaps, each told once."""

import os
import re
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone

from cabinet.jobs import run_due
from cabinet.models import AuditEntry, OutboxMessage
from cabinet.tenancy.scope import scoped
from retrocession.actions.designation import designate
from retrocession.actions.transfers import make_transfer_file
from retrocession.models import Designation, MonthClosing, Statement, StatementDocument, TransferFile
from tests.retrocession.closing.conftest import AT, OCTOBER, close, member_named

ROOT = Path(__file__).parents[3]


def at_once(*calls):
    """Each call in a thread of its own, started together; what they raised."""
    barrier, raised = threading.Barrier(len(calls)), []

    def run(call):
        barrier.wait()
        try:
            call()
        except Exception as error:
            raised.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def issued_once(practice):
    with scoped(practice.pk):
        assert MonthClosing.objects.get(month=OCTOBER).state == "issued"
        assert list(Statement.objects.values_list("year", "rank")) == [(2026, n) for n in range(1, 6)]
        steps = AuditEntry.objects.filter(verb__endswith="_month").values_list("verb", flat=True)
        assert sorted(steps) == ["approve_month", "issue_month", "prepare_month", "verify_month"]


def test_two_workers_at_once_close_one_month(living_october):
    assert at_once(*[lambda: close(living_october, "issued")] * 4) == []
    issued_once(living_october)


def test_two_workers_at_once_make_one_document_and_one_announcement(living_october):
    close(living_october, "issued")
    prefix = f"freeze_statement:{living_october.pk}"
    assert at_once(*[lambda: run_due(at=AT, key_prefix=prefix)] * 3) == []
    with scoped(living_october.pk):
        assert StatementDocument.objects.count() == 5
        assert OutboxMessage.objects.count() == 5


def test_two_at_once_make_one_transfer_file(living_october):
    close(living_october, "issued")

    def make():
        with scoped(living_october.pk):
            make_transfer_file(month=OCTOBER, by=None, at=AT)

    assert at_once(make, make, make) == []
    with scoped(living_october.pk):
        assert TransferFile.objects.count() == 1


def test_two_designations_at_once_leave_one(living_october):
    november = OCTOBER.replace(month=11)

    def name(who):
        def call():
            with scoped(living_october.pk):
                designate(month=november, titulaire=member_named(living_october, who), by=None, at=AT)

        return call

    assert at_once(name("lucie.sorin"), name("zoe.epaud")) == []
    with scoped(living_october.pk):
        assert Designation.objects.filter(month=november).count() == 1


#: Runs `close_month` and kills itself, as SIGKILL does, before the nth statement of SQL.
VICTIM = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection
left = [int(sys.argv[1])]
def count(execute, sql, params, many, context):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
connection.ensure_connection()
with connection.execute_wrapper(count):
    call_command("close_month", "nieul-le-dolent", "2026-10", "--until", "issued", "--json")
print("statements:", -left[0], file=sys.stderr)
"""


def closing_process(database, mail, kill_before):
    url = re.sub(r"/[^/?]*\?", f"/{database}?", os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": url,
        "MAIL_FOLDER": str(mail),
        "DJANGO_SETTINGS_MODULE": "cabinet.settings",
        "CABINET_ENVIRONMENT": "demo",
    }
    return subprocess.run(
        [sys.executable, "-c", VICTIM, str(kill_before)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.slow
def test_killed_at_any_statement_and_run_again_issues_once(living_october, tmp_path):
    """Killed again and again, then left to end: leases over, all is there and nothing is double."""
    deaths = 0
    for kill_before in (3, 7, 12, 23, 36, 53, 70, 14):
        ended = closing_process(connection.settings_dict["NAME"], tmp_path, kill_before)
        deaths += ended.returncode == -signal.SIGKILL
        assert ended.returncode in (0, -signal.SIGKILL), ended.stderr
    assert deaths >= 5
    ended = closing_process(connection.settings_dict["NAME"], tmp_path, 0)
    assert ended.returncode == 0, ended.stderr
    later = timezone.now() + timedelta(minutes=10)
    run_due(at=later, key_prefix=f"freeze_statement:{living_october.pk}")
    issued_once(living_october)
    with scoped(living_october.pk):
        assert StatementDocument.objects.count() == 5
        assert OutboxMessage.objects.values("recipient").distinct().count() == 5
        assert OutboxMessage.objects.count() == 5
        with connection.cursor() as cursor:
            cursor.execute("SELECT year, last FROM retrocession_statementcounter")
            assert cursor.fetchall() == [(2026, 5)]
    ids = re.findall(r"^Message-ID: (\S+)", "".join(p.read_text() for p in tmp_path.iterdir()), re.M)
    assert len(ids) - len(set(ids)) <= sum(_sent_again(living_october))


def _sent_again(practice):
    with scoped(practice.pk):
        return [int(again) for again in OutboxMessage.objects.values_list("sent_again", flat=True)]
