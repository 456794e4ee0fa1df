"""A day that no longer has anybody to answer the laboratory is told at once to those who can mend it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from uuid import UUID

from django.urls import reverse

from cabinet import house
from cabinet.clock import PARIS, in_paris
from cabinet.models import Cabinet, Membership, Role
from cabinet.text import long_day
from planning.actions.letters import write_to
from planning.models import Astreinte, Holiday, Presence
from planning.rules.astreintes import ANSWERING, Laboratory, duty_span, may_call
from planning.rules.moments import FIRST_NOTICE, HOLES_AT

MENDERS = (Role.TITULAIRE, Role.SECRETAIRE)


def menders(at: datetime) -> list[Membership]:
    """The titulaires and the secretaries of the open practice."""
    today = at.astimezone(PARIS).date()
    return list(Membership.objects.on(today).filter(role__in=MENDERS).with_person())


def present_on(on: date) -> Presence | None:
    """A presence that makes the astreinte of that day needless, if any."""
    there = Presence.objects.counting().filter(on=on, membership__role__in=ANSWERING)
    return there.with_names().first()


def is_needed(cabinet: Cabinet, on: date) -> bool:
    """Whether the laboratory may call on a day without a doctor."""
    public = Holiday.objects.filter(kind=Holiday.Kind.PUBLIC).between(on, on).exists()
    return may_call(on, Laboratory.of(cabinet), {on} if public else ()) and present_on(on) is None


def doctor_left(presence: Presence, *, cabinet: Cabinet, at: datetime) -> bool:
    """After a presence was released: whether its day became a hole that is to be told now.

    When an astreinte stood on that day, needless until then, its doctor is told that it counts again.
    """
    on, role = presence.on, presence.membership.role
    if not presence.counts or role not in ANSWERING or _is_over(cabinet, on, at):
        return False
    if not is_needed(cabinet, on):
        return False
    duty = Astreinte.objects.standing().with_names().filter(on=on).first()
    if duty is None:
        return is_near(on, at)
    write_to(
        duty.membership,
        cabinet=cabinet,
        key=f"astreinte_again:{presence.pk}",
        subject=f"votre astreinte du {long_day(on)} est nécessaire",
        text=f"Plus aucun médecin n’est au cabinet {long_day(on)}\u202f: vous êtes bien d’astreinte.",
        path=page_of(cabinet, on),
        at=at,
        until=duty.ends_at,
    )
    return False


def doctors_left(presences: Sequence[Presence], *, by: Membership | None, at: datetime) -> None:
    """The same for many days given back at once: those that are near, or that have an astreinte."""
    if not presences:
        return
    cabinet = Cabinet.current()
    held = set(
        Astreinte.objects.standing()
        .filter(on__in={presence.on for presence in presences})
        .values_list("on", flat=True)
    )
    for presence in presences:
        if (presence.on in held or is_near(presence.on, at)) and doctor_left(
            presence, cabinet=cabinet, at=at
        ):
            tell_hole(presence.on, cabinet=cabinet, cause=presence.pk, by=by, at=at)


def is_near(on: date, at: datetime) -> bool:
    """Whether the first announcement of a hole on `on` is over: whoever mends it is told now."""
    return at >= in_paris(on - FIRST_NOTICE, HOLES_AT)


def tell_hole(
    on: date,
    *,
    cabinet: Cabinet,
    cause: UUID,
    by: Membership | None,
    at: datetime,
    told: Collection[str] = (),
) -> None:
    """Tell titulaires and secretaries, once for that `cause`; not `by`, nor those of the roles `told`."""
    for mender in menders(at):
        if (by is None or mender.pk != by.pk) and mender.role not in told:
            write_hole(mender, on, cabinet=cabinet, key=f"hole:{on}:{cause}", at=at)
    house.say_in_channel(
        audience="pool",
        text=f"Personne pour le laboratoire {long_day(on)}\u202f: aucun médecin au cabinet ni d’astreinte.",
        at=at,
        key=f"hole:{on}:{cause}",
    )


def write_hole(mender: Membership, on: date, *, cabinet: Cabinet, key: str, at: datetime) -> None:
    today = at.astimezone(PARIS).date()
    when = {0: "aujourd’hui", 1: "demain"}.get((on - today).days, f"dans {(on - today).days} jours")
    until = duty_span(on, cabinet.astreinte_starts, cabinet.astreinte_ends)[1] if on == today else None
    write_to(
        mender,
        cabinet=cabinet,
        key=key,
        subject=f"personne pour le laboratoire {long_day(on)}",
        text=f"{when.capitalize()}, {long_day(on)}, aucun médecin n’est au cabinet et personne n’est "
        "d’astreinte. Prenez cette astreinte ou confiez-la d’un geste\u202f:",
        path=page_of(cabinet, on),
        at=at,
        until=until or in_paris(on, time(0)),
    )


def page_of(cabinet: Cabinet, on: date) -> str:
    """The page of the astreintes, at that day."""
    return f"{reverse('planning:astreintes', args=[cabinet.slug])}?mois={on:%Y-%m}#astreinte-{on}"


def _is_over(cabinet: Cabinet, on: date, at: datetime) -> bool:
    return at >= duty_span(on, cabinet.astreinte_starts, cabinet.astreinte_ends)[1]
