"""Who is told of an exchange: the other one when it is asked, the first one when it is answered."""

from datetime import datetime, time, timedelta

from django.urls import reverse

from cabinet.clock import PARIS, in_paris
from cabinet.models import Cabinet, Membership, Role
from cabinet.text import long_day
from planning.actions.letters import write_to
from planning.models import Astreinte, Presence, Swap

PERIODS = {"day": "", "morning": " matin", "afternoon": " après-midi"}


def day_said(day: Presence | Astreinte) -> str:
    """« jeudi 22 octobre matin », « l’astreinte du jeudi 22 octobre »."""
    if isinstance(day, Astreinte):
        return f"l’astreinte du {long_day(day.on)}"
    return f"{long_day(day.on)}{PERIODS[day.period]}"


def tell_asked(swap: Swap, *, cabinet: Cabinet, at: datetime) -> None:
    """Worth reading until the first of its days is over."""
    if swap.wanted:
        text = (
            f"{swap.asked_by.display_name} vous propose un échange\u202f: vous prenez "
            f"{day_said(swap.given)}, et donnez {day_said(swap.wanted)}."
        )
    else:
        text = f"{swap.asked_by.display_name} vous propose de prendre {day_said(swap.given)} à sa place."
    write_to(
        swap.asked_to,
        cabinet=cabinet,
        key=f"swap_asked:{swap.pk}",
        subject=f"{swap.asked_by.display_name} vous propose {day_said(swap.given)}",
        text=f"{text}\nAcceptez ou refusez ici\u202f:",
        path=_page(cabinet),
        at=at,
        until=in_paris(min(day.on for day in swap.days) + timedelta(days=1), time(0)),
    )


def tell_answered(swap: Swap, *, cabinet: Cabinet, at: datetime) -> None:
    said = "accepte" if swap.state == Swap.State.ACCEPTED else "ne peut pas prendre"
    write_to(
        swap.asked_by,
        cabinet=cabinet,
        key=f"swap_{swap.state}:{swap.pk}",
        subject=f"{swap.asked_to.display_name} {said} {day_said(swap.given)}",
        text=f"{swap.asked_to.display_name} {said} {day_said(swap.given)}"
        + (f", et vous donne {day_said(swap.wanted)}." if swap.wanted and said == "accepte" else "."),
        path=_page(cabinet),
        at=at,
    )


def tell_done(
    swap: Swap, *, cabinet: Cabinet, by: Membership, at: datetime, secretaries: bool = False
) -> None:
    """Both, when it was done for them; the secretaries, when it is late. Never who did it."""
    if secretaries:
        today = at.astimezone(PARIS).date()
        people = list(Membership.objects.on(today).filter(role=Role.SECRETAIRE).with_person())
    else:
        people = [swap.asked_by, swap.asked_to]
    text = (
        f"{day_said(swap.given)}\u202f: {swap.asked_to.display_name} remplace {swap.asked_by.display_name}."
    )
    if swap.wanted:
        text += (
            f"\n{day_said(swap.wanted)}\u202f: {swap.asked_by.display_name} remplace "
            f"{swap.asked_to.display_name}."
        )
    for one in people:
        if one.pk != by.pk:
            write_to(
                one,
                cabinet=cabinet,
                key=f"swap_done:{swap.pk}",
                subject=f"échange, {day_said(swap.given)}",
                text=f"{text[:1].upper()}{text[1:]}\nFait par {by.display_name}.",
                path=_page(cabinet),
                at=at,
            )


def _page(cabinet: Cabinet) -> str:
    return reverse("planning:swaps", args=[cabinet.slug])
