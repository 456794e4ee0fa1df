"""The page of the astreintes: each day without a doctor, who answers, and whose turn it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from cabinet.clock import PARIS, next_month, previous_month
from cabinet.members import Member
from cabinet.models import Cabinet, Membership, PractitionerProfile
from cabinet.models.membership import AGGREGATES_ONLY, CAREGIVERS
from cabinet.text import NARROW, clock, count
from planning.models import Astreinte, HandOver
from planning.queries.calendar import Calendar, read_calendar
from planning.queries.rota import Rota, read_rota
from planning.rules.alternatives import joined
from planning.rules.astreintes import (
    DUTY,
    NOBODY,
    OFF,
    PRESENT,
    Duty,
    Laboratory,
    OnCall,
    answered_by,
    days_to_cover,
    duty_span,
    who_is_on_call,
)
from planning.rules.release import release_terms

NEXT = 4


@dataclass(frozen=True)
class AstreinteDay:
    """A day without a doctor, or one whose astreinte has become needless (`present` says who is there)."""

    on: date
    hours: str
    duty: Astreinte | None = None
    name: str = ""
    phone: str = ""
    mine: bool = False
    over: bool = False
    begun: bool = False
    present: str = ""
    busy: bool = False
    proposed: Membership | None = None
    may_take: bool = False
    may_give_up: bool = False
    needs_reason: bool = False
    lines: Sequence[HandOver] = ()

    @property
    def is_hole(self) -> bool:
        return self.duty is None

    @property
    def alarming(self) -> bool:
        return self.is_hole and not self.over


@dataclass(frozen=True)
class Now:
    """Who answers at this instant, in a sentence."""

    kind: str
    words: str
    phone: str = ""


@dataclass(frozen=True)
class AstreintesPage:
    month: date
    previous: date
    next: date
    days: Sequence[AstreinteDay]
    now: Now
    counts: Sequence[tuple[Membership, int]]
    assigns: bool
    aggregates: bool

    @property
    def coming(self) -> list[AstreinteDay]:
        return [day for day in self.days if not day.over]

    @property
    def past(self) -> list[AstreinteDay]:
        return [day for day in self.days if day.over]

    @property
    def holes(self) -> list[AstreinteDay]:
        return [day for day in self.coming if day.is_hole]

    @property
    def proposals(self) -> list[AstreinteDay]:
        return [day for day in self.holes if day.proposed]

    @property
    def note(self) -> str:
        return count(len(self.holes), "jour sans personne", "jours sans personne") if self.holes else ""


def astreintes_page(member: Member, month: date, at: datetime) -> AstreintesPage:
    """The month in a constant number of statements, whatever its days."""
    cabinet, aggregates = member.cabinet, member.role in AGGREGATES_ONLY
    first, last = month, next_month(month) - timedelta(days=1)
    calendar = read_calendar(cabinet, first, last)
    duties = {duty.on: duty for duty in Astreinte.objects.standing().between(first, last).with_names()}
    needed = needed_days(calendar)
    shown = sorted({*needed, *duties})
    rota = None if aggregates else read_rota(cabinet, shown, today=at.astimezone(PARIS).date())
    coming = [on for on in needed if on not in duties and at < span_of(cabinet, on)[1]]
    proposed = rota.propose(coming) if rota else {}
    phones = {} if aggregates else phones_of({duty.membership_id for duty in duties.values()})
    lines = lines_of(duties.values()) if member.may("see_mail") else {}
    present = names_of(calendar)
    days = [
        astreinte_day(
            member, on, at, duty=duties.get(on), rota=rota, proposed=proposed.get(on), phones=phones,
            lines=lines, present=present.get(on, ()),
        )
        for on in shown
    ]  # fmt: skip
    return AstreintesPage(
        month=month,
        previous=previous_month(month),
        next=next_month(month),
        days=days,
        now=on_call_now(member, at),
        counts=rota.counts(at.astimezone(PARIS).date()) if rota else [],
        assigns=member.may("assign_astreinte"),
        aggregates=aggregates,
    )


def needed_days(calendar: Calendar) -> list[date]:
    days = [calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days + 1)]
    return days_to_cover(
        days,
        answered_by(calendar.stays),
        laboratory=Laboratory.of(calendar.cabinet),
        public_holidays=calendar.public,
    )


def astreinte_day(
    member: Member,
    on: date,
    at: datetime,
    *,
    duty: Astreinte | None,
    rota: Rota | None,
    proposed: Membership | None,
    phones: Mapping[UUID, str],
    lines: Mapping[UUID, Sequence[HandOver]],
    present: Collection[str],
) -> AstreinteDay:
    starts_at, ends_at = (duty.starts_at, duty.ends_at) if duty else span_of(member.cabinet, on)
    hours = f"{clock(starts_at)}{NARROW}–{NARROW}{clock(ends_at)}"
    over = at >= ends_at
    if duty is None:
        takes = member.may("take_astreinte") and member.membership.is_open_on(on)
        return AstreinteDay(on, hours, over=over, proposed=proposed, may_take=takes and not over)
    mine = duty.membership_id == member.membership.pk
    terms = release_terms(
        on,
        today=at.astimezone(PARIS).date(),
        notice_days=member.cabinet.release_notice_days,
        keeps_calendar=True,
    )
    return AstreinteDay(
        on,
        hours,
        duty=duty,
        name="Vous" if mine else duty.membership.display_name,
        phone=phones.get(duty.membership_id, ""),
        mine=mine,
        over=over,
        begun=at >= starts_at,
        present=joined(sorted(present)),
        busy=bool(rota and not over and rota.is_busy(duty.membership_id, on)),
        may_give_up=not over and (mine or member.may("assign_astreinte")),
        needs_reason=terms.needs_reason and not present,
        lines=lines.get(duty.pk, ()),
    )


def names_of(calendar: Calendar) -> dict[date, list[str]]:
    """The doctors and interns who answer each day, by name."""
    names = {p.membership_id: p.membership.display_name for p in calendar.presences}
    return {on: [names[who] for who in there] for on, there in answered_by(calendar.stays).items()}


def span_of(cabinet: Cabinet, on: date) -> tuple[datetime, datetime]:
    return duty_span(on, cabinet.astreinte_starts, cabinet.astreinte_ends)


def phones_of(members: Collection[UUID]) -> dict[UUID, str]:
    profiles = PractitionerProfile.objects.filter(membership__in=members)
    return dict(profiles.values_list("membership_id", "phone"))


def lines_of(duties: Collection[Astreinte]) -> dict[UUID, list[HandOver]]:
    """What each of these doctors left, in the order written."""
    found: dict[UUID, list[HandOver]] = {}
    lines = HandOver.objects.filter(astreinte__in=[duty.pk for duty in duties])
    for line in lines.select_related("read_by__person", "written_by__person"):
        found.setdefault(line.astreinte_id, []).append(line)
    return found


def on_call_now(member: Member, at: datetime, *, calendar: Calendar | None = None) -> Now:
    """Four statements, two for who has read the `calendar` of yesterday and today already.

    Doctors' phones are not for the mairie nor the CLS.
    """
    cabinet, today = member.cabinet, at.astimezone(PARIS).date()
    yesterday = today - timedelta(days=1)
    calendar = calendar or read_calendar(cabinet, yesterday, today)
    duties = list(Astreinte.objects.standing().between(yesterday, today).with_names())
    found = who_is_on_call(
        at,
        laboratory=Laboratory.of(cabinet),
        public_holidays=calendar.public,
        present=names_of(calendar),
        duties=[Duty(duty.on, duty, duty.starts_at, duty.ends_at) for duty in duties],
    )
    phone = ""
    if found.kind == DUTY and member.role not in AGGREGATES_ONLY:
        phone = phones_of([found.who[0].membership_id]).get(found.who[0].membership_id, "")
    return Now(found.kind, _now_said(found), phone)


def _now_said(found: OnCall) -> str:
    if found.kind == PRESENT:
        verb = "répondent" if len(found.who) > 1 else "répond"
        return f"{joined(found.who)} {verb}, au cabinet."
    if found.kind == DUTY:
        return (
            f"{found.who[0].membership.display_name} est d’astreinte, jusqu’à {clock(found.who[0].ends_at)}."
        )
    if found.kind == NOBODY:
        return "Personne ne répond au laboratoire."
    assert found.kind == OFF
    return "Le laboratoire n’appelle pas."


def next_duties(member: Member, at: datetime) -> list[Astreinte]:
    """One's own that are not over."""
    mine = Astreinte.objects.standing().filter(membership=member.membership, ends_at__gt=at)
    return list(mine.order_by("on")[:NEXT])


