import json

from django.core.management.base import BaseCommand

from cabinet.tenancy.checks import faults, tenant_models


class Command(BaseCommand):
    help = "Demande à la base elle-même si chaque table d’un cabinet est protégée ; 1 si l’une échappe."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        found = faults()
        checked = len(tenant_models())
        if options["json"]:
            answer = {
                "tables": checked,
                "faults": [{"table": table, "fault": what} for table, what in found],
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=1))
        elif not found:
            self.stdout.write(f"{checked} tables protégées, aucune n’échappe.")
        for table, what in found:
            self.stderr.write(f"{table} : {what}")
        if found:
            raise SystemExit(1)
