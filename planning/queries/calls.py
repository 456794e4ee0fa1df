"""The pages of the calls for cover: those that are open and those that were, and one call in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from cabinet.clock import PARIS
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.text import day
from planning.models import CallAsk, CoverCall
from planning.permissions import keeps_calendar
from planning.queries.cover import Cover, Offer, busy_between, offers_to, read_cover
from planning.queries.rescues import rescues_of
from planning.rules.alternatives import Opening
from planning.rules.calls import MEMORY, Rescues, order_of_titulaires
from planning.rules.coverage import Week
from planning.rules.words import Said, missing_said, week_said

#: Past calls are shown that far back.
KEPT = timedelta(days=365)
STAGES = {
    CoverCall.Stage.LAST_RESORT: "demandé d’abord à qui viendrait en dernier recours",
    CoverCall.Stage.POOL: "demandé aux remplaçants",
    CoverCall.Stage.TITULAIRES: "demandé aux titulaires",
}


@dataclass(frozen=True)
class CallLine:
    """A call in a list; how many were asked and have answered, for who keeps the calendar."""

    call: CoverCall
    asked: int
    answered: int
    answer: str

    @property
    def stage(self) -> str:
        return STAGES[CoverCall.Stage(self.call.stage)]


@dataclass(frozen=True)
class CallList:
    open: Sequence[CallLine]
    past: Sequence[CallLine]
    keeper: bool


@dataclass(frozen=True)
class Titulaire:
    """A titulaire and what they did for calls over twelve months, in the order in which they are asked."""

    member: Membership
    rescues: Rescues


@dataclass(frozen=True)
class CallPage:
    """A call as this member may see it: `asks` and `titulaires` are empty for who is only asked."""

    call: CoverCall
    said: Said
    state: Week
    missing: str
    school_holiday: bool
    free: Sequence[Offer]
    ask: CallAsk | None
    asks: Sequence[CallAsk]
    titulaires: Sequence[Titulaire]
    goes_on: date | None
    keeper: bool

    @property
    def stage(self) -> str:
        return STAGES[CoverCall.Stage(self.call.stage)]


def call_list(member: Member, today: date) -> CallList:
    """Two statements."""
    keeper = keeps_calendar(member.membership)
    calls = (
        CoverCall.objects.filter(Q(closed_at=None) | Q(monday__gte=today - KEPT))
        .annotate(asked=Count("asks"), answered=Count("asks", filter=~Q(asks__answer="")))
        .order_by("monday", "opened_at")
    )
    mine = dict(
        CallAsk.objects.filter(membership=member.membership, call__monday__gte=today - KEPT).values_list(
            "call_id", "answer"
        )
    )
    lines = [CallLine(call, call.asked, call.answered, mine.get(call.pk, "unasked")) for call in calls]
    return CallList(
        open=[line for line in lines if line.call.closed_at is None],
        past=[line for line in reversed(lines) if line.call.closed_at is not None],
        keeper=keeper,
    )


def call_page(member: Member, call: CoverCall, at: datetime) -> CallPage:
    """A constant number of statements."""
    today, keeper = at.astimezone(PARIS).date(), keeps_calendar(member.membership)
    sunday = call.monday + timedelta(days=6)
    cover = read_cover(member.cabinet, call.monday, sunday, at)
    asks = list(
        CallAsk.objects.filter(call=call).select_related("membership__person").order_by("asked_at", "pk")
    )
    state = cover.state(call.monday)
    return CallPage(
        call=call,
        said=week_said(state, first=call.monday, last=sunday, today=today),
        state=state,
        missing=missing_said(state.missing),
        school_holiday=cover.is_school_holiday(call.monday),
        free=_free(member, cover, call.monday),
        ask=next((ask for ask in asks if ask.membership_id == member.membership.pk), None),
        asks=asks if keeper else [],
        titulaires=_titulaires(today) if keeper else [],
        goes_on=_goes_on(call, state, member.cabinet.call_escalation_days),
        keeper=keeper,
    )


def _free(member: Member, cover: Cover, monday: date) -> Sequence[Offer]:
    """For a doctor, what they may take themselves; for the desk, all that is free."""
    if not member.is_doctor:
        return [_as_offer(cover, opening) for opening in cover.openings(monday)]
    busy = busy_between([member.person.pk], monday, monday + timedelta(days=6))
    return offers_to(member.membership, cover, monday, busy[member.person.pk])


def _as_offer(cover: Cover, opening: Opening) -> Offer:
    there = [presence for presence in cover.calendar.by_day.get(opening.on, []) if presence.is_sure]
    return Offer(opening, there, need_be=False)


def _titulaires(today: date) -> list[Titulaire]:
    members = {
        member.pk: member for member in Membership.objects.on(today).filter(role=Role.TITULAIRE).with_person()
    }
    rescues = rescues_of(members.values(), since=today - MEMORY)
    return [Titulaire(members[pk], rescues[pk]) for pk in order_of_titulaires(rescues)]


def _goes_on(call: CoverCall, state: Week, patience: int) -> date | None:
    """The day on which the titulaires are asked, if the floor is not reached by then."""
    if call.closed_at or call.stage == CoverCall.Stage.TITULAIRES or state.covered >= 2 * state.floor:
        return None
    return call.opened_at.astimezone(PARIS).date() + timedelta(days=patience)


def stages_said(call: CoverCall) -> str:
    """« demandé aux remplaçants depuis le mer. 3 févr. »"""
    since = call.escalated_at or call.opened_at
    return f"{STAGES[CoverCall.Stage(call.stage)]} depuis le {day(since)}"
