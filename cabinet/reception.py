"""What the ground floor itself says on the home page; registered in `settings.CABINET_HOUSE`."""

from datetime import date

from django.utils import timezone

from cabinet.house import Card
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.queries import missing_of, open_invitations

#: These come to see how the practice runs: its hours and its doctors are what they ask first.
VISITORS = frozenset(
    {Role.MAIRIE, Role.COORDINATION_CLS, Role.PARAMEDICAL, Role.TELESECRETAIRE, Role.INFIRMIERE_ASALEE}
)


def home_cards(member: Member, today: date) -> list[Card]:
    cards = []
    if missing := missing_of(member):
        cards.append(Card("cabinet/cards/profile.html", {"missing": missing}, order=20))
    if waiting := open_invitations(member, at=timezone.now()):
        cards.append(Card("cabinet/cards/invitations.html", {"waiting": waiting}, order=80))
    if member.role in VISITORS:
        doctors = Membership.objects.on(today).filter(role=Role.TITULAIRE).with_person()
        cards.append(Card("cabinet/cards/practice.html", {"doctors": list(doctors)}, order=60))
    return cards
