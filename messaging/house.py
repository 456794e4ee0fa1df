"""What messaging adds to the house: its doors, and what waits for an answer on the home page."""

from datetime import date

from django.urls import reverse

from cabinet.house import Card, Door, Link
from cabinet.members import Member
from messaging.mail_cards import mail_desk_cards, mail_doors, mail_home_cards
from patients.desk_cards import DeskCard


def navigation(member: Member) -> list[Door]:
    return [*mail_doors(member)]


def home_cards(member: Member, today: date) -> list[Card]:
    return [*mail_home_cards(member)]


def desk_cards() -> list[DeskCard]:
    return [*mail_desk_cards()]


def own_links() -> list[Link]:
    return [Link("Mes notifications", reverse("messaging:notifications"), "bell")]
