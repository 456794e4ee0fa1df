"""A locum of the network takes a day of a call, and becomes a locum of that practice: its people are told."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.urls import reverse

from cabinet import audit
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Membership, Person, Role
from cabinet.tenancy.scope import scoped
from cabinet.text import long_day
from planning.actions.calls import CallRefused
from planning.actions.claim import claim_day
from planning.actions.letters import write_to
from planning.models import CallAsk, Presence
from planning.queries.pool import asked_of_the_pool, pool_practices
from planning.rules.calendar_weeks import monday_of


def take_pool_day(*, cabinet: Cabinet, on: date, period: str, by: Person, at: datetime) -> Presence:
    """The presence; taken twice, it is the same one, and one membership.

    Raises PermissionDenied (their practice and that one do not share their pool), CallRefused (nothing is
    asked of the pool that week), and what `claim_day` raises: then they have not become anything.
    """
    today = at.astimezone(PARIS).date()
    open_to = any(one.pk == cabinet.pk for one in pool_practices(by, today))
    with transaction.atomic(), scoped(cabinet.pk, person_id=by.pk):
        _one_at_a_time(cabinet.pk, by.pk)
        member = Membership.objects.on(today).filter(person=by, role=Role.REMPLACANT).first()
        if member is None and not open_to:
            raise PermissionDenied("Ce cabinet ne partage pas ses appels avec le vôtre.")
        call = next((call for call in asked_of_the_pool() if call.monday == monday_of(on)), None)
        if call is None:
            raise CallRefused("L’appel de cette semaine est fermé\u202f: elle a ce qu’il lui faut.")
        joined = member is None
        if member is None:
            member = Membership.objects.create(person=by, role=Role.REMPLACANT, starts_on=today)
        member.person, member.cabinet = by, cabinet
        if joined:
            audit.record("join_from_network", member, by=member, at=at)
        ask, _ = CallAsk.objects.get_or_create(call=call, membership=member, defaults={"asked_at": at})
        ask.membership = member
        presence = claim_day(ask=ask, on=on, period=period, by=member, at=at)
        if joined:
            _tell_practice(member, on=on, at=at)
        return presence


def _one_at_a_time(cabinet_id: int, person_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pool:{cabinet_id}:{person_id}"]
        )


def _tell_practice(member: Membership, *, on: date, at: datetime) -> None:
    """Those who keep the calendar there learn who came, and may say no in « Équipe »."""
    keepers = Membership.objects.on(at.astimezone(PARIS).date()).with_person()
    for keeper in keepers.filter(role__in=(Role.TITULAIRE, Role.SECRETAIRE)):
        write_to(
            keeper,
            cabinet=member.cabinet,
            key=f"pool:{member.pk}",
            subject="un remplaçant du réseau arrive",
            text=(
                f"{member.display_name}, qui remplace dans un cabinet de votre réseau, a répondu à votre "
                f"appel et prend le {long_day(on)}. Son nom est désormais dans votre «\u202fÉquipe\u202f»."
            ),
            path=reverse("team", args=[member.cabinet.slug]),
            at=at,
        )
