"""What the mail adds to the front desk and to the home page: what waits, and since when."""

from django.urls import reverse
from django.utils import timezone

from cabinet.house import Card, Door
from cabinet.members import Member
from messaging.mail_access import sees_mail
from messaging.queries.mail_waiting import MailWaiting, mail_waiting, my_mail
from patients.desk_cards import Column, DeskCard, Shown
from patients.queries.desk_day import DeskDay


def mail_doors(member: Member) -> list[Door]:
    """Beside the desk for who keeps it, after the patients for a doctor."""
    if not sees_mail(member.membership):
        return []
    first = member.role == "secretaire"
    return [
        Door(
            "Courrier",
            reverse("messaging:mails", args=[member.cabinet.slug]),
            "mail",
            order=9 if first else 19,
        )
    ]


def read_mail_card(day: DeskDay) -> Shown:
    waiting: MailWaiting = mail_waiting(day.member, day.at)
    return Shown({"waiting": waiting}, waiting.patients)


def mail_desk_cards() -> list[DeskCard]:
    return [DeskCard("mail", Column.CAME, "messaging/desk/mail.html", read_mail_card, "mail", sees=sees_mail)]


def mail_home_cards(member: Member) -> list[Card]:
    """How many, without a name: the home page is not a list of patients."""
    if not (member.is_caregiver and sees_mail(member.membership)):
        return []
    mine = my_mail(member, timezone.now())
    return (
        [Card("messaging/cards/mail.html", {"mine": mine, "slug": member.cabinet.slug}, order=4)]
        if mine.any
        else []
    )
