"""The end of a membership: at once, and never of the last titulaire; and of the sessions of who stays."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import connection

from cabinet import audit, house, outbox
from cabinet.actions.invitations import may_invite
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.devices import end_devices
from cabinet.jobs import enqueue
from cabinet.models import Membership, Role
from cabinet.models.membership import AGGREGATES_ONLY
from cabinet.tenancy.scope import of_practice, scoped
from cabinet.text import instant

#: The job that gives back what a person held after the end of their membership.
END = "membership_ended"


LETTER = (
    "Bonjour,\n\n{who} a déconnecté tous vos appareils ({when}), comme on le fait quand un téléphone est "
    "perdu. Connectez-vous à nouveau pour continuer.\n\n"
    "Si l’appareil perdu portait votre clé d’accès ou vos codes, retirez-les dans "
    "«\u202fConnexion et appareils\u202f», et changez de mot de passe. Si vous n’avez rien demandé, "
    "parlez-en au cabinet.\n"
)


class LastTitulaire(Refused):
    def __init__(self) -> None:
        super().__init__("Un cabinet garde au moins un médecin titulaire\u202f: invitez-en d’abord un autre.")


def end_membership(*, membership: Membership, by: Membership, at: datetime) -> Membership:
    """From the next request on, the person reads only their own statements and contracts: pages, feeds and
    keys look at their membership each time, and what was about to ring for them does not.

    Ending twice is ending once. Raises `LastTitulaire`; `PermissionDenied` for who may not invite that role.
    """
    if not may_invite(by, membership.role):
        raise PermissionDenied
    _one_departure_at_a_time(by.cabinet_id)
    today = at.astimezone(PARIS).date()
    current = Membership.objects.select_related("person").get(pk=membership.pk)
    if current.ended_at or (current.ends_on and current.ends_on < today):
        return current
    titulaires = Membership.objects.on(today).filter(role=Role.TITULAIRE).exclude(pk=current.pk)
    if current.role == Role.TITULAIRE and not titulaires.exists():
        raise LastTitulaire
    current.ends_on, current.ended_at = max(today, current.starts_on), at
    current.save(update_fields=["ends_on", "ended_at"])
    audit.record("end_membership", current, by=by, at=at, role=current.role)
    with of_practice(connection, by.cabinet_id):
        house.stop_telling(current.person_id, at=at)
    follow_end(current, at=at)
    return current


def end_sessions(*, membership: Membership, by: Membership, at: datetime) -> int:
    """A telephone is lost: wherever this person is signed in, they sign in again, and nothing rings there any
    more. How many sessions and devices ended; the person is written to.

    Sessions are the person's, whatever the practice. Ending twice is ending once. Raises `PermissionDenied`
    for who may not invite that role, and for one's own, which are ended from one's account.
    """
    person = membership.person
    if not may_invite(by, membership.role) or person.pk == by.person_id:
        raise PermissionDenied
    with scoped(person_id=by.person_id):
        ended = len(end_devices(person, but="")) + house.forget_devices(person.pk)
    if ended:
        entry = audit.record("end_sessions", membership, by=by, at=at, ended=ended)
        outbox.announce(
            key=f"sessions-ended:{entry.pk}",
            recipient=person.email,
            subject="Vos appareils ont été déconnectés",
            body=LETTER.format(who=by.display_name, when=instant(at)),
            at=at,
        )
    return ended


def follow_end(membership: Membership, *, at: datetime) -> None:
    """Ask the apps above to give back what the person held afterwards; those of the mairie hold nothing."""
    if membership.role not in AGGREGATES_ONLY:
        enqueue(
            END, key=f"{END}:{membership.pk}:{membership.ends_on}", due_at=at, membership=str(membership.pk)
        )


def _one_departure_at_a_time(cabinet_id: int) -> None:
    """Two titulaires who leave together do so one after the other: the second one finds nobody left."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('end_membership'), %s)", [cabinet_id])
