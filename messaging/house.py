"""What messaging adds to the house: its doors, and what waits for an answer on the home page."""

from datetime import date, datetime

from django.urls import reverse

from cabinet.house import Card, Door, Link
from cabinet.members import Member
from messaging.actions.system_messages import post_in_channel
from messaging.mail_cards import mail_desk_cards, mail_doors, mail_home_cards
from messaging.talk_cards import talk_doors, talk_home_cards
from patients.desk_cards import DeskCard


def navigation(member: Member) -> list[Door]:
    return [*talk_doors(member), *mail_doors(member)]


def home_cards(member: Member, today: date) -> list[Card]:
    return [*talk_home_cards(member), *mail_home_cards(member)]


def desk_cards() -> list[DeskCard]:
    return [*mail_desk_cards()]


def own_links() -> list[Link]:
    return [Link("Mes notifications", reverse("messaging:notifications"), "bell")]


def say_in_channel(*, audience: str, text: str, at: datetime, key: str) -> None:
    post_in_channel(audience=audience, text=text, at=at, key=key)
