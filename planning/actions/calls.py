"""Calls for cover: opened, carried on and closed by one look at the practice's weeks; answered by people."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Q

from cabinet import audit, house
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.jobs import enqueue
from cabinet.models import Cabinet, Membership, Role
from cabinet.text import long_day
from planning.actions.cover import look_again
from planning.actions.network import tell_network
from planning.models import CallAsk, CoverCall, Presence
from planning.permissions import keeps_calendar
from planning.queries.cover import Cover, busy_between, is_due, read_cover
from planning.queries.rescues import rescues_of
from planning.rules import calls as rules
from planning.rules.calendar_weeks import monday_of


class CallRefused(Refused):
    """422: that week asks for nobody."""


def watch_calls(*, at: datetime) -> list[CoverCall]:
    """Look at the practice of the scope: open, carry on and close what must be. Twice is once."""
    return _look(at=at, by_hand=None, by=None)


def open_call(*, monday: date, by: Membership, at: datetime) -> CoverCall:
    """Ask for that week now, however far it is; asked already, it is the same call.

    Raises PermissionDenied (who does not keep the calendar) or CallRefused (nothing is missing, or left).
    """
    if not keeps_calendar(by):
        raise PermissionDenied("Votre rôle ne permet pas de demander du renfort.")
    call = next((call for call in _look(at=at, by_hand=monday, by=by) if call.monday == monday), None)
    if call is None:
        raise CallRefused("Cette semaine n’a besoin de personne, ou n’a plus de demi-journée à prendre.")
    return call


def decline(*, ask: CallAsk, at: datetime) -> CallAsk:
    """« Pas cette fois »: they are not told of that week again. Said after having taken a day: no change."""
    answered = CallAsk.objects.filter(pk=ask.pk, answer="").update(
        answer=CallAsk.Answer.NOT_THIS_TIME, answered_at=at
    )
    if answered:
        audit.record("decline_call", ask, by=ask.membership, at=at)
        look_again(at=at)
    ask.refresh_from_db(fields=["answer", "answered_at"])
    return ask


def note_told(asks: Iterable[CallAsk], *, at: datetime) -> None:
    """A message that names these calls leaves; the same message again counts once."""
    today = at.astimezone(PARIS).date()
    for ask in asks:
        told = CallAsk.objects.filter(pk=ask.pk).exclude(last_told_on=today)
        told.update(last_told_on=today, told=ask.told + 1)


@dataclass(frozen=True)
class Look:
    """What one look knows of the practice."""

    cabinet: Cabinet
    cover: Cover
    members: dict[object, Membership]
    asks: dict[object, list[CallAsk]]
    at: datetime
    by: Membership | None

    @property
    def today(self) -> date:
        return self.cover.today


def _look(*, at: datetime, by_hand: date | None, by: Membership | None) -> list[CoverCall]:
    """The calls that are open afterwards. A constant number of statements, but for what changes."""
    cabinet, today = Cabinet.current(), at.astimezone(PARIS).date()
    _wait_for_others(cabinet.pk)
    going = {call.monday: call for call in CoverCall.objects.open()}
    farthest = monday_of(today) + timedelta(weeks=cabinet.call_horizon_holiday_weeks)
    asked_for = [by_hand] if by_hand else []
    first = min([monday_of(today), *going, *asked_for])
    last = max([farthest, *going, *asked_for]) + timedelta(days=6)
    look = Look(
        cabinet=cabinet,
        cover=read_cover(cabinet, first, last, at),
        members={member.pk: member for member in Membership.objects.on(today).with_person()},
        asks=_asks_of(going.values()),
        at=at,
        by=by,
    )
    _close(look, going)
    for weeks in range((last - first).days // 7 + 1):
        monday = first + timedelta(weeks=weeks)
        if monday not in going and _is_called_for(look, monday, by_hand=monday == by_hand):
            going[monday] = _open(look, monday)
    for call in going.values():
        _carry_on(look, call)
    _tell(look, going.values())
    return list(going.values())


def _wait_for_others(cabinet_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"planning:3:{cabinet_id}"])


def _asks_of(calls: Iterable[CoverCall]) -> dict[object, list[CallAsk]]:
    found: dict[object, list[CallAsk]] = {call.pk: [] for call in calls}
    for ask in CallAsk.objects.filter(call__in=list(found)):
        found[ask.call_id].append(ask)
    return found


def _close(look: Look, going: dict[date, CoverCall]) -> None:
    if not going:
        return
    since = min(call.opened_at for call in going.values())
    arrived = list(
        Presence.objects.counting()
        .filter(Q(booked_at__gte=since) | Q(changed_at__gte=since), on__gte=min(going))
        .values_list("on", "booked_at", "changed_at")
    )
    for monday, call in list(going.items()):
        came = any(
            monday_of(on) == monday and max(booked_at, changed_at or booked_at) >= call.opened_at
            for on, booked_at, changed_at in arrived
        )
        outcome = rules.ending(
            missing=look.cover.state(monday).missing,
            last_open=max(look.cover.open_days(monday), default=None),
            came=came,
            today=look.today,
        )
        if outcome:
            call.closed_at, call.outcome = look.at, outcome
            call.save(update_fields=["closed_at", "outcome"])
            audit.record("close_call", call, by=None, at=look.at, monday=str(monday), outcome=outcome)
            del going[monday]


def _is_called_for(look: Look, monday: date, *, by_hand: bool) -> bool:
    """Asked for by hand, the horizon does not matter."""
    cabinet, farthest = look.cabinet, 10**4
    return rules.is_called_for(
        monday,
        today=look.today,
        missing=look.cover.state(monday).missing,
        left=bool(look.cover.openings(monday)),
        school_holiday=look.cover.is_school_holiday(monday),
        weeks=farthest if by_hand else cabinet.call_horizon_weeks,
        holiday_weeks=farthest if by_hand else cabinet.call_horizon_holiday_weeks,
    )


def _open(look: Look, monday: date) -> CoverCall:
    call = CoverCall.objects.create(
        monday=monday,
        opened_at=look.at,
        missing=look.cover.state(monday).missing,
        stage=rules.LAST_RESORT if look.cover.reserves(monday) else rules.POOL,
    )
    look.asks[call.pk] = []
    audit.record("open_call", call, by=look.by, at=look.at, monday=str(monday), missing=call.missing)
    house.say_in_channel(
        audience="pool",
        text=f"Appel ouvert pour la semaine du {long_day(monday)}\u202f: des jours restent sans médecin. "
        "Répondez depuis « Appels ».",
        at=look.at,
        key=f"call:{call.pk}",
    )
    if call.stage == rules.POOL:
        tell_network(cabinet=look.cabinet, at=look.at)
    return call


def _carry_on(look: Look, call: CoverCall) -> None:
    """Reach the stage of the day, and ask those whom it names."""
    state, asks = look.cover.state(call.monday), look.asks[call.pk]
    reserves = look.cover.reserves(call.monday)
    answered = {ask.membership_id for ask in asks if ask.answer}
    below_floor = state.covered < 2 * state.floor
    stage = rules.stage_of(
        call.stage,
        today=look.today,
        opened_on=call.opened_at.astimezone(PARIS).date(),
        awaited=bool(reserves - answered),
        below_floor=below_floor,
        patience=look.cabinet.call_escalation_days,
    )
    if stage != call.stage:
        call.stage = stage
        call.escalated_at = look.at if stage == rules.TITULAIRES else None
        call.save(update_fields=["stage", "escalated_at"])
        audit.record("escalate_call", call, by=None, at=look.at, stage=stage)
        if stage == rules.POOL:
            tell_network(cabinet=look.cabinet, at=look.at)
    asked = {ask.membership_id for ask in asks}
    wanted = [member for member in look.members.values() if member.pk in reserves]
    if stage != rules.LAST_RESORT:
        wanted += [member for member in look.members.values() if member.role == Role.REMPLACANT]
    if stage == rules.TITULAIRES and below_floor:
        wanted += _one_more_titulaire(look, call, asks)
    new = {member.pk: member for member in wanted if member.pk not in asked}
    if new and look.cover.openings(call.monday):
        asks += CallAsk.objects.bulk_create(
            CallAsk(call=call, membership=member, asked_at=look.at) for member in new.values()
        )


def _one_more_titulaire(look: Look, call: CoverCall, asks: list[CallAsk]) -> list[Membership]:
    """The next one, among those who may take something that week."""
    titulaires = {pk: member for pk, member in look.members.items() if member.role == Role.TITULAIRE}
    last = call.monday + timedelta(days=6)
    busy = busy_between((member.person_id for member in titulaires.values()), call.monday, last)
    openings = look.cover.openings(call.monday)
    able = {
        pk: member
        for pk, member in titulaires.items()
        if rules.possible(openings, busy=busy[member.person_id], hours=look.cover.hours)
    }
    rescues = rescues_of(able.values(), since=look.today - rules.MEMORY)
    escalated_at = call.escalated_at or look.at
    days = [
        ask.asked_at.astimezone(PARIS).date()
        for ask in asks
        if ask.membership_id in titulaires and ask.asked_at >= escalated_at
    ]
    chosen = rules.next_titulaire(
        rules.order_of_titulaires(rescues),
        asked={ask.membership_id for ask in asks},
        last_asked_on=max(days, default=None),
        today=look.today,
    )
    return [able[chosen]] if chosen else []


def _tell(look: Look, calls: Iterable[CoverCall]) -> None:
    """One message a day and person: the key is the same in all their practices."""
    due_at = rules.told_at(look.at)
    on = due_at.astimezone(PARIS).date()
    people = {
        look.members[ask.membership_id].person_id
        for call in calls
        for ask in look.asks[call.pk]
        if ask.membership_id in look.members and not ask.answer and is_due(ask, on, look.cabinet)
    }
    for person in sorted(people):
        enqueue("call_digest", key=f"call_digest:{person}:{on}", due_at=due_at, person=person, on=str(on))
