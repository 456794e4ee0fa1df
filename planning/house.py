"""What the calendar adds to the house: its doors, and what each role came for on the home page."""

from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone

from cabinet.clock import today_in_paris
from cabinet.house import Card, Door, Link, SetupStep
from cabinet.members import Member
from cabinet.models import Role
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.outbox import address_of
from cabinet.text import count
from planning.archive_words import TABLES
from planning.models import Presence, Room
from planning.permissions import HOLDERS, keeps_calendar
from planning.queries.astreintes import coming_holes, lines_to_read, next_duties, on_call_now
from planning.queries.events import next_unanswered
from planning.queries.exceptions import to_confirm
from planning.queries.home import coming_weeks, free_days, month_so_far, my_next_days, today_here
from planning.queries.supervision import debriefs_to_do, supervision_said
from planning.queries.swaps import asked_of
from planning.rules.calendar_weeks import first_monday
from planning.rules.event_words import when_said

#: As far ahead as the calls for cover look.
FREE_DAYS_AHEAD = timedelta(weeks=4)
#: Two weeks of days without anybody on call are enough to act upon.
HOLES_AHEAD = 14


def navigation(member: Member) -> list[Door]:
    doors = []
    if member.may("see_planning"):
        planning = reverse("planning:month", args=[member.cabinet.slug])
        doors.append(Door("Planning", planning, "calendar-days", order=10))
    if member.role in AGGREGATES_ONLY:
        report = reverse("planning:occupancy", args=[member.cabinet.slug])
        doors.append(Door("Occupation", report, "chart-column", order=30))
    if member.role in HOLDERS:
        doors.append(Door("Mes jours", reverse("planning:my-days"), "calendar-check", order=20))
    return doors


def astreinte_cards(member: Member, today: date) -> list[Card]:
    """What waits for an answer, then one's own astreintes, then the days without anybody."""
    now, slug, cards = timezone.now(), member.cabinet.slug, []
    if asked := asked_of(member, now):
        cards.append(Card("planning/cards/swaps_asked.html", {"rows": asked, "slug": slug}, order=3))
    if lines := lines_to_read(member, today):
        cards.append(Card("planning/cards/hand_overs.html", {"lines": lines, "slug": slug}, order=4))
    if member.may("take_astreinte") and (duties := next_duties(member, now)):
        cards.append(Card("planning/cards/my_astreintes.html", {"duties": duties, "slug": slug}, order=5))
    if member.may("assign_astreinte") or member.role == Role.TELESECRETAIRE:
        laboratory = {
            "now": on_call_now(member, now),
            "holes": coming_holes(member.cabinet, now, days=HOLES_AHEAD),
            "takes": member.may("take_astreinte"),
            "slug": slug,
        }
        cards.append(Card("planning/cards/laboratory.html", laboratory, order=15))
    return cards


def setup_steps(member: Member) -> list[SetupStep]:
    """The rooms, then the first week; three statements."""
    cabinet = member.cabinet
    rooms, coming = Room.objects.count(), first_monday(today_in_paris())
    booked = Presence.objects.standing().filter(on__gte=coming - timedelta(weeks=1)).count()
    sheet = reverse("planning:public-opening", args=[cabinet.slug])
    share = reverse("planning:setup-share", args=[cabinet.slug])
    return [
        SetupStep(
            "rooms", "Les salles", reverse("planning:setup-rooms", args=[cabinet.slug]), done=rooms > 0,
            said=count(rooms, "salle", "salles"), order=20, allowed=member.may("manage_practice"),
        ),
        SetupStep(
            "week", "La première semaine", reverse("planning:setup-week", args=[cabinet.slug]),
            done=booked > 0, said=count(booked, "présence à venir", "présences à venir"), order=80,
            allowed=member.may("book_for_others"),
            share=address_of(sheet) if cabinet.public_sheet else "",
            publish=share if booked and member.may("book_for_others") and not cabinet.public_sheet else "",
        ),
    ]  # fmt: skip


def own_links() -> list[Link]:
    return [Link("Mes agendas", reverse("planning:my-feeds"), "calendar-sync")]


def home_cards(member: Member, today: date) -> list[Card]:
    """A locum: my days, then those that need somebody. Who keeps the calendar: today, then what comes."""
    cabinet, cards = member.cabinet, astreinte_cards(member, today)
    if member.role in AGGREGATES_ONLY:
        month = month_so_far(cabinet, today)
        return [Card("planning/cards/month_so_far.html", {"month": month, "slug": cabinet.slug}, order=10)]
    if member.role in (Role.SECRETAIRE, Role.TELESECRETAIRE, Role.TITULAIRE):
        here = {"people": today_here(today), "today": today, "slug": cabinet.slug}
        cards.append(Card("planning/cards/today_here.html", here, order=10))
    if event := next_unanswered(member.membership, timezone.now()):
        when = when_said(event.starts_at, event.ends_at)
        context = {"event": event, "when": when, "slug": cabinet.slug}
        cards.append(Card("planning/cards/next_event.html", context, order=25))
    if member.role in HOLDERS:
        mine = {"days": my_next_days(member, today), "slug": cabinet.slug}
        cards.append(Card("planning/cards/my_next_days.html", mine, order=20))
    if member.role == Role.INTERNE:
        cards += internship_card(member, today)
    if member.role == Role.TITULAIRE and (waiting := debriefs_to_do(member.membership, today)):
        debriefs = {"days": waiting, "slug": cabinet.slug}
        cards.append(Card("planning/cards/debriefs.html", debriefs, order=15))
    if keeps_calendar(member.membership) and (unsaid := to_confirm(today)):
        cards.append(Card("planning/cards/to_confirm.html", {"days": unsaid, "slug": cabinet.slug}, order=5))
    if keeps_calendar(member.membership):
        weeks = {"weeks": coming_weeks(cabinet, today), "slug": cabinet.slug}
        cards.append(Card("planning/cards/coming_weeks.html", weeks, order=30))
    elif member.role in (Role.REMPLACANT, Role.INTERNE):
        free = {"days": free_days(member, today, today + FREE_DAYS_AHEAD), "slug": cabinet.slug}
        cards.append(Card("planning/cards/free_days.html", free, order=30))
    return cards


def internship_card(member: Member, today: date) -> list[Card]:
    """The intern's next day here, and whom to reach on it; nothing without one."""
    coming = my_next_days(member, today)
    if not coming:
        return []
    said = supervision_said(member.membership, coming[0].on)
    context = {"next": coming[0], "supervision": said, "slug": member.cabinet.slug}
    return [Card("planning/cards/internship.html", context, order=10)]


def archive_tables() -> dict[str, str]:
    return TABLES
