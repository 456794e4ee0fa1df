import json

from django.core.management.base import BaseCommand

from cabinet.clock import today_in_paris
from planning.actions.load_holidays import YEARS_AHEAD, load_holidays


class Command(BaseCommand):
    help = "Jours fériés et vacances scolaires des zones A, B et C, de cette année à trois ans."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        today = today_in_paris()
        changed = load_holidays(today=today)
        if options["json"]:
            self.stdout.write(json.dumps({"changed": changed, "until": today.year + YEARS_AHEAD}))
        else:
            said = f"{changed} mis à jour" if changed else "rien à changer"
            self.stdout.write(f"Jours fériés et vacances jusqu’en {today.year + YEARS_AHEAD}\u202f: {said}.")
