"""The door of the conversations, with what is not read yet, and their cards on the home page and the desk."""

from django.urls import reverse

from cabinet.house import Card, Door, Tally
from cabinet.members import Member
from cabinet.models import Role
from messaging.queries.unread import desk_unread, unread_count
from patients.desk_cards import Column, DeskCard, Shown
from patients.queries.desk_day import DeskDay

#: Those whose day is on the phone and in the field: it is near the thumb.
FIRST = frozenset({Role.PARAMEDICAL, Role.INFIRMIERE_ASALEE, Role.REMPLACANT, Role.INTERNE})


def talk_doors(member: Member) -> list[Door]:
    url = reverse("messaging:conversations", args=[member.cabinet.slug])
    order = 8 if member.role in FIRST else 12
    return [Door("Messages", url, "message-circle", order=order, tally=unread_tally(member))]


def unread_tally(member: Member) -> Tally:
    return Tally(
        count=lambda: unread_count(member),
        url=reverse("messaging:unread", args=[member.cabinet.slug]),
        hears="message read conversation",
        words="message non lu,messages non lus",
    )


def talk_home_cards(member: Member) -> list[Card]:
    unread = unread_count(member)
    if not unread:
        return []
    context = {"unread": unread, "slug": member.cabinet.slug}
    return [Card("messaging/cards/unread.html", context, order=7)]


def read_talk_card(day: DeskDay) -> Shown:
    """Counts only: who wrote what is one key away."""
    return Shown({"unread": desk_unread(day.member)})


def talk_desk_cards() -> list[DeskCard]:
    hears = "message read conversation message-changed"
    return [DeskCard("messages", Column.CAME, "messaging/desk/messages.html", read_talk_card, hears)]
