"""Each night: consultations counted as they may be told, and each reminder once."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from cabinet.jobs import expect_jobs, run_due
from cabinet.models import Job, OutboxMessage
from cabinet.tenancy import scope
from cabinet.tenancy.scope import scoped
from commune.actions.counts import count_consultations
from commune.actions.registers import write_entry
from commune.actions.reminders import remind_grants, remind_registers
from commune.models import ConsultationCount
from retrocession.models import ReceiptLine
from tests.commune.conftest import NOW, TODAY
from tests.commune.test_grants import enter

FEBRUARY = date(2027, 2, 1)


def bill(cast, how_many: int, *, month=FEBRUARY, act="G", start=0) -> None:
    ReceiptLine.objects.bulk_create(
        ReceiptLine(
            doctor=cast.fradin, month=month, on=month, line=n, invoice=f"F{n}", act=act, amount=Decimal(30),
            mode="cb", key=f"{month}{act}{n}".encode()[-16:], typed_at=NOW, typed_by=cast.jaulin,
        )
        for n in range(start, start + how_many)
    )  # fmt: skip


def told() -> list[tuple[date, int | None]]:
    return list(ConsultationCount.objects.values_list("month", "count"))


def count(cast) -> None:
    count_consultations(cabinet=cast.cabinet, at=NOW)


def test_count_consultations_hides_a_small_month(nieul):
    bill(nieul, 10)
    bill(nieul, 40, month=date(2027, 1, 1))
    bill(nieul, 20, month=date(2027, 3, 1))  # not over
    count(nieul)
    assert told() == [(date(2027, 1, 1), 40), (FEBRUARY, None)]


def test_count_consultations_leaves_travel_out_and_moves_by_the_floor(nieul):
    bill(nieul, 40)
    bill(nieul, 9, act="IK", start=100)
    count(nieul)
    bill(nieul, 5, start=200)
    count(nieul)
    assert told() == [(FEBRUARY, 40)]
    bill(nieul, 6, start=300)
    count(nieul)
    count(nieul)
    assert told() == [(FEBRUARY, 51)]


def test_mairie_reads_counts_and_not_receipts(nieul, as_mairie):
    bill(nieul, 40)
    count(nieul)
    with as_mairie():
        assert told() == [(FEBRUARY, 40)]


def test_nightly_jobs_run_once_a_day(nieul):
    at = NOW + timedelta(days=1)
    token = scope.enter(scope.NOBODY)
    for _ in range(2):
        expect_jobs(at)
    scope.leave(token)
    kinds = Job.objects.filter(tenant=nieul.cabinet, kind__in=("count_consultations", "remind_registers"))
    assert kinds.count() == 2
    bill(nieul, 40)
    for kind in ("count_consultations", "remind_registers"):
        assert run_due(at=at, key_prefix=f"{kind}:{nieul.cabinet.pk}:") == 1
    with scoped(nieul.cabinet.pk):
        assert told() == [(FEBRUARY, 40)]


def remind(cast, today: date) -> list[tuple[str, str]]:
    OutboxMessage.objects.all().delete()
    at = datetime(today.year, today.month, today.day, 7, tzinfo=NOW.tzinfo)
    for _ in range(2):
        remind_grants(cabinet=cast.cabinet, today=today, at=at)
        remind_registers(cabinet=cast.cabinet, today=today, at=at)
    return sorted(OutboxMessage.objects.values_list("recipient", "subject"))


def test_grant_is_recalled_to_the_mairie_before_it_ends(nieul):
    enter(nieul)
    said = [("guilbaud@nieul.example", "Une subvention arrive au bout de son engagement")]
    assert remind(nieul, TODAY) == []
    assert remind(nieul, date(2031, 6, 1)) == said
    assert remind(nieul, date(2032, 3, 30)) == said


@pytest.mark.parametrize(
    ("today", "subject"),
    [(TODAY, ""), (date(2027, 3, 5), "À prévoir"), (date(2027, 3, 15), "En retard")],
)
def test_batch_is_recalled_to_its_titulaire_alone(nieul, today, subject):
    values = {"kind": "cpe_cps", "title": "Lot 12", "dated_on": TODAY, "owner": nieul.texier}
    write_entry(values=values, by=nieul.jaulin, at=NOW)
    expected = (
        [("texier@nieul.example", f"{subject}\u202f: lot CPE à synchroniser en CPS")] if subject else []
    )
    assert remind(nieul, today) == expected


def test_reminder_says_no_word_of_the_entry(nieul):
    values = {"kind": "obstacle", "title": "Refus écrit", "dated_on": TODAY, "due_on": TODAY}
    write_entry(values=values, by=nieul.jaulin, at=NOW)
    assert len(remind(nieul, TODAY)) == 3
    assert not OutboxMessage.objects.filter(body__contains="Refus").exists()
