"""Inviting a whole team at once, from a pasted list; and the first titulaires of a practice that has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from cabinet.actions.invitations import AlreadyMember, invite, may_invite
from cabinet.actions.refusals import Refused
from cabinet.models import Invitation, Membership, Role
from cabinet.rules.pasted_people import PastedPerson

#: Whom the mairie that opened a practice may call in until a doctor is there to do it.
FIRST_ROLES = (Role.TITULAIRE, Role.SECRETAIRE)


class LineRefused(Refused):
    """Somebody of the list cannot be invited; `line` is theirs. Nobody is."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(f"Ligne {line}\u202f: {sentence}", field="people")
        self.line = line


@dataclass(frozen=True)
class Sent:
    """Who was invited now, and who was already: members, or invited with the same role."""

    invited: list[Invitation]
    already: list[str]


def awaits_first_titulaire() -> bool:
    """Whether no titulaire ever entered the practice: who opened it still answers for it alone."""
    return not Membership.objects.filter(role=Role.TITULAIRE).exists()


def roles_to_invite(member: Membership) -> list[Role]:
    """Those of the matrix; and for the mairie of a practice without any doctor, the first ones."""
    first = member.role == Role.MAIRIE and awaits_first_titulaire()
    return [role for role in Role if may_invite(member, role) or (first and role in FIRST_ROLES)]


def invite_team(*, people: Sequence[PastedPerson], by: Membership, at: datetime) -> Sent:
    """All of them or nobody; sent again, the same list sends nothing more. Raises `LineRefused`."""
    allowed = roles_to_invite(by)
    invited: list[Invitation] = []
    already: list[str] = []
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('invite_team'), %s)", [by.cabinet_id])
        waiting = dict(
            Invitation.objects.filter(accepted_at=None, revoked_at=None, expires_at__gt=at).values_list(
                "email", "role"
            )
        )
        for one in people:
            if waiting.get(one.email) == one.role:
                already.append(one.email)
                continue
            try:
                invited.append(
                    invite(
                        email=one.email,
                        first_name=one.first_name,
                        last_name=one.last_name,
                        role=one.role,
                        profession=one.profession,
                        by=by,
                        at=at,
                        allowed=allowed,
                    )
                )
            except AlreadyMember as refused:
                if refused.membership.role != one.role:
                    raise LineRefused(one.line, refused.sentence) from None
                already.append(one.email)
            except Refused as refused:
                raise LineRefused(one.line, refused.sentence) from None
    return Sent(invited, already)
