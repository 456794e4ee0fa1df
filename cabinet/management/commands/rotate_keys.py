import json

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.models import Cabinet
from cabinet.second_factors.reseal import reseal
from cabinet.tenancy.scope import scoped
from cabinet.vault import keys, masters
from cabinet.vault.reseal import rotate_keys


class Command(BaseCommand):
    help = (
        "Donne une nouvelle clé à chaque cabinet et programme le rechiffrement de ses contenus ; "
        "avec --master, ré-emballe les clés par la clé maîtresse courante."
    )

    def add_arguments(self, parser):
        parser.add_argument("cabinets", nargs="*", metavar="CABINET_SLUG")
        parser.add_argument("--master", action="store_true")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        done = {}
        for cabinet in self._cabinets(options["cabinets"]):
            with scoped(cabinet.pk):
                done[cabinet.slug] = keys.rewrap() if options["master"] else rotate_keys(at=timezone.now())
        if options["master"]:
            reseal()
        if options["json"]:
            said = "rewrapped" if options["master"] else "version"
            self.stdout.write(json.dumps({slug: {said: value} for slug, value in done.items()}))
            return
        number, _ = masters.current()
        for slug, value in done.items():
            self.stdout.write(
                f"{slug} : {value} clé(s) emballée(s) par la clé maîtresse {number}."
                if options["master"]
                else f"{slug} : clé {value} ; le rechiffrement suit dans dix minutes."
            )

    def _cabinets(self, slugs: list[str]) -> list[Cabinet]:
        found = list(Cabinet.objects.filter(**({"slug__in": slugs} if slugs else {})).order_by("slug"))
        for slug in sorted({*slugs} - {cabinet.slug for cabinet in found}):
            self.stderr.write(f"Aucun cabinet ne s’appelle « {slug} ».")
            raise SystemExit(1)
        return found
