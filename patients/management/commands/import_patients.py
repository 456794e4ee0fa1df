import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.reading import LineError, UnreadableFile
from cabinet.tenancy.scope import scoped
from cabinet.text import count
from patients.actions.imports import import_list
from patients.actions.imports_refused import ErrorsStand, Report
from patients.reading import Checked
from retrocession.management.operator import OperatorRefused, practice_of, refusing

OPTION = "--set-aside-errors"


class Command(BaseCommand):
    help = (
        "Inscrit une liste de patients (CSV ou XLSX) sur la liste d’accueil. Deux fois la même\u202f: une "
        "seule. Tant qu’une ligne est en erreur, rien n’est écrit, sauf si ces lignes sont mises de côté."
    )

    def add_arguments(self, parser):
        parser.add_argument("cabinet", metavar="CABINET_SLUG")
        parser.add_argument("file", metavar="FILE.csv|FILE.xlsx", type=Path)
        parser.add_argument(
            "--date", metavar="AAAA-MM-JJ", help="le jour auquel se comptent les âges et les traitements"
        )
        parser.add_argument("--dry-run", action="store_true", help="lire et contrôler, sans rien écrire")
        parser.add_argument(
            OPTION, metavar="RAISON", default="",
            help="laisser de côté les lignes en erreur, avec cette raison, et écrire les autres",
        )  # fmt: skip
        parser.add_argument(
            "--not-former-list", action="store_true", help="ce n’est pas la liste du médecin parti"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, **options):
        today = self.day(options["date"])
        refusal, report = "", Report()
        with refusing(self, told=self.refused_in_json(today) if options["json"] else None):
            try:
                report = self.read(options, today)
            except UnreadableFile as error:
                report.sorted.wrong.append(_wrong(error))
                refusal = error.message
            except Refused as refused:
                raise OperatorRefused(refused.sentence) from None
        stands = report.sorted.wrong and not refusal and not options["set_aside_errors"].strip()
        if stands:
            refusal = f"{ErrorsStand(report).sentence.rstrip('.')} ({OPTION} RAISON)."
        if options["json"]:
            said = {"reference_date": today.isoformat(), **report.as_dict()}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(_for_people(report, dry_run=options["dry_run"])))
        if report.sorted.lines:
            for error in report.sorted.errors:
                self.stderr.write(_error(error))
        if refusal:
            self.stderr.write(refusal)
            raise SystemExit(1)

    def day(self, typed: str | None) -> date:
        if typed is None:
            return today_in_paris()
        try:
            return date.fromisoformat(typed)
        except ValueError:
            raise CommandError(
                f"«\u00a0{typed}\u00a0» n’est pas une date\u202f: écrivez AAAA-MM-JJ.", returncode=2
            ) from None

    def refused_in_json(self, today: date):
        def told(sentence: str) -> None:
            said = {"reference_date": today.isoformat(), **Report().as_dict()}
            self.stdout.write(json.dumps(said, ensure_ascii=False, indent=1))

        return told

    def read(self, options: dict, today: date) -> Report:
        practice = practice_of(options["cabinet"])
        file = options["file"]
        with file.open("rb") as stream, scoped(practice.pk):
            return import_list(
                stream=stream,
                file_name=file.name,
                today=today,
                at=timezone.now(),
                former_list=not options["not_former_list"],
                set_aside_errors=" ".join(options["set_aside_errors"].split()),
                dry_run=options["dry_run"],
            )


def _for_people(report: Report, *, dry_run: bool) -> Iterator[str]:
    found = report.sorted
    for warning in found.warnings:
        yield f"attention, {_error(warning)}"
    for pair in found.pairs:
        yield (
            f"attention, ligne {pair.new.line}\u202f: ressemble à {pair.other.last_name.upper()} "
            f"{pair.other.first_name} ({pair.likeness.value})"
        )
    for one in report.newcomers[:10]:
        yield f"{one.turn.score.total:>4}  {one.display_name} (ligne {one.line})  {one.turn.score}"
    yield (
        f"{count(found.lines, 'ligne lue', 'lignes lues')}, "
        f"{count(len(found.accepted), 'personne nouvelle', 'personnes nouvelles')}, "
        f"{count(len(found.doubles), 'double', 'doubles')}, "
        f"{count(len(found.wrong), 'ligne en erreur', 'lignes en erreur')}, "
        f"{count(report.written, 'inscrite', 'inscrites')}"
    )
    if dry_run:
        yield "Essai\u202f: rien n’a été enregistré."


def _error(error: LineError) -> str:
    field = f", {error.field}" if error.field else ""
    return f"ligne {error.line}{field}\u202f: {error.message}"


def _wrong(error: UnreadableFile) -> Checked:
    line = error.line or 1
    return Checked(line, errors=[LineError(line, "", error.message)])
