import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.kit import KitRefused, load


class Command(BaseCommand):
    help = (
        "Crée ou complète un cabinet depuis un kit de départ (JSON). Deux fois le même fichier : une seule."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        try:
            report = load(options["file"], at=timezone.now())
        except KitRefused as refused:
            for fault in refused.faults:
                self.stderr.write(str(fault))
            self.stderr.write("Rien n’a été écrit.")
            raise SystemExit(1) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(report.lines()))
