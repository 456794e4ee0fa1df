"""Nobody ran on the 1st: beat's first tick makes up for it, once, and one e-mail says so."""

from email import message_from_bytes
from email.policy import default

from cabinet.models import Job
from cabinet.tenancy.scope import scoped
from retrocession.models import Draft, MonthClosing
from tests.journeys.conftest import SLUG
from tests.journeys.processes import wait_until
from tests.retrocession.closing.conftest import OCTOBER, write_sample_receipts


def state(practice) -> str:
    with scoped(practice.pk):
        return MonthClosing.objects.filter(month=OCTOBER).values_list("state", flat=True).first() or "open"


def mails_to(house, name: str) -> list:
    """What was sent to somebody of the practice: each file may hold several."""
    found = []
    for path in sorted(house.mail.glob("*.log")):
        for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n"):
            if part.strip():
                message = message_from_bytes(part.lstrip(), policy=default)
                if message["To"] == f"{name}@{SLUG}.example":
                    found.append(message)
    return found


def test_missed_first_of_month_is_caught_up_by_beat_and_two_workers(house, practice, tmp_path):
    """The drafts due on 1 November at 06:00 are made on the 2nd; the secretary is reminded once."""
    write_sample_receipts(practice)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    with house.worker(first), house.worker(second), house.beat(tmp_path):
        wait_until(lambda: state(practice) == "prepared", seconds=60)
        wait_until(lambda: not Job.objects.filter(done_at=None, key__contains="2026-10").exists(), seconds=30)
        wait_until(lambda: reminders(house), seconds=30)
    with scoped(practice.pk):
        assert Draft.objects.count() == 5
    assert len(reminders(house)) == 1


def reminders(house) -> list[str]:
    """What the secretary was told of October's accounts, among her other letters."""
    subjects = [mail["Subject"] for mail in mails_to(house, "baptiste.jaulin")]
    return [subject for subject in subjects if "octobre 2026, à vérifier" in subject]
