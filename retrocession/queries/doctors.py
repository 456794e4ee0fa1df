"""The doctors of the practice as a file of receipts names them."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cabinet.clock import next_month
from cabinet.models import Membership, PractitionerProfile
from planning.models import Presence
from retrocession.reading import Directory, Doctor
from retrocession.rules.roles import BILLING_ROLES


@dataclass(frozen=True)
class Doctors:
    """Whoever bills or ever billed here, by person: a change of role in the month changes nobody's lines."""

    directory: Directory
    names: dict[int, str]
    sort_keys: dict[int, str]
    memberships: dict[int, list[Membership]]

    def membership_on(self, person_id: int, on: date) -> UUID:
        """The membership that covers `on`, else the one that ends or starts nearest to it."""
        return min(self.memberships[person_id], key=lambda membership: _distance(membership, on)).pk


def doctors_of_practice() -> Doctors:
    """Two statements, whatever the number of doctors."""
    memberships: dict[int, list[Membership]] = {}
    for membership in (
        Membership.objects.filter(role__in=BILLING_ROLES).select_related("person").order_by("starts_on")
    ):
        memberships.setdefault(membership.person_id, []).append(membership)
    profiles = PractitionerProfile.objects.exclude(rpps="")
    rpps = dict(profiles.values_list("membership__person_id", "rpps"))
    people = {person_id: known[-1] for person_id, known in memberships.items()}
    return Doctors(
        directory=Directory(
            Doctor(
                key=person_id,
                email=membership.person.email,
                first_name=membership.person.first_name,
                last_name=membership.person.last_name,
                rpps=rpps.get(person_id),
            )
            for person_id, membership in people.items()
        ),
        names={person_id: membership.display_name for person_id, membership in people.items()},
        sort_keys={person_id: membership.person.sort_key for person_id, membership in people.items()},
        memberships=memberships,
    )


def presences_of_month(month: date) -> set[tuple[int, date]]:
    """(person, day) for each presence of the month that was not released."""
    return set(
        Presence.objects.sure().filter(on__gte=month, on__lt=next_month(month)).values_list("person_id", "on")
    )


def _distance(membership: Membership, on: date) -> int:
    if on < membership.starts_on:
        return (membership.starts_on - on).days
    if membership.ends_on and on > membership.ends_on:
        return (on - membership.ends_on).days
    return 0
