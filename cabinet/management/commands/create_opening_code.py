import json
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.opening_codes import LIFETIME, create_opening_code

MOST_USES, LONGEST = 1000, 365


class Command(BaseCommand):
    help = (
        "Crée un code qui permet d’ouvrir un cabinet, une fois ou plusieurs, et l’affiche : "
        "il ne pourra plus l’être."
    )

    def add_arguments(self, parser):
        parser.add_argument("--label", default="Ligne de commande")
        parser.add_argument("--uses", type=int, default=1)
        parser.add_argument("--days", type=int, default=LIFETIME.days)
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        label = options["label"].strip()[:60]
        if not label:
            self._refuse("Un code porte un nom.")
        if not 1 <= options["uses"] <= MOST_USES:
            self._refuse(f"Un code sert de 1 à {MOST_USES} fois.")
        if not 1 <= options["days"] <= LONGEST:
            self._refuse(f"Un code dure de 1 à {LONGEST} jours.")
        now = timezone.now()
        code, row = create_opening_code(
            label=label, uses=options["uses"], at=now, lifetime=timedelta(days=options["days"])
        )
        if options["json"]:
            expires = row.expires_at.isoformat(timespec="seconds")
            self.stdout.write(json.dumps({"code": code, "uses": row.uses_left, "expires_at": expires}))
        else:
            self.stdout.write(code)

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)
