import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.models import Membership
from cabinet.tenancy.scope import scoped
from cabinet.text import amount, count, full_day
from retrocession.actions.closing import lock_month
from retrocession.actions.transfers import make_transfer_file
from retrocession.management.operator import OperatorRefused, month_argument, practice_of, refusing
from retrocession.queries.transfers import order_of


class Command(BaseCommand):
    help = "Écrit le fichier de virements d’un mois (pain.001.001.09), le même tant que rien ne change."

    def add_arguments(self, parser):
        parser.add_argument("cabinet", metavar="CABINET_SLUG")
        parser.add_argument("month", metavar="AAAA-MM", type=month_argument)
        parser.add_argument("--out", required=True, metavar="FILE.xml", type=Path)
        parser.add_argument(
            "--payer",
            metavar="EMAIL",
            help="le titulaire qui paie, quand ce n’est pas le médecin remplacé du mois",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        with refusing(self):
            practice = practice_of(options["cabinet"])
            with scoped(practice.pk):
                payer = self.payer(options)
                made = make_transfer_file(month=options["month"], by=None, at=timezone.now(), payer=payer)
                left_out = order_of(lock_month(options["month"]), titulaire=made.titulaire).left_out
                # Inside the transaction: a file that cannot be written leaves the month as it was.
                options["out"].write_bytes(made.xml)
        missing = [
            {
                "remplacant": other.statement.remplacant.person.email,
                "statement": other.statement.number,
                "net": f"{other.statement.net:.2f}",
                "reason": other.reason,
            }
            for other in left_out
        ]
        if options["json"]:
            report = {
                "message_id": made.message_id,
                "execution_on": made.execution_on.isoformat(),
                "payments": made.payments,
                "control_sum": f"{made.control_sum:.2f}",
                "left_out": missing,
            }
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{options['out']}\u202f: {count(made.payments, 'virement', 'virements')},"
            f" {amount(made.control_sum)}, à exécuter le {full_day(made.execution_on)}."
        )
        for other in missing:
            self.stdout.write(f"Non viré\u202f: {other['remplacant']}, {other['reason']}.")

    def payer(self, options: dict) -> Membership | None:
        """Who pays, when somebody else than the médecin remplacé is named and does pay something."""
        closing, email = lock_month(options["month"]), options["payer"]
        if not email or closing.titulaire is None or closing.titulaire.person.email == email.lower():
            return None
        own = closing.statements.filter(titulaire__person__email=email.lower())
        statement = own.select_related("titulaire__person").first()
        if statement is None:
            raise OperatorRefused(f"{email} ne paie aucun relevé de ce mois.")
        return statement.titulaire
