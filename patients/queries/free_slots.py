"""Where an appointment may still stand: by practitioner and half-day, over one day or many."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership, Role
from cabinet.models.membership import CAREGIVERS
from patients.models import HOLDING, AppointmentKind, PatientSettings
from patients.queries.agenda import (
    There,
    appointments_between,
    halves_of,
    lengths_of,
)
from patients.rules.slots import (
    FIRST,
    FirstSlot,
    Room,
    Span,
    Taken,
    first_left,
    free_slots,
    next_first_slots,
)
from planning.models import Presence
from planning.rules.half_days import Hours

#: As far ahead as a first appointment is looked for.
AHEAD = timedelta(weeks=6)


@dataclass(frozen=True)
class FreeHalf:
    """A half-day of somebody, with what is still free in it for the kind that was asked about."""

    presence: There
    half: str
    span: Span
    free: Sequence[Span]
    first_left: int

    @property
    def practitioner(self) -> Membership:
        return self.presence.membership

    @property
    def on(self) -> date:
        return self.presence.on


def sees(membership: Membership, kind: str) -> bool:
    """Whether that kind of appointment is theirs: ASALÉE sessions are the nurse's, all others are not."""
    if kind == AppointmentKind.ASALEE:
        return membership.role == Role.INFIRMIERE_ASALEE
    return membership.role in CAREGIVERS


def free_between(
    cabinet: Cabinet,
    first: date,
    last: date,
    kind: str,
    *,
    after: datetime,
    settings: PatientSettings | None = None,
    quota: bool = True,
    without: Collection[object] = (),
) -> list[FreeHalf]:
    """Each half-day from `first` to `last` of those whom that kind concerns, full ones too; three statements.

    `quota`: a half-day that has its first consultations is full for another. `without`: appointments that do
    not count, because they are about to leave their hour.
    """
    settings = settings or PatientSettings.current()
    lengths, hours, found = lengths_of(settings), Hours.of(cabinet), []
    for presence, taken in _rooms(first, last, kind, without):
        for half, span in halves_of(presence, hours):
            left = first_left(span, taken, settings.first_per_half_day)
            closed = kind == FIRST and quota and not left
            free = [] if closed else free_slots(span, taken, kind, lengths, after=after)
            found.append(FreeHalf(presence, half, span, free, left))
    return found


def next_firsts(
    cabinet: Cabinet,
    *,
    at: datetime,
    limit: int = 3,
    ahead: timedelta = AHEAD,
    settings: PatientSettings | None = None,
    presences: Sequence[There] | None = None,
) -> list[FirstSlot]:
    """The coming first consultations, `who` being the Membership; three statements, less `settings` and
    `presences` (the sure ones until then) when they are given."""
    settings = settings or PatientSettings.current()
    today, hours, lengths = at.astimezone(PARIS).date(), Hours.of(cabinet), lengths_of(settings)
    found: list[FirstSlot] = []
    for _, of_the_day in groupby(
        _rooms(today, today + ahead, FIRST, presences=presences), key=lambda one: one[0].on
    ):
        rooms = [
            Room(presence.membership, presence.membership.is_doctor, presence.on, half, span, taken)
            for presence, taken in of_the_day
            for half, span in halves_of(presence, hours)
        ]
        found += next_first_slots(
            rooms, lengths, quota=settings.first_per_half_day, after=at, limit=limit - len(found)
        )
        if len(found) == limit:
            break
    return found


def sure_presences(first: date, last: date) -> list[Presence]:
    """Those who are there for sure, with their names and rooms, in the order of the calendar."""
    return list(Presence.objects.sure().between(first, last).with_names())


def _rooms(
    first: date,
    last: date,
    kind: str,
    without: Collection[object] = (),
    presences: Sequence[There] | None = None,
) -> list[tuple[There, list[Taken]]]:
    """The presences concerned, day after day, each with what holds its practitioner's hours that day."""
    held: dict[tuple[object, date], list[Taken]] = {}
    rows = appointments_between(first, last).filter(state__in=HOLDING).exclude(pk__in=without)
    for who, starts_at, ends_at, what in rows.values_list("practitioner_id", "starts_at", "ends_at", "kind"):
        taken = Taken(Span(starts_at, ends_at), what)
        held.setdefault((who, starts_at.astimezone(PARIS).date()), []).append(taken)
    return [
        (presence, held.get((presence.membership_id, presence.on), []))
        for presence in (sure_presences(first, last) if presences is None else presences)
        if sees(presence.membership, kind)
    ]
