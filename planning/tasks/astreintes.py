"""Reminders of astreintes, announcements of days without anybody, word of a line left by the one before.

At each of its hours one job per practice looks at all that is due by then: an hour missed is made up for by
the next look, once, and what has become useless is not sent. The keys of the outbox hold « exactly once ».
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.urls import reverse

from cabinet.clock import PARIS, in_paris
from cabinet.jobs import enqueue_for_each_practice, expects, handles
from cabinet.models import Cabinet, Job, Membership, OutboxMessage
from cabinet.text import clock, long_day
from planning.actions.holes import menders, page_of, write_hole
from planning.actions.letters import write_to
from planning.models import Astreinte, HandOver
from planning.queries.calendar import Calendar, read_calendar
from planning.rules.alternatives import joined
from planning.rules.astreintes import Laboratory, answered_by, days_to_cover
from planning.rules.moments import DAY_AT, FIRST_NOTICE, day_window, eve_window, hole_notice, last_moment

LOOK = "look_at_astreintes"


@expects
def expect_looks(at: datetime) -> None:
    """The latest hour that has come: one job per practice, in a single statement."""
    moment = last_moment(at)
    period = f"{moment.astimezone(PARIS):%Y-%m-%dT%H:%M}"
    enqueue_for_each_practice(LOOK, period=period, due_at=moment)


@handles(LOOK)
def look_at_astreintes(*, job: Job, at: datetime) -> None:
    cabinet, today = Cabinet.current(), at.astimezone(PARIS).date()
    first, last = today - timedelta(days=1), today + FIRST_NOTICE
    calendar = read_calendar(cabinet, first, last)
    present = answered_by(calendar.stays)
    duties = list(Astreinte.objects.standing().between(first, last).with_names())
    waiting = HandOver.objects.filter(read_at=None).exists()
    for duty in duties:
        remind(duty, present, cabinet=cabinet, at=at, waiting=waiting)
    tell_holes(calendar, present, {duty.on for duty in duties}, at=at)
    if waiting:
        tell_of_lines(calendar, present.get(today, ()), today, at=at)


def remind(duty: Astreinte, present: dict, *, cabinet: Cabinet, at: datetime, waiting: bool) -> None:
    """On the eve, then on the day; one that was assigned since its hour is known already."""
    eve, day = eve_window(duty.on), day_window(duty.on, duty.ends_at)
    name, (starts_at, until) = ("eve", eve) if at < eve[1] else ("day", day)
    if not starts_at <= at < until or duty.assigned_at > starts_at:
        return
    when = f"{'demain' if name == 'eve' else 'aujourd’hui'}, {long_day(duty.on)}"
    hours = f"de {clock(duty.starts_at)} à {clock(duty.ends_at)}"
    if present.get(duty.on):
        if name == "day":
            return
        text = f"Un médecin sera au cabinet {when}\u202f: votre astreinte n’est pas nécessaire."
        subject = f"{long_day(duty.on)}, astreinte sans objet"
    else:
        text = f"Vous êtes d’astreinte {when}, {hours}, pour les résultats urgents du laboratoire."
        if duty.acknowledged_at is None:
            text += "\nVous ne l’avez pas encore confirmé\u202f: dites que vous l’avez lu, ou échangez-la."
        if waiting:
            text += "\nUne consigne de l’astreinte précédente vous attend."
        subject = f"d’astreinte {when}"
    write_to(
        duty.membership,
        cabinet=cabinet,
        key=f"astreinte_{name}:{duty.pk}",
        subject=subject,
        text=text,
        path=page_of(cabinet, duty.on),
        at=at,
        until=until,
    )


def tell_holes(calendar: Calendar, present: dict, held: set[date], *, at: datetime) -> None:
    """Seven days and two days before; not to who was told of that very day since the hour had come."""
    days = [calendar.first + timedelta(days=n) for n in range((calendar.last - calendar.first).days + 1)]
    holes = [
        (on, notice)
        for on in days_to_cover(
            days, present, laboratory=Laboratory.of(calendar.cabinet), public_holidays=calendar.public
        )
        if on not in held and (notice := hole_notice(on, at))
    ]
    if not holes:
        return
    told = [
        (message.key.split(":")[1], message.recipient, message.queued_at)
        for message in OutboxMessage.objects.filter(key__startswith="hole:", queued_at__gte=at - FIRST_NOTICE)
    ]
    for mender in menders(at):
        email = mender.person.email
        for on, (notice, since, _) in holes:
            if not any(key == str(on) and to == email and since <= when for key, to, when in told):
                write_hole(mender, on, cabinet=calendar.cabinet, key=f"hole:{on}:{notice}", at=at)


def tell_of_lines(calendar: Calendar, present: Collection, today: date, *, at: datetime) -> None:
    """Each doctor present today, once a day, for as long as a line of another one is unread; not its text."""
    closes_at = in_paris(today, calendar.cabinet.afternoon_ends)
    if not in_paris(today, DAY_AT) <= at < closes_at:
        return
    lines = list(HandOver.objects.filter(read_at=None).values_list("written_by_id", "astreinte__on"))
    for doctor in Membership.objects.filter(pk__in=present).with_person():
        days = sorted({on for written_by, on in lines if written_by != doctor.pk})
        if not days:
            continue
        said = joined([long_day(on) for on in days])
        write_to(
            doctor,
            cabinet=calendar.cabinet,
            key=f"hand_over:{today}",
            subject="une consigne d’astreinte vous attend",
            text=f"Le médecin d’astreinte a laissé une consigne pour vous ({said}). Lisez-la ici\u202f:",
            path=reverse("planning:day", args=[calendar.cabinet.slug, today]),
            at=at,
            until=closes_at,
        )
