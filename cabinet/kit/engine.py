"""Opens the practice and runs the sections, in one transaction, gathering every fault on the way."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.constraints_text import constraint_of
from cabinet.kit.reading import read
from cabinet.kit.refusal import Fault, KitRefused
from cabinet.kit.report import Report
from cabinet.kit.values import Values
from cabinet.models import Cabinet, Membership
from cabinet.tenancy.scope import scoped

Section = Callable[["Kit", object], None]


class Consequence(Exception):
    """This item leans on one that was refused: nothing more to say about it."""


class Kit(Values):
    """The file being loaded. Sections read from it and write in the open practice.

    `people`: membership by e-mail, those of the file and those who were there before.
    `refused_people`: e-mails of the file whose person was refused.
    """

    def __init__(self, data: dict, *, at: datetime) -> None:
        self.data = data
        self.at = at
        self.cabinet: Cabinet | None = None
        self.people: dict[str, Membership] = {}
        self.refused_people: set[str] = set()
        self.faults: list[Fault] = []
        self.report = Report()

    @property
    def today(self) -> date:
        return self.at.astimezone(PARIS).date()

    def created(self, kind: str, n: int = 1) -> None:
        self.report.created[kind] += n

    def changed(self, kind: str, n: int = 1) -> None:
        self.report.changed[kind] += n

    def update(self, row, values: dict, kind: str) -> None:
        """Write what differs from `values` in `row`, and report it; nothing when nothing differs."""
        different = [name for name, value in values.items() if getattr(row, name) != value]
        for name in different:
            setattr(row, name, values[name])
        if different:
            row.save(update_fields=different)
            self.changed(kind)

    def member(self, value: object, path: str) -> Membership:
        """The member whose e-mail stands at `path`."""
        email = self.email(value, path)
        if email in self.refused_people:
            raise Consequence
        if email not in self.people:
            self.fail(path, f"« {email} » n’est pas dans ce cabinet\u202f: ajoutez cette personne à people.")
        return self.people[email]

    def each(
        self,
        items: object,
        path: str,
        handle: Callable[[dict, str], None],
        *,
        sentences: Mapping[str, str] | None = None,
    ) -> None:
        """`handle(item, path)` for each item of a list, each in its savepoint; faults are gathered.

        `sentences`: what to say when a constraint of that name refuses the row.
        """
        for index, item in enumerate(self.listing(items, path)):
            place = f"{path}[{index}]"
            self.attempt(place, lambda item=item, place=place: handle(item, place), sentences=sentences)

    def attempt(
        self, path: str, step: Callable[[], None], *, sentences: Mapping[str, str] | None = None
    ) -> bool:
        """Run a step in a savepoint; its refusal is gathered and undone. True when it passed."""
        try:
            with transaction.atomic():
                step()
        except KitRefused as refused:
            self.faults += refused.faults
        except Consequence:
            pass
        except (IntegrityError, DataError) as error:
            self.faults.append(Fault(path, _sentence_of(error, sentences or {})))
        else:
            return True
        return False


def _sentence_of(error: DatabaseError, sentences: Mapping[str, str]) -> str:
    name = constraint_of(error)
    return sentences.get(name) or f"la base de données refuse cette ligne ({name or 'valeur impossible'})."


def sections() -> tuple[dict[str, Section], dict[str, str]]:
    """Every known top-level key with what loads it, in order, and the words of the report."""
    modules = [import_module(name) for name in settings.KIT_SECTIONS]
    known = {key: section for module in modules for key, section in module.SECTIONS.items()}
    labels = {key: words for module in modules for key, words in getattr(module, "LABELS", {}).items()}
    return known, labels


def load(source: Path | str | dict, *, at: datetime) -> Report:
    """Create or complete the practice of the file. Raises `KitRefused`, with nothing written."""
    kit = Kit(read(source), at=at)
    known, kit.report.labels = sections()
    unknown = [Fault(key, "clé inconnue.") for key in kit.data if key not in known]
    if "cabinet" not in kit.data:
        raise KitRefused([Fault("cabinet", "cette clé est obligatoire."), *unknown])
    kit.faults += unknown
    with transaction.atomic():
        _one_kit_at_a_time()
        known["cabinet"](kit, kit.data["cabinet"])
        assert kit.cabinet is not None
        with scoped(kit.cabinet.pk):
            for key, section in known.items():
                if key in kit.data and key != "cabinet":
                    kit.attempt(key, lambda key=key, section=section: section(kit, kit.data[key]))
            if kit.faults:
                raise KitRefused(kit.faults)
            for name in settings.KIT_SECTIONS:
                getattr(import_module(name), "complete", _nothing)(kit)
            kit.attempt("", connection.check_constraints)
            if kit.faults:
                raise KitRefused(kit.faults)
            if not kit.report.nothing:
                audit.record("load_cabinet", kit.cabinet, by=None, at=at, **kit.report.as_dict())
    return kit.report


def _nothing(kit: Kit) -> None:
    """A module that has nothing to add once all sections are loaded (`complete(kit)`)."""


def _one_kit_at_a_time() -> None:
    """The second of two kits waits for the first, and finds what it made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_cabinet'))")
