"""What the page of a new conversation offers: to whom, about which patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cabinet.members import Member
from cabinet.models import Membership
from messaging.permissions import about_patients
from messaging.queries.people import may_be_written_to
from patients.models import Patient
from patients.permissions import sees_files, visible_patients
from patients.queries.care_team import followed_by

#: Patients offered by name; the others are reached from their own page.
OFFERED = 60


@dataclass(frozen=True)
class Beginnings:
    """`experts`: those who may be asked about a patient."""

    people: Sequence[Membership]
    followed: Sequence[Patient]

    @property
    def experts(self) -> list[Membership]:
        return [one for one in self.people if about_patients(one)]


def beginnings(member: Member, today: date) -> Beginnings:
    """Two statements."""
    others = may_be_written_to(today).exclude(pk=member.membership.pk)
    followed = followed_by(member.membership) if about_patients(member.membership) else []
    return Beginnings(list(others), followed[:OFFERED])


def patients_to_ask_about(member: Member, asked: UUID | None) -> list[Patient]:
    """Those whom the member follows; and the one of the address, when they may read of them."""
    followed = list(followed_by(member.membership))
    if asked is None or asked in {one.pk for one in followed} or not sees_files(member.membership):
        return followed[:OFFERED]
    return [*visible_patients(member.membership).filter(pk=asked), *followed][:OFFERED]