def coming_holes(cabinet: Cabinet, at: datetime, *, days: int) -> list[date]:
    """The days from today on without a doctor nor anybody on call."""
    today = at.astimezone(PARIS).date()
    calendar = read_calendar(cabinet, today, today + timedelta(days=days))
    held = set(
        Astreinte.objects.standing().between(calendar.first, calendar.last).values_list("on", flat=True)
    )
    return [on for on in needed_days(calendar) if on not in held and at < span_of(cabinet, on)[1]]


def lines_to_read(member: Member, today: date) -> list[HandOver]:
    """What the last doctors on call left, for a doctor or an intern who is there today or on call."""
    if member.role not in CAREGIVERS:
        return []
    there = member.membership.presences.counting().filter(on=today).exists()
    on_call = Astreinte.objects.standing().filter(membership=member.membership, on=today)
    if not (there or on_call.exists()):
        return []
    lines = HandOver.objects.filter(read_at=None).exclude(written_by=member.membership)
    return list(lines.select_related("astreinte", "written_by__person"))


@dataclass(frozen=True)
class DayAstreinte:
    """What the sheet of a day says of the laboratory."""

    duty: Astreinte | None
    mine: bool
    needed: bool
    lines: Sequence[HandOver]
    may_read: bool


def day_astreinte(member: Member, on: date, at: datetime, *, there: bool) -> DayAstreinte:
    """The duty of the day, and the lines unread when it is today; `there`: a doctor is there."""
    duty = Astreinte.objects.standing().with_names().filter(on=on).first()
    today = at.astimezone(PARIS).date()
    lines: list[HandOver] = []
    if on == today and member.may("see_mail"):
        unread = HandOver.objects.filter(read_at=None).select_related("astreinte", "written_by__person")
        lines = list(unread)
    return DayAstreinte(
        duty=duty,
        mine=duty is not None and duty.membership_id == member.membership.pk,
        needed=not there,
        lines=lines,
        may_read=member.role in CAREGIVERS,
    )


@dataclass(frozen=True)
class OnCallDay:
    """A day that needs an astreinte, or that has one."""

    on: date
    starts_at: datetime
    ends_at: datetime
    duty: Astreinte | None
    needed: bool


def on_call_days(cabinet: Cabinet, first: date, last: date) -> list[OnCallDay]:
    """Four statements, whatever the span."""
    calendar = read_calendar(cabinet, first, last)
    needed = set(needed_days(calendar))
    duties = {duty.on: duty for duty in Astreinte.objects.standing().between(first, last).with_names()}
    found = []
    for on in sorted({*needed, *duties}):
        duty = duties.get(on)
        starts_at, ends_at = (duty.starts_at, duty.ends_at) if duty else span_of(cabinet, on)
        found.append(OnCallDay(on, starts_at, ends_at, duty, on in needed))
    return found
