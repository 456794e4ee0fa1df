import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.clock import parse_month
from cabinet.tenancy.scope import scoped
from cabinet.text import amount, count, of_month
from retrocession.actions.payments_received import import_payments
from retrocession.actions.payments_refused import PaymentReport, PaymentsStand
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.management.operator import OperatorRefused, practice_of, refusing
from retrocession.reading import LineError, UnreadableFile


class Command(BaseCommand):
    help = (
        "Enregistre les paiements de tiers payant d’un cabinet qui rétrocède ce qui est perçu."
        " Deux fois le même paiement\u202f: un seul."
    )

    def add_arguments(self, parser):
        parser.add_argument("cabinet", metavar="CABINET_SLUG")
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument(
            "--month", required=True, metavar="AAAA-MM", help="le mois dont les relevés les compteront"
        )
        parser.add_argument("--dry-run", action="store_true", help="lire et contrôler, sans rien écrire")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        refusal = ""
        told = self.refused_in_json if options["json"] else None
        with refusing(self, told=told):
            try:
                report = self.read(options)
                refusal = PaymentsStand(report).message if report.errors else ""
            except UnreadableFile as error:
                report = PaymentReport(errors=[LineError(error.line or 1, "", error.message)])
                refusal = error.message
        if options["json"]:
            self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_for_people(report, dry_run=options["dry_run"])))
        if refusal:
            self.stderr.write(refusal)
            raise SystemExit(1)

    def refused_in_json(self, sentence: str) -> None:
        report = PaymentReport(errors=[LineError(1, "", sentence)])
        self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))

    def read(self, options: dict) -> PaymentReport:
        practice = practice_of(options["cabinet"])
        try:
            month = parse_month(options["month"])
        except ValueError as error:
            raise OperatorRefused(str(error)) from None
        file = options["file"]
        with file.open("rb") as stream, scoped(practice.pk):
            if file.stat().st_size > settings.RECEIPTS_MAX_BYTES:
                raise FileTooLarge(settings.RECEIPTS_MAX_BYTES)
            return import_payments(
                stream=stream,
                file_name=file.name,
                month=month,
                by=None,
                at=timezone.now(),
                dry_run=options["dry_run"],
            )


def _for_people(report: PaymentReport, *, dry_run: bool) -> Iterator[str]:
    for error in report.errors:
        field = f", {error.field}" if error.field else ""
        yield f"ligne {error.line}{field}\u202f: {error.message}"
    if report.errors:
        return
    for one in report.matched:
        paid = (
            f"  {one.line.doctor.person.email}\u202f: facture {one.payment.invoice}, acte {one.payment.act}"
        )
        part = f" → {amount(one.share)}" if one.share is not None else f", base {of_month(one.line.month)}"
        yield f"{paid}, {amount(one.payment.amount)}{part}"
    for warning in report.left_out:
        yield f"ligne {warning.line}\u202f: {warning.message}"
    yield (
        f"{count(report.lines, 'ligne lue', 'lignes lues')},"
        f" {count(report.written, 'enregistrée', 'enregistrées')},"
        f" {count(report.duplicates, 'déjà connue', 'déjà connues')},"
        f" {count(len(report.left_out), 'laissée de côté', 'laissées de côté')}"
    )
    if dry_run:
        yield "Essai\u202f: rien n’a été enregistré."
