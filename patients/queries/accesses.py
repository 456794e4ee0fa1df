"""Who looked at whose file, for the titulaires: twelve months of it, the latest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from cabinet.clock import in_paris
from cabinet.models import Access, Membership
from patients.models import Patient, Purge

KIND = Patient._meta.label_lower
#: The pages by the beginning of their address' name; the others are said by their verb only.
PAGES = {
    "patients:desk": "accueil",
    "patients:search": "recherche",
    "patients:file": "dossier d’accueil",
    "patients:call": "rappels",
    "patients:intake": "liste d’attente",
    "patients:agenda": "rendez-vous",
    "patients:appointment": "rendez-vous",
    "patients:day-sheet": "feuille du jour",
    "patients:register": "médecins traitants",
    "patients:record": "anciens dossiers",
    "patients:renewals": "renouvellements",
    "patients:orientation": "orientations",
    "patients:referral": "ASALÉE",
    "patients:followed": "patients suivis",
    "patients:accesses": "accès",
    "messaging:": "messages et courrier",
    "api-": "API",
}


@dataclass(frozen=True)
class Asked:
    """The filters of the page."""

    patient: UUID | None = None
    member: UUID | None = None
    verb: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class AccessLine:
    """`names`: of whom, when there are few; `number`: of how many."""

    access: Access
    names: Sequence[str]

    @property
    def number(self) -> int:
        return len(self.access.subjects)

    @property
    def who(self) -> str:
        return self.access.by.display_name if self.access.by else "–"

    @property
    def role(self) -> str:
        return self.access.by.role_label if self.access.by else ""

    @property
    def verb(self) -> str:
        return self.access.get_verb_display()

    @property
    def page(self) -> str:
        """The longest beginning that is known."""
        known = [start for start in PAGES if self.access.screen.startswith(start)]
        return PAGES[max(known, key=len)] if known else ""


def accesses(asked: Asked) -> QuerySet[Access]:
    rows = Access.objects.filter(kind=KIND).select_related("by__person")
    if asked.patient:
        rows = rows.filter(subjects__contains=[asked.patient])
    if asked.member:
        rows = rows.filter(by=asked.member)
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.first:
        rows = rows.filter(at__gte=in_paris(asked.first, time.min))
    if asked.last:
        rows = rows.filter(at__lt=in_paris(asked.last + timedelta(days=1), time.min))
    return rows.order_by("-at", "-pk")


def access_lines(rows: Iterable[Access], known: Iterable[Patient]) -> list[AccessLine]:
    """`known`: those whose names may be said; a page that showed several says how many."""
    names = {patient.pk: patient.display_name for patient in known}
    return [
        AccessLine(row, [names[pk] for pk in row.subjects if pk in names] if len(row.subjects) == 1 else [])
        for row in rows
    ]


def patients_looked_at(rows: Iterable[Access]) -> list[Patient]:
    """Those of the lines that name one person. One statement."""
    alone = {row.subjects[0] for row in rows if len(row.subjects) == 1}
    return list(Patient.objects.filter(pk__in=alone))


def readers() -> list[Membership]:
    """Whoever left a trace, for the filter."""
    return list(
        Membership.objects.filter(pk__in=Access.objects.order_by().values("by").distinct()).with_person()
    )


@dataclass(frozen=True)
class PurgeLine:
    """A night that forgot something: how many of each."""

    at: datetime
    patients: int
    held: int
    previews: int
    accesses: int
    mails: int


def purges() -> list[PurgeLine]:
    rows = Purge.objects.order_by("-at")[:100]
    kinds = ("patients", "held", "previews", "accesses", "mails")
    return [PurgeLine(row.at, *(row.counts.get(kind, 0) for kind in kinds)) for row in rows]
