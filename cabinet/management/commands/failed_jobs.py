import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.metrics import TOO_MANY_ATTEMPTS
from cabinet.models import Job


class Command(BaseCommand):
    help = (
        "Ce qui échoue dans la file (e-mails compris) : quoi, combien de fois, pourquoi. "
        "--retry les remet tout de suite au travail."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--kind", default="", help="seulement ceux de cette sorte, par exemple send_message"
        )
        parser.add_argument("--retry", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        failing = Job.objects.filter(done_at=None, attempts__gte=TOO_MANY_ATTEMPTS).order_by("due_at", "pk")
        if options["kind"]:
            failing = failing.filter(kind=options["kind"])
        found = list(failing)
        if options["retry"]:
            failing.update(due_at=timezone.now(), attempts=0)
        if options["json"]:
            self.stdout.write(json.dumps([self._said(job) for job in found], ensure_ascii=False))
            return
        for job in found:
            # Its last line says why; the table keeps the rest.
            reason = (job.last_error.strip().splitlines() or ["?"])[-1]
            self.stdout.write(f"{job.kind} · {job.attempts} essais · {job.key} : {reason}")
        end = "remis au travail" if options["retry"] else "en échec"
        self.stdout.write(f"{len(found)} {end}.")

    def _said(self, job: Job) -> dict:
        return {
            "kind": job.kind,
            "key": job.key,
            "attempts": job.attempts,
            "due_at": job.due_at.isoformat(timespec="seconds"),
            "error": job.last_error,
        }
