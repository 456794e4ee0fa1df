"""Who looked at what, for the titulaires: twelve months of it, the latest first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from cabinet import text
from cabinet.clock import in_paris
from cabinet.house import Traced, traced
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
    "retrocession:": "rétrocession",
    "retrocession:my-": "pages personnelles",
    "api-": "API",
}


@dataclass(frozen=True)
class Asked:
    """The filters of the page."""

    patient: UUID | None = None
    kind: str = ""
    member: UUID | None = None
    verb: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class AccessLine:
    """`of`: the patient's name, the statement's number, or how many of them; `patient`: one to follow."""

    access: Access
    of: str
    patient: UUID | None = None

    @property
    def who(self) -> str:
        return self.access.by.display_name if self.access.by else "–"

    @property
    def role(self) -> str:
        return self.access.by.role_label if self.access.by else ""

    @property
    def verb(self) -> str:
        """« dossier lu » is a patient’s; of anything else, that it was read."""
        of_patient = self.access.kind == KIND or self.access.verb != Access.Verb.READ
        return self.access.get_verb_display() if of_patient else "lu"

    @property
    def page(self) -> str:
        """The longest beginning that is known."""
        known = [start for start in PAGES if self.access.screen.startswith(start)]
        return PAGES[max(known, key=len)] if known else ""


def accesses(asked: Asked) -> QuerySet[Access]:
    rows = Access.objects.select_related("by__person")
    if asked.patient:
        rows = rows.filter(kind=KIND, subjects__contains=[asked.patient])
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.member:
        rows = rows.filter(by=asked.member)
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.first:
        rows = rows.filter(at__gte=in_paris(asked.first, time.min))
    if asked.last:
        rows = rows.filter(at__lt=in_paris(asked.last + timedelta(days=1), time.min))
    return rows.order_by("-at", "-pk")


def access_lines(rows: Iterable[Access]) -> list[AccessLine]:
    """One statement for each kind of thing that a line names alone; of several, it says how many."""
    shown, kinds = list(rows), {one.kind: one for one in traced()}
    names: dict[UUID, str] = {}
    for name, kind in kinds.items():
        if alone := alone_in(shown, name):
            names |= kind.names(alone)
    return [AccessLine(row, _said(row, kinds.get(row.kind), names), _to_follow(row, names)) for row in shown]


def alone_in(rows: Iterable[Access], kind: str) -> set[UUID]:
    """What the lines of a kind show one by one."""
    return {row.subjects[0] for row in rows if row.kind == kind and len(row.subjects) == 1}


def patient_names(pks: Collection[UUID]) -> Mapping[UUID, str]:
    return {patient.pk: patient.display_name for patient in Patient.objects.filter(pk__in=pks)}


def _said(row: Access, kind: Traced | None, names: Mapping[UUID, str]) -> str:
    if kind is None:
        return ""
    if len(row.subjects) == 1:
        gone = "un dossier effacé depuis" if row.kind == KIND else f"{kind.one}, effacé depuis"
        return names.get(row.subjects[0], gone)
    return text.count(len(row.subjects), kind.one, kind.many)


def _to_follow(row: Access, names: Mapping[UUID, str]) -> UUID | None:
    alone = row.kind == KIND and len(row.subjects) == 1
    return row.subjects[0] if alone and row.subjects[0] in names else None


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
