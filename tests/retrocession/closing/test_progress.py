"""Long work in words and numbers: it goes on, fails and says so, ends; nothing is shown twice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cabinet.jobs import run_due
from cabinet.models import Job, OutboxMessage
from cabinet.tenancy.scope import scoped
from retrocession.models import MonthClosing
from retrocession.queries.progress import progress_of
from tests.retrocession.closing.conftest import AT, OCTOBER, close, member_named

PAGE = "/c/nieul-le-dolent/retrocession/2026-10/"
ADDRESS = f"{PAGE}avancement/"


@pytest.fixture
def issued(october):
    with scoped(october.pk):
        close(october, "issued")
        yield october


def progress(at=AT):
    return progress_of(OCTOBER, MonthClosing.objects.filter(month=OCTOBER).first(), at=at)


def said():
    return [(work.label, work.words) for work in progress().works]


@pytest.fixture
def no_pdf(monkeypatch):
    """What the workers do, without the slow rendering."""
    monkeypatch.setattr("retrocession.tasks.render_statement", lambda statement: b"%PDF-1.7")


def test_work_of_an_issued_month_is_counted(issued, no_pdf):
    assert said() == [
        ("Relevés mis en PDF", "0 relevé sur 5"),
        ("Remplaçants prévenus par e-mail", "0 e-mail sur 5"),
    ]
    run_due(at=AT, key_prefix=f"freeze_statement:{issued.pk}:2026-10", limit=3)
    assert said()[0] == ("Relevés mis en PDF", "3 relevés sur 5")
    run_due(at=AT, key_prefix=f"freeze_statement:{issued.pk}:2026-10", limit=5)
    OutboxMessage.objects.filter(key__startswith="statement:2026-10:").update(state="sent")
    assert progress().is_over


def test_what_failed_is_said_with_the_next_attempt(issued, monkeypatch):
    def breaks(statement):
        raise RuntimeError("no font")

    monkeypatch.setattr("retrocession.tasks.render_statement", breaks)
    run_due(at=AT, key_prefix=f"freeze_statement:{issued.pk}:2026-10", limit=1)
    now = progress()
    assert now.works[0].trouble == (
        "1 relevé n’a pas abouti. Nouvel essai à 11\u202fh\u202f21, sans rien faire de votre part."
    )
    assert (now.has_failed, now.pace) == (True, "20s")


def test_work_that_nobody_does_is_said_late(issued):
    closing = MonthClosing.objects.get(month=OCTOBER)
    later = closing.issued_at + timedelta(minutes=5)
    assert (progress(at=closing.issued_at).is_late, progress(at=later).is_late) == (False, True)


def test_drafts_of_the_first_are_shown_as_long_as_they_are_computed(october):
    with scoped(october.pk):
        assert progress().works == []
        Job.objects.create(
            kind="prepare_month", key=f"prepare_month:{october.pk}:2026-10", tenant=october, due_at=AT
        )
        assert said() == [("Projets de relevés", "0 calcul sur 1")]
        close(october, "prepared")
        assert progress().works == []


def test_fragment_is_given_again_only_when_something_changed(issued, no_pdf, as_member):
    client = as_member(member_named(issued, "ulysse.texier"))
    htmx = {"HX-Request": "true"}
    first = client.get(ADDRESS, headers=htmx)
    assert first.status_code == 200
    seen = first.context["progress"].seen
    assert f"?vu={seen}" in first.content.decode()
    assert client.get(f"{ADDRESS}?vu={seen}", headers=htmx).status_code == 204
    run_due(at=AT, key_prefix=f"freeze_statement:{issued.pk}:2026-10", limit=1)
    changed = client.get(f"{ADDRESS}?vu={seen}", headers=htmx)
    assert "1 relevé sur 5" in changed.content.decode()
    assert "HX-Trigger" not in changed.headers


def test_end_stops_the_asking_and_wakes_the_page(issued, no_pdf, as_member):
    run_due(at=AT, key_prefix=f"freeze_statement:{issued.pk}:2026-10", limit=5)
    OutboxMessage.objects.filter(key__startswith="statement:2026-10:").update(state="sent")
    client = as_member(member_named(issued, "ulysse.texier"))
    last = client.get(ADDRESS, headers={"HX-Request": "true"})
    assert last.headers["HX-Trigger"] == "month-ready"
    assert "hx-get" not in last.content.decode()
    assert "avancement" not in client.get(PAGE).content.decode()


def test_page_without_script_shows_the_same_words(issued, as_member):
    client = as_member(member_named(issued, "baptiste.jaulin"))
    assert "0 relevé sur 5" in client.get(PAGE).content.decode()
    assert client.get(ADDRESS).headers["Location"] == PAGE


@pytest.mark.parametrize("name", ["kevin.rabiller", "lucie.sorin", "yann.guilbaud"])
def test_progress_is_for_who_reads_the_month(issued, as_member, name):
    answer = as_member(member_named(issued, name)).get(ADDRESS, headers={"HX-Request": "true"})
    assert answer.status_code == 403


def test_progress_reads_one_statement(issued):
    closing = MonthClosing.objects.get(month=OCTOBER)
    with CaptureQueriesContext(connection) as queries:
        progress_of(OCTOBER, closing, at=AT)
    assert len(queries) == 1
