"""The door of the conversations, with what is not read yet, and their card of the home page."""

from django.urls import reverse

from cabinet.house import Card, Door, Tally
from cabinet.members import Member
from cabinet.models import Role
from messaging.queries.unread import unread_count

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
