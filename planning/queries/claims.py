"""What the page of a one-tap link says to the person to whom it was sent."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership
from planning.call_links import Link, claim_path
from planning.models import CallAsk, CallClaim
from planning.queries.calendar import Held
from planning.queries.cover import Offer, busy_between, offers_to, read_cover
from planning.rules.alternatives import Opening, joined
from planning.rules.calendar_weeks import monday_of
from planning.rules.calls import possible
from planning.rules.half_days import HALVES, touch


@dataclass(frozen=True)
class Alternative:
    """Another day of that week, one tap away."""

    on: date
    period: str
    path: str


@dataclass(frozen=True)
class ClaimPage:
    """`state`: free (taken by itself), kept (free, but the call is over), mine, used, expired; or why it may
    not be taken: closed, taken (by `names`), busy (one is elsewhere, or away), full (no room).
    """

    state: str
    cabinet: Cabinet
    on: date
    period: str
    presence: Held | None = None
    names: str = ""
    reason: str = ""
    company: Sequence[Held] = ()
    alternatives: Sequence[Alternative] = field(default=())


def ask_of(link: Link, membership: Membership) -> CallAsk | None:
    """The ask of the link, if it was put to this very member; in the open practice."""
    ask = CallAsk.objects.select_related("call").filter(pk=link.ask_id, membership=membership).first()
    if ask is not None:
        ask.membership = membership
    return ask


def claim_page(link: Link, ask: CallAsk, at: datetime) -> ClaimPage:
    """The link as it stands, in a constant number of statements."""
    assert link.on is not None
    membership, on, period = ask.membership, link.on, link.period
    cabinet, today = membership.cabinet, at.astimezone(PARIS).date()
    monday = monday_of(on)
    cover = read_cover(cabinet, monday, monday + timedelta(days=6), at)
    busy = busy_between([link.person_id], monday, monday + timedelta(days=6))[link.person_id]
    offers = offers_to(membership, cover, monday, busy)
    there = [p for p in cover.calendar.by_day.get(on, []) if p.is_sure and touch(p.period, period)]
    mine = next((presence for presence in there if presence.membership_id == membership.pk), None)
    claim = CallClaim.objects.filter(ask=ask, on=on, period=period).first()
    offered = next((offer for offer in offers if _covers(offer, on, period)), None)
    doctors = [p for p in there if p != mine and p.membership.role in cover.calendar.counting]

    def page(state: str, **values: Any) -> ClaimPage:
        return ClaimPage(state, cabinet, on, period, alternatives=_alternatives(link, ask, offers), **values)

    if mine:
        return page("mine", presence=mine, company=[p for p in there if p != mine])
    if claim:
        return page("used")
    if on < today:
        return page("expired")
    if not cover.calendar.is_open(on):
        return page("closed", reason=cover.calendar.days_off.get(on, ""))
    if offered:
        return page("free" if ask.call.closed_at is None else "kept", company=offered.company)
    if doctors:
        names = joined(list(dict.fromkeys(p.membership.display_name for p in doctors)))
        return page("taken", names=names)
    able = possible([Opening(on, period)], busy=busy, hours=cover.hours)
    return page("full" if Opening(on, period) in able else "busy")


def _covers(offer: Offer, on: date, period: str) -> bool:
    held = HALVES[offer.opening.period]
    return offer.opening.on == on and all(half in held for half in HALVES[period])


def _alternatives(link: Link, ask: CallAsk, offers: Sequence[Offer]) -> list[Alternative]:
    return [
        Alternative(
            offer.opening.on,
            offer.opening.period,
            claim_path(ask, link.person_id, offer.opening.on, offer.opening.period),
        )
        for offer in offers
        if (offer.opening.on, offer.opening.period) != (link.on, link.period)
    ]
