"""What the ground floor itself says on the home page, and what it gives to the archive; registered in
`settings.CABINET_HOUSE`.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from shutil import rmtree

from django.urls import reverse
from django.utils import timezone

from cabinet.actions.settings import targets_meant
from cabinet.files.strongroom import folder, get
from cabinet.house import Card, SetupStep
from cabinet.members import Member
from cabinet.models import Invitation, Membership, Role
from cabinet.models.sealed_file import FileState, tables_of_files
from cabinet.queries import missing_of, open_invitations
from cabinet.text import clock, count
from cabinet.vault.envelope import UnreadableError

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


def setup_steps(member: Member) -> list[SetupStep]:
    """The practice, its people and its targets; three statements at most."""
    cabinet, manages = member.cabinet, member.may("manage_practice")
    slug = cabinet.slug
    others = Membership.objects.exclude(person=member.person).filter(ended_at=None).count()
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None).count()
    team = [count(others + 1, "personne", "personnes")]
    if waiting:
        team.append(count(waiting, "invitation en attente", "invitations en attente"))
    return [
        SetupStep(
            "practice", "Le cabinet", reverse("setup_practice", args=[slug]), done=True,
            said=f"{cabinet.commune}, {clock(cabinet.morning_starts)} – {clock(cabinet.afternoon_ends)}",
            order=10, allowed=manages,
        ),
        SetupStep(
            "people", "L’équipe", reverse("setup_people", args=[slug]), done=bool(others or waiting),
            said=", ".join(team), order=30, allowed=member.may("invite"),
        ),
        SetupStep(
            "targets", "Les objectifs", reverse("setup_targets", args=[slug]),
            # The mairie's role reads no audit; the doctors' page says it.
            done=targets_meant() if manages else False,
            said=f"{cabinet.weekly_target} jours par semaine, plancher {cabinet.weekly_minimum}, "
            f"zone {cabinet.school_zone}",
            order=40, allowed=manages,
        ),
    ]  # fmt: skip


def archive_files() -> Iterator[tuple[str, bytes]]:
    """The joined files of the open practice, one at a time, under the name of their row."""
    for table in tables_of_files():
        for one in table.objects.filter(state=FileState.READY).iterator(chunk_size=50):
            with suppress(UnreadableError):
                yield f"pieces-jointes/{one.pk}.{one.media_type.rpartition('/')[2]}", get(one.drawer)


def forget_files(cabinet_id: int) -> int:
    """The folder of the practice's files, sealed as they lie there; how many there were."""
    place = folder(cabinet_id)
    number = sum(path.is_file() for path in place.rglob("*"))
    rmtree(place, ignore_errors=not number)
    return number
