"""Calls for cover as a week of them leaves a practice: told, answered by some, one of them met."""

from datetime import date, datetime, time, timedelta

from cabinet.clock import in_paris
from cabinet.models import Membership
from planning.actions import Refused, book_presence
from planning.actions.calls import decline, note_told, watch_calls
from planning.models import CallAsk, CoverCall, Presence
from planning.queries.cover import is_due, read_cover

MORNING, TOLD = time(7, 0), time(8, 0)
DAYS_AGO = 6


def call(members: dict[str, Membership], *, today: date, at: datetime) -> int:
    """Play the last days of the practice in the open scope, once; how many calls are open at the end."""
    if CoverCall.objects.exists():
        return 0
    _morning(today - timedelta(days=DAYS_AGO), members)
    _say_if_need_be(members, today=today, at=at)
    for number, going in enumerate(CoverCall.objects.open().filter(monday__gt=today).order_by("missing")[:2]):
        asks = list(CallAsk.objects.filter(call=going).select_related("membership__person").order_by("pk"))
        when = in_paris(today - timedelta(days=DAYS_AGO - 1), time(12, 40))
        if number == 0:
            _fill(going, asks, when)
        elif len(asks) > 1:
            decline(ask=asks[0], at=when)
            _fill(going, asks[1:2], when + timedelta(hours=2), days=1)
    _morning(today - timedelta(days=1), members)
    return len(watch_calls(at=at))


def _morning(on: date, members: dict[str, Membership]) -> None:
    """The look of that day, and the messages that left after it."""
    cabinet = next(iter(members.values())).cabinet
    calls = watch_calls(at=in_paris(on, MORNING))
    asks = CallAsk.objects.filter(call__in=calls, answer="")
    note_told([ask for ask in asks if is_due(ask, on, cabinet)], at=in_paris(on, TOLD))


def _fill(going: CoverCall, asks: list[CallAsk], at: datetime, *, days: int = 5) -> None:
    """Those asked take what is free, each in turn."""
    if not asks:
        return
    cabinet = asks[0].membership.cabinet
    openings = read_cover(cabinet, going.monday, going.monday + timedelta(days=6), at).openings(going.monday)
    wanted = openings[:days]
    for number, opening in enumerate(wanted):
        for rank in range(len(asks)):
            member = asks[(number + rank) % len(asks)].membership
            try:
                book_presence(membership=member, on=opening.on, period=opening.period, by=member, at=at)
            except Refused:
                continue
            break


def _say_if_need_be(members: dict[str, Membership], *, today: date, at: datetime) -> None:
    """Somebody would come on the first two days that are free, « en dernier recours »."""
    cabinet = next(iter(members.values())).cabinet
    going = CoverCall.objects.open().filter(monday__gt=today).order_by("-missing").first()
    locum = next((member for member in members.values() if member.role == "remplacant"), None)
    if going is None or locum is None:
        return
    openings = read_cover(cabinet, going.monday, going.monday + timedelta(days=6), at).openings(going.monday)
    for opening in openings[:2]:
        if not Presence.objects.standing().filter(membership=locum, on=opening.on).exists():
            book_presence(
                membership=locum, on=opening.on, period=opening.period, by=locum, at=at, strength="if_need_be"
            )
