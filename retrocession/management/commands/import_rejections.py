import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from cabinet.clock import parse_month
from cabinet.tenancy.scope import scoped
from cabinet.text import amount, count
from retrocession.actions.adjustments_refused import RejectionReport, RejectionsStand
from retrocession.actions.receipts_refused import FileTooLarge
from retrocession.actions.rejections import import_rejections
from retrocession.management.operator import OperatorRefused, practice_of, refusing
from retrocession.reading import LineError, UnreadableFile


class Command(BaseCommand):
    help = (
        "Enregistre les rejets d’une caisse\u202f: chacun devient une régularisation des relevés du mois."
        " Deux fois le même rejet\u202f: une seule."
    )

    def add_arguments(self, parser):
        parser.add_argument("cabinet", metavar="CABINET_SLUG")
        parser.add_argument("file", metavar="FILE.csv", type=Path)
        parser.add_argument(
            "--month", required=True, metavar="AAAA-MM", help="le mois dont les relevés les porteront"
        )
        parser.add_argument("--dry-run", action="store_true", help="lire et contrôler, sans rien écrire")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        refusal = ""
        told = self.refused_in_json if options["json"] else None
        with refusing(self, told=told):
            try:
                report = self.read(options)
                refusal = RejectionsStand(report).message if report.errors else ""
            except UnreadableFile as error:
                report = RejectionReport(errors=[LineError(error.line or 1, "", error.message)])
                refusal = error.message
        if options["json"]:
            said = report.as_dict() if refusal else report.as_list()
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
            # What the shape has no room for, and a person wants to know.
            for line in _notices(report):
                self.stderr.write(line)
        else:
            self.stdout.write("\n".join(_for_people(report, dry_run=options["dry_run"])))
        if refusal:
            self.stderr.write(refusal)
            raise SystemExit(1)

    def refused_in_json(self, sentence: str) -> None:
        report = RejectionReport(errors=[LineError(1, "", sentence)])
        self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))

    def read(self, options: dict) -> RejectionReport:
        practice = practice_of(options["cabinet"])
        try:
            month = parse_month(options["month"])
        except ValueError as error:
            raise OperatorRefused(str(error)) from None
        file = options["file"]
        with file.open("rb") as stream, scoped(practice.pk):
            if file.stat().st_size > settings.RECEIPTS_MAX_BYTES:
                raise FileTooLarge(settings.RECEIPTS_MAX_BYTES)
            return import_rejections(
                stream=stream,
                file_name=file.name,
                month=month,
                by=None,
                at=timezone.now(),
                dry_run=options["dry_run"],
            )


def _notices(report: RejectionReport) -> Iterator[str]:
    for warning in (*report.excluded, *report.noted):
        yield warning.message
    if not report.errors:
        yield (
            f"{count(report.lines, 'ligne lue', 'lignes lues')},"
            f" {count(report.written, 'enregistrée', 'enregistrées')},"
            f" {count(report.duplicates, 'déjà connue', 'déjà connues')},"
            f" {count(len(report.excluded), 'hors rétrocession', 'hors rétrocession')}"
        )


def _for_people(report: RejectionReport, *, dry_run: bool) -> Iterator[str]:
    for error in report.errors:
        field = f", {error.field}" if error.field else ""
        yield f"ligne {error.line}{field}\u202f: {error.message}"
    if report.errors:
        return
    for one in report.carried:
        yield (
            f"  {one.origin.remplacant.person.email}\u202f: facture {one.rejection.invoice}, acte"
            f" {one.rejection.act}, {amount(one.amount)} → {amount(one.share)}"
        )
    yield from _notices(report)
    if dry_run:
        yield "Essai\u202f: rien n’a été enregistré."
