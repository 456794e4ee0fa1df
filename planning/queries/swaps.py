"""What changes hands: with whom a day may be exchanged, and what waits for an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q

from cabinet.clock import PARIS, in_paris
from cabinet.members import Member
from cabinet.models import Membership
from cabinet.text import day
from planning.models import Astreinte, Engagement, Swap
from planning.models.swap import Day
from planning.permissions import HOLDERS, keeps_calendar, may_be_given, may_swap_for
from planning.rules.release import release_terms

#: Days in return are looked for so far ahead.
AHEAD = timedelta(weeks=8)
SHOWN = 20
PERIODS = {"day": "journée", "morning": "matin", "afternoon": "après-midi"}


@dataclass(frozen=True)
class Option:
    """« give:<member> », or « day:<theirs> »."""

    value: str
    label: str


@dataclass(frozen=True)
class Partner:
    name: str
    options: Sequence[Option]


@dataclass(frozen=True)
class SwapForm:
    given: Day
    said: str
    mine: bool
    late: bool
    partners: Sequence[Partner]
    waiting: Swap | None


@dataclass(frozen=True)
class SwapRow:
    """A swap as its list says it; `alive` while it may still be accepted."""

    swap: Swap
    given: str
    wanted: str
    giver: str
    taker: str
    alive: bool
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True)
class SwapsPage:
    asked_of_me: Sequence[SwapRow]
    waiting: Sequence[SwapRow]
    done: Sequence[SwapRow]


def said(what: Day) -> str:
    """« jeu. 22 oct., matin, Bureau 1 », « astreinte du jeu. 22 oct. »."""
    if isinstance(what, Astreinte):
        return f"astreinte du {day(what.on)}"
    period = "" if what.period == "day" else f", {PERIODS[what.period]}"
    return f"{day(what.on)}{period}"


def swap_form(member: Member, given: Day, at: datetime) -> SwapForm:
    """The colleagues who are free, and their coming days on which the owner is: five statements."""
    today, owner = at.astimezone(PARIS).date(), given.membership
    kind = type(given)
    members = [
        other
        for other in Membership.objects.on(given.on).exclude(pk=owner.pk).with_person()
        if may_be_given(other, given)
    ]
    busy = set(
        Engagement.objects.of({other.person_id for other in members})
        .between(given.starts_at, given.ends_at)
        .values_list("person_id", flat=True)
    )
    free = [other for other in members if other.person_id not in busy]
    days = _days_of(kind, free, owner, given, today)
    partners = [
        Partner(
            other.display_name,
            [
                Option(f"give:{other.pk}", f"Donner à {other.display_name}"),
                *(
                    Option(f"day:{theirs.pk}", f"Échanger contre {other.display_name}, {said(theirs)}")
                    for theirs in days
                    if theirs.membership_id == other.pk
                ),
            ],
        )
        for other in free
    ]
    waiting = Swap.objects.waiting().with_days().filter(**{f"given_{kind._meta.model_name}": given}).first()
    return SwapForm(
        given=given,
        said=said(given),
        mine=owner.pk == member.membership.pk,
        late=release_terms(
            given.on, today=today, notice_days=member.cabinet.release_notice_days, keeps_calendar=True
        ).needs_reason,
        partners=partners,
        waiting=waiting,
    )


def _days_of(
    kind: type[Day], people: Sequence[Membership], owner: Membership, given: Day, today: date
) -> list[Day]:
    """The coming days of these people on which the owner is free once `given` is given."""
    first, last = in_paris(today, time(0)), in_paris(today + AHEAD, time(0))
    engaged = [
        (one.starts_at, one.ends_at)
        for one in Engagement.objects.of([owner.person_id]).between(first, last)
        if one.source != given.pk
    ]
    days = kind.objects.standing() if kind is Astreinte else kind.objects.counting()
    theirs = days.filter(membership__in=people, on__gte=today, on__lte=today + AHEAD).with_names()
    return [
        one
        for one in theirs
        if may_be_given(owner, one)
        and not any(one.starts_at < ends_at and one.ends_at > starts_at for starts_at, ends_at in engaged)
    ]


def swaps_page(member: Member, at: datetime) -> SwapsPage:
    """What waits for me, what I asked, what was done; who keeps the calendar sees everybody's."""
    me, today = member.membership, at.astimezone(PARIS).date()
    swaps = Swap.objects.with_days()
    if not keeps_calendar(me):
        swaps = swaps.filter(Q(asked_by=me) | Q(asked_to=me))
    rows = [_row(swap, me, today) for swap in swaps.waiting()]
    done = swaps.filter(state__in=[Swap.State.ACCEPTED, Swap.State.DECLINED]).order_by("-answered_at", "pk")
    return SwapsPage(
        asked_of_me=[row for row in rows if row.may_answer],
        waiting=[row for row in rows if not row.may_answer and (row.alive or row.swap.asked_by_id == me.pk)],
        done=[_row(swap, me, today) for swap in done[:SHOWN]],
    )


def asked_of(member: Member, at: datetime) -> list[SwapRow]:
    """What waits for this member's answer."""
    if member.role not in HOLDERS:
        return []
    me, today = member.membership, at.astimezone(PARIS).date()
    waiting = Swap.objects.waiting().with_days().filter(asked_to=me)
    return [row for row in (_row(swap, me, today) for swap in waiting) if row.may_answer]


def _row(swap: Swap, me: Membership, today: date) -> SwapRow:
    waiting = swap.state == Swap.State.ASKED
    alive = waiting and all(one.stands and one.on >= today for one in swap.days)
    return SwapRow(
        swap=swap,
        given=said(swap.given),
        wanted=said(swap.wanted) if swap.wanted else "",
        giver="Vous" if swap.asked_by_id == me.pk else swap.asked_by.display_name,
        taker="vous" if swap.asked_to_id == me.pk else swap.asked_to.display_name,
        alive=alive,
        may_answer=alive and swap.asked_to_id == me.pk,
        may_withdraw=waiting and (swap.asked_by_id == me.pk or may_swap_for(me, swap.given)),
    )
