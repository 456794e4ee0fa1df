"""A day without a doctor: who answers the laboratory, whom to send urgent cases to, what to ask first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from cabinet.members import Member
from cabinet.text import clock, phone
from patients.models import DirectoryEntry, DirectoryKind, TriageProtocol
from patients.permissions import keeps_intake, writes_for_doctors
from planning.models import Astreinte
from planning.queries.astreintes import phones_of
from planning.queries.calendar import read_calendar
from planning.rules.astreintes import ANSWERING

#: As far ahead as the next doctor is looked for.
AHEAD = timedelta(days=21)


@dataclass(frozen=True)
class OnCall:
    """Who answers the laboratory that day, and until when."""

    on: date
    name: str
    phone: str
    hours: str


@dataclass(frozen=True)
class NextDoctor:
    on: date
    names: Sequence[str]


@dataclass(frozen=True)
class WithoutDoctor:
    """What the desk works by on that day. `doctors`: those who are there after all."""

    on: date
    entries: Sequence[DirectoryEntry]
    protocols: Sequence[TriageProtocol]
    on_call: OnCall | None
    doctors: Sequence[str]
    next_doctor: NextDoctor | None

    @property
    def urgent(self) -> list[DirectoryEntry]:
        """Whom to send urgent cases to, in the order chosen by the practice."""
        return [entry for entry in self.entries if entry.without_doctor]


def without_doctor(member: Member, on: date) -> WithoutDoctor:
    """Six statements, whatever the entries and the protocols."""
    calendar = read_calendar(member.cabinet, on, on + AHEAD)
    there: dict[date, list[str]] = {}
    for held in calendar.presences:
        name = held.membership.display_name
        if held.counts and held.membership.role in ANSWERING and name not in there.setdefault(held.on, []):
            there[held.on].append(name)
    next_on = min((day for day, names in there.items() if day > on and names), default=None)
    return WithoutDoctor(
        on=on,
        entries=list(DirectoryEntry.objects.filter(without_doctor=True)),
        protocols=current_protocols(),
        on_call=on_call(on),
        doctors=there.get(on, []),
        next_doctor=NextDoctor(next_on, there[next_on]) if next_on else None,
    )


def on_call(on: date) -> OnCall | None:
    duty = Astreinte.objects.standing().with_names().filter(on=on).first()
    if duty is None:
        return None
    number = phones_of([duty.membership_id]).get(duty.membership_id, "")
    hours = f"de {clock(duty.starts_at)} à {clock(duty.ends_at)}"
    return OnCall(on, duty.membership.display_name, phone(number), hours)


def current_protocols() -> list[TriageProtocol]:
    found = TriageProtocol.objects.filter(replaced_at=None).select_related("written_by__person")
    return list(found.order_by("position", "title", "pk"))


def versions_of(protocol: TriageProtocol) -> list[TriageProtocol]:
    """All those that bear its title, the newest first."""
    found = TriageProtocol.objects.filter(title=protocol.title).select_related("written_by__person")
    return list(found.order_by("-version"))


@dataclass(frozen=True)
class Group:
    kind: str
    entries: Sequence[DirectoryEntry]

    @property
    def label(self) -> str:
        return DirectoryKind(self.kind).label


@dataclass(frozen=True)
class DirectoryPage:
    """The order is that of the practice, kinds mixed; `groups` is for who looks something up."""

    entries: Sequence[DirectoryEntry]
    keeps: bool
    writes: bool

    @property
    def groups(self) -> list[Group]:
        order = list(DirectoryKind.values)
        entries = sorted(self.entries, key=lambda entry: order.index(entry.kind))
        return [Group(kind, list(found)) for kind, found in groupby(entries, key=lambda entry: entry.kind)]


def directory_page(member: Member) -> DirectoryPage:
    by = member.membership
    return DirectoryPage(list(DirectoryEntry.objects.all()), keeps_intake(by), writes_for_doctors(by))
