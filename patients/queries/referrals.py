"""What was addressed to the ASALÉE nurse: her list, one of them with its sessions, and the doctor's side."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from cabinet.clock import PARIS
from cabinet.models import Membership, Role
from cabinet.models.membership import CAREGIVERS
from patients.models import (
    AppointmentKind,
    Patient,
    PatientSettings,
    Referral,
    ReferralSession,
    ReferralState,
    SessionState,
)
from patients.permissions import sees_files
from patients.queries.free_slots import free_between
from patients.queries.patient_file import Looked
from patients.queries.slot_choice import apart
from planning.models import Presence

#: Closed ones leave the list after this; the days of hers that are offered look as far ahead.
CLOSED_SHOWN = timedelta(days=90)
DAYS_OFFERED = timedelta(weeks=10)


def visible_referrals(membership: Membership) -> QuerySet[Referral]:
    """The nurse: hers and those that nobody has taken; doctors, interns and the secretary: all."""
    rows = Referral.objects.select_related("patient", "asked_by__person", "nurse__person")
    if membership.role == Role.INFIRMIERE_ASALEE:
        return rows.filter(Q(nurse=None) | Q(nurse=membership))
    return rows if sees_files(membership) else rows.none()


@dataclass(frozen=True)
class ReferralLine:
    """One addressing: `next` the session to come or to be said, `held` and `missed` those behind."""

    referral: Referral
    sessions: Sequence[ReferralSession]
    today: date

    @property
    def planned(self) -> list[ReferralSession]:
        return [session for session in self.sessions if session.state == SessionState.PLANNED]

    @property
    def next(self) -> ReferralSession | None:
        return next(iter(self.planned), None)

    @property
    def held(self) -> int:
        return sum(session.state == SessionState.HELD for session in self.sessions)

    @property
    def missed(self) -> int:
        return sum(session.state == SessionState.MISSED for session in self.sessions)

    @property
    def to_say(self) -> bool:
        """A session has passed, and nobody said whether it was held."""
        return self.next is not None and self.next.on <= self.today

    @property
    def is_closed(self) -> bool:
        return self.referral.state == ReferralState.CLOSED

    @property
    def to_read(self) -> bool:
        return self.is_closed and self.referral.acknowledged_at is None


@dataclass(frozen=True)
class ReferralsPage:
    """By state, those who wait longest first; what is closed, the latest first."""

    asked: list[ReferralLine]
    followed: list[ReferralLine]
    closed: list[ReferralLine]

    @property
    def patients(self) -> list[Patient]:
        rows = [*self.asked, *self.followed, *self.closed]
        return list({line.referral.patient_id: line.referral.patient for line in rows}.values())


def referrals_page(membership: Membership, at: datetime) -> ReferralsPage:
    """Two statements: the addressings, their sessions."""
    recent = Q(closed_at=None) | Q(closed_at__gte=at - CLOSED_SHOWN)
    rows = [referral_line(row, at) for row in _with_sessions(visible_referrals(membership).filter(recent))]
    by_state = {
        state: [line for line in rows if line.referral.state == state] for state in ReferralState.values
    }
    followed = sorted(
        by_state[ReferralState.FOLLOWED], key=lambda line: line.next.on if line.next else date.min
    )
    return ReferralsPage(by_state[ReferralState.ASKED], followed, by_state[ReferralState.CLOSED][::-1])


def referral_rows(membership: Membership) -> QuerySet[Referral]:
    """Those that this member reads, with their sessions, who waits longest first."""
    return _with_sessions(visible_referrals(membership))


def referral_of(membership: Membership, pk: UUID, at: datetime) -> ReferralLine | None:
    row = _with_sessions(visible_referrals(membership).filter(pk=pk)).first()
    return referral_line(row, at) if row else None


def referral_line(row: Referral, at: datetime) -> ReferralLine:
    return ReferralLine(row, list(row.sessions.all()), at.astimezone(PARIS).date())


def _with_sessions(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    sessions = ReferralSession.objects.select_related("appointment").order_by(
        "on", "appointment__starts_at", "pk"
    )
    return rows.prefetch_related(Prefetch("sessions", sessions)).order_by("asked_at", "pk")


@dataclass(frozen=True)
class NurseDay:
    """A day of hers, and when a session may start."""

    on: date
    hours: Sequence[datetime]


def days_of_nurse(membership: Membership, today: date) -> list[date]:
    """The days on which she is there, those to come: what she plans a session on."""
    rows = Presence.objects.counting().between(today, today + DAYS_OFFERED)
    return sorted(set(rows.filter(membership=membership).values_list("on", flat=True)))


def hours_of_nurse(membership: Membership, at: datetime) -> list[NurseDay]:
    """Each day on which she is there, with the hours still free in her agenda; none when it is elsewhere."""
    today, settings = at.astimezone(PARIS).date(), PatientSettings.current()
    free: dict[date, list[datetime]] = {}
    if settings.appointments_here:
        halves = free_between(
            membership.cabinet,
            today,
            today + DAYS_OFFERED,
            AppointmentKind.ASALEE,
            after=at,
            settings=settings,
        )
        for half in halves:
            if half.practitioner.pk == membership.pk:
                free.setdefault(half.on, []).extend(span.starts_at.astimezone(PARIS) for span in apart(half))
    return [NurseDay(on, free.get(on, [])) for on in days_of_nurse(membership, today)]


def to_acknowledge(membership: Membership) -> int:
    """How many ended, of those that this doctor addressed, that they have not read."""
    rows = Referral.objects.filter(asked_by=membership, state=ReferralState.CLOSED, acknowledged_at=None)
    return rows.count()


@dataclass(frozen=True)
class NurseCounts:
    """What waits for her: addressed and not begun, followed, sessions of which nobody said anything."""

    asked: int
    followed: int
    to_say: int


def nurse_counts(membership: Membership, at: datetime) -> NurseCounts:
    """Two statements."""
    hers = visible_referrals(membership).order_by()
    states = Counter(hers.values_list("state", flat=True))
    sessions = ReferralSession.objects.filter(referral__in=hers, state=SessionState.PLANNED)
    to_say = sessions.filter(on__lte=at.astimezone(PARIS).date()).count()
    return NurseCounts(states[ReferralState.ASKED], states[ReferralState.FOLLOWED], to_say)


def motives_offered() -> list[str]:
    return list(PatientSettings.current().asalee_motives)


def read_referrals(looked: Looked) -> dict[str, Any] | None:
    """The section of a patient's page, for who addresses and for her."""
    rows = _with_sessions(visible_referrals(looked.by).filter(patient=looked.patient))
    lines = [referral_line(row, looked.at) for row in rows]
    may_refer = looked.by.role in CAREGIVERS
    if not lines and not may_refer:
        return None
    return {"lines": lines, "may_refer": may_refer}
