import json
import sys

from django.core.management.base import BaseCommand
from django.db import Error

from cabinet.forgetting import NotForgotten, Proof, forget
from cabinet.models import Cabinet


class Command(BaseCommand):
    help = (
        "Efface tout d’un cabinet, ses clés, ses fichiers et les comptes qui n’ont que lui, et le prouve "
        "table par table. Rien ne le ramène."
    )

    def add_arguments(self, parser):
        parser.add_argument("cabinet", metavar="CABINET_SLUG")
        parser.add_argument("--dry-run", action="store_true", help="compte sans rien effacer")
        parser.add_argument("--yes", action="store_true", help="sans demander le nom du cabinet")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        cabinet = Cabinet.objects.filter(slug=options["cabinet"]).first()
        if cabinet is None:
            self._refuse(f"Aucun cabinet ne s’appelle « {options['cabinet']} ».")
        if not options["dry_run"] and not options["yes"] and sys.stdin.isatty():
            typed = input(f"Tout ce qui est au {cabinet.name} va disparaître. Tapez « {cabinet.slug} » : ")
            if typed.strip() != cabinet.slug:
                self._refuse("Ce n’est pas son nom : rien n’est effacé.")
        try:
            proof = forget(cabinet, dry_run=options["dry_run"])
        except (NotForgotten, Error) as error:
            self._refuse(str(error))
        if options["json"]:
            self.stdout.write(json.dumps(proof.as_dict() | {"dry_run": options["dry_run"]}, indent=1))
        else:
            self._say(proof, dry_run=options["dry_run"])

    def _say(self, proof: Proof, *, dry_run: bool) -> None:
        for table, counts in proof.as_dict()["tables"].items():
            if counts["before"]:
                after = "" if dry_run else f" → {counts['after']}"
                self.stdout.write(f"  {table} : {counts['before']}{after}")
        if dry_run:
            self.stdout.write(f"{proof.cabinet} : {proof.rows} lignes seraient effacées. Rien ne l’est.")
            return
        self.stdout.write(
            f"{proof.cabinet} : {proof.rows} lignes effacées, il n’en reste aucune ; "
            f"{proof.people_deleted} compte(s) effacé(s), {proof.people_kept} gardé(s) par un autre cabinet."
        )

    def _refuse(self, sentence: str) -> None:
        self.stderr.write(sentence)
        raise SystemExit(1)
