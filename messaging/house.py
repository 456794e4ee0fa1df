"""What messaging adds to the house: its doors, and what waits for an answer on the home page."""

from datetime import date, datetime

from django.urls import reverse

from cabinet.house import Card, Door, Link, SetupStep, Traced
from cabinet.members import Member
from cabinet.text import count
from messaging.actions.devices import remove_devices
from messaging.actions.notices import settle_notices
from messaging.actions.system_messages import post_in_channel
from messaging.archive_words import TABLES
from messaging.file_section import SECTION
from messaging.mail_access import sees_mail
from messaging.mail_cards import mail_desk_cards, mail_doors, mail_home_cards
from messaging.models import MailSender
from messaging.queries.traced import conversation_names, mail_names
from messaging.talk_cards import talk_desk_cards, talk_doors, talk_home_cards
from patients.desk_cards import DeskCard
from patients.file_sections import FileSection


def navigation(member: Member) -> list[Door]:
    return [*talk_doors(member), *mail_doors(member)]


def home_cards(member: Member, today: date) -> list[Card]:
    return [*talk_home_cards(member), *mail_home_cards(member)]


def setup_steps(member: Member) -> list[SetupStep]:
    """Who sends mail; one statement, none for who reads no mail."""
    if not sees_mail(member.membership):
        return []
    known = MailSender.objects.count()
    return [
        SetupStep(
            "senders", "Les expéditeurs du courrier",
            reverse("messaging:setup-senders", args=[member.cabinet.slug]), done=known > 0,
            said=count(known, "expéditeur", "expéditeurs"), order=75,
            allowed=member.may("manage_practice"), optional=True,
        )
    ]  # fmt: skip


def desk_cards() -> list[DeskCard]:
    return [*mail_desk_cards(), *talk_desk_cards()]


def file_sections() -> list[FileSection]:
    return [SECTION]


def own_links() -> list[Link]:
    return [Link("Mes notifications", reverse("messaging:notifications"), "bell")]


def say_in_channel(*, audience: str, text: str, at: datetime, key: str) -> None:
    post_in_channel(audience=audience, text=text, at=at, key=key)


def forget_devices(person_id: int) -> int:
    return remove_devices(person_id)


def stop_telling(person_id: int, *, at: datetime) -> None:
    settle_notices(person_id, at=at)


def traced() -> list[Traced]:
    return [
        Traced("messaging.conversation", "conversation", "conversations", conversation_names),
        Traced("messaging.mail", "courrier", "courriers", mail_names),
    ]


def archive_tables() -> dict[str, str]:
    return TABLES
