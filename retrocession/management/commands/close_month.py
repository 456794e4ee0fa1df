import json
import sys
from contextlib import redirect_stdout
from decimal import Decimal

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.jobs import run_due
from cabinet.tenancy.scope import scoped
from cabinet.text import amount, percent
from retrocession.actions.closing import approve_month, lock_month, prepare_month, verify_month
from retrocession.actions.statements import issue_month
from retrocession.management.operator import member_of, month_argument, practice_of, refusing
from retrocession.queries.month import month_as_data
from retrocession.rules.closing import State, Step, steps_until
from retrocession.rules.settlement import transferable

STEPS = {
    Step.PREPARE: prepare_month,
    Step.VERIFY: verify_month,
    Step.APPROVE: approve_month,
    Step.ISSUE: issue_month,
}
UNTIL = (State.PREPARED, State.VERIFIED, State.APPROVED, State.ISSUED)
#: More than any practice has locums: what is due for this month is done before the command ends.
ALL = 10_000


class Command(BaseCommand):
    help = "Mène un mois jusqu’à une étape de sa clôture, sans refaire ce qui est fait."

    def add_arguments(self, parser):
        parser.add_argument("cabinet", metavar="CABINET_SLUG")
        parser.add_argument("month", metavar="AAAA-MM", type=month_argument)
        parser.add_argument("--until", required=True, choices=[str(state) for state in UNTIL])
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="au nom de cette personne")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        month, wanted = options["month"], State(options["until"])
        with refusing(self):
            practice = practice_of(options["cabinet"])
            by = member_of(practice, options["email"]) if options["email"] else None
            # A month only prepared is computed again: its receipts may have changed since.
            with scoped(practice.pk):
                closing = prepare_month(month=month, by=by, at=timezone.now())
            for step in steps_until(State(closing.state), wanted):
                with scoped(practice.pk):
                    STEPS[step](month=month, by=by, at=timezone.now())
            if wanted == State.ISSUED:
                self.finish(practice.pk, f"{month:%Y-%m}")
            with scoped(practice.pk):
                data = month_as_data(lock_month(month))
        if options["json"]:
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_for_people(data)))

    def finish(self, practice_id: int, month: str) -> None:
        """Make this month's PDFs and send its announcements now; workers that do it too are no trouble."""
        with redirect_stdout(sys.stderr):  # where e-mails go when they are only printed
            run_due(key_prefix=f"freeze_statement:{practice_id}:{month}:", limit=ALL)
            run_due(key_prefix=f"send:{practice_id}:statement:{month}:", limit=ALL)


def _for_people(data: dict) -> list[str]:
    lines = [f"{data['month']}, médecin remplacé\u202f: {data['titulaire']}"]
    lines += [
        f"  {line['remplacant']}\u202f: {line['days']} j, {line['acts']} actes, {amount(line['billed'])},"
        f" {percent(line['rate'])} → {amount(line['net'])}"
        for line in data["statements"]
    ]
    lines += [
        f"  hors rétrocession\u202f: {other['email']} ({other['role']}) {amount(other['billed'])}"
        for other in data["excluded"]
    ]
    given = sum(transferable(Decimal(line["net"])) for line in data["statements"])
    return [*lines, f"Total à reverser\u202f: {amount(given)}"]
