"""The cards of the home page about who follows whom: hers for the ASALÉE nurse, what ended for a doctor."""

from django.utils import timezone

from cabinet.house import Card
from cabinet.members import Member
from cabinet.models import Role
from patients.queries.referrals import nurse_counts, to_acknowledge


def care_cards(member: Member) -> list[Card]:
    """How many, without a name: the home page is not a list of patients."""
    slug = member.cabinet.slug
    if member.role == Role.INFIRMIERE_ASALEE:
        counts = nurse_counts(member.membership, timezone.now())
        return [Card("patients/cards/asalee.html", {"counts": counts, "slug": slug}, order=5)]
    if member.is_caregiver and (ended := to_acknowledge(member.membership)):
        return [Card("patients/cards/asalee_ended.html", {"ended": ended, "slug": slug}, order=12)]
    return []
