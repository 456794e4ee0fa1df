"""What the two practices of the demo share in their network, and a third one half-way through its opening."""

from datetime import datetime, time

from cabinet.actions.network import invite_practice, share_in_network
from cabinet.actions.opening import open_practice
from cabinet.actions.team import invite_team
from cabinet.models import Cabinet, Membership, Person, Role
from cabinet.opening_codes import create_opening_code
from cabinet.rules.pasted_people import PastedPerson
from cabinet.tenancy.scope import scoped
from planning.actions.rooms import set_rooms

HALF_OPEN = "Cabinet de La Boissière"
OPENER = ("solene.bocquier@laboissiere.example", "Solène", "Bocquier")
INVITED = (
    ("amelie.jolly@laboissiere.example", "Amélie", "Jolly", Role.SECRETAIRE),
    ("noe.thibaudeau@laboissiere.example", "Noé", "Thibaudeau", Role.REMPLACANT),
)
HOURS = {
    "morning_starts": time(9), "morning_ends": time(12, 30),
    "afternoon_starts": time(14), "afternoon_ends": time(18),
}  # fmt: skip


def share(slug: str, *, at: datetime) -> None:
    """Its calls with the other practice, its counts with the CLS: by the word of one of its titulaires."""
    cabinet = Cabinet.objects.get(slug=slug)
    if cabinet.network_id is None or cabinet.shares_pool:
        return
    with scoped(cabinet.pk):
        share_in_network(pool=True, territory=True, by=_titulaire(cabinet), at=at)


def open_half(*, asked_by: str, at: datetime) -> None:
    """Its hours, rooms and first invitations are there; the rest waits; a network has asked it in. Once."""
    if Cabinet.objects.filter(name=HALF_OPEN).exists():
        return
    email, first_name, last_name = OPENER
    person = Person(email=email, first_name=first_name, last_name=last_name)
    person.set_unusable_password()  # `accounts.open_accounts` gives them the demo's
    person.save()
    code, _ = create_opening_code(label=HALF_OPEN, at=at)
    opened = open_practice(
        person=person, role=Role.TITULAIRE, code=code, name=HALF_OPEN, commune="La Boissière-des-Landes",
        postcode="85430", open_weekdays=[0, 1, 3, 4], hours=HOURS, at=at,
    )  # fmt: skip
    with scoped(opened.cabinet_id, person_id=person.pk):
        set_rooms(names=["Cabinet 1", "Cabinet 2"], by=opened, at=at)
        people = [
            PastedPerson(line, email, first_name, last_name, role)
            for line, (email, first_name, last_name, role) in enumerate(INVITED, start=1)
        ]
        invite_team(people=people, by=opened, at=at)
    host = Cabinet.objects.get(slug=asked_by)
    with scoped(host.pk):
        invite_practice(slug=opened.cabinet.slug, by=_titulaire(host), at=at)


def _titulaire(cabinet: Cabinet) -> Membership:
    found = Membership.objects.with_person().filter(role=Role.TITULAIRE)[0]
    found.cabinet = cabinet
    return found
