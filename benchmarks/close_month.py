"""The drafts of 1,000 practices × 6 locums × 500 lines, by two workers, against one GROUP BY of the rows.

The workers take the very jobs that the 1st of the month enqueues, each in its practice, under row-level
security, with its lock, its audit line and its commit; the GROUP BY has nothing of that, and sees all rows.
"""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime

from benchmarks.harness import alternate, compared, scaled, seconds
from benchmarks.house import database, filler, superuser
from benchmarks.practices import LOCUMS, write_practices, write_receipts
from cabinet.jobs import enqueue_for_each_practice, run_due
from cabinet.models import Job
from retrocession.models import Draft

MONTH = date(2026, 10, 1)
DUE_AT = datetime(2026, 11, 1, 5, tzinfo=UTC)
PRACTICES = range(1, 1 + scaled(1000))
WORKERS = 2
ROUNDS = 5

GROUP_BY = """
SELECT cabinet_id, doctor_id, count(DISTINCT "on"),
       sum(CASE WHEN act IN ('IK', 'IKM', 'IKS') THEN 0 WHEN amount < 0 THEN -1 ELSE 1 END),
       sum(amount), coalesce(sum(amount) FILTER (WHERE act IN ('IK', 'IKM', 'IKS')), 0)
FROM retrocession_receiptline WHERE month = %s GROUP BY cabinet_id, doctor_id
"""
#: As if the month had never been prepared.
FORGET = """
SET session_replication_role = replica;
DELETE FROM retrocession_draft; DELETE FROM retrocession_monthclosing;
DELETE FROM cabinet_auditentry; DELETE FROM cabinet_job;
VACUUM retrocession_draft, retrocession_monthclosing, cabinet_auditentry, cabinet_job
"""


def work(_: int) -> int:
    """A worker, until nothing is due."""
    return run_due(at=DUE_AT, limit=len(PRACTICES))


def main() -> None:
    spawning = multiprocessing.get_context("spawn")
    with database("close_month") as name:
        with filler(name) as fill:
            write_practices(fill, PRACTICES)
            write_receipts(fill, PRACTICES, month=MONTH, each=500)
        with superuser(name) as owner, ProcessPoolExecutor(WORKERS, mp_context=spawning) as workers:

            def prepare() -> float:
                for statement in FORGET.split(";"):
                    owner.execute(statement)
                payload = f'{{"month": "{MONTH:%Y-%m}"}}'
                enqueue_for_each_practice(
                    "prepare_month", period=f"{MONTH:%Y-%m}", due_at=DUE_AT, payload=payload
                )
                took = seconds(lambda: list(workers.map(work, range(WORKERS))))
                drafts = owner.execute(f"SELECT count(*) FROM {Draft._meta.db_table}").fetchone()[0]
                assert drafts == len(PRACTICES) * LOCUMS, f"{drafts} drafts: {_last_error()}"
                return took

            def group() -> float:
                return seconds(lambda: owner.execute(GROUP_BY, [MONTH]).fetchall())

            pairs = alternate(prepare, group, rounds=ROUNDS)
    compared("close_month", "s", pairs, practices=len(PRACTICES)).print()


def _last_error() -> str:
    return str(Job.objects.exclude(last_error="").values_list("last_error", flat=True).first())


if __name__ == "__main__":
    main()
