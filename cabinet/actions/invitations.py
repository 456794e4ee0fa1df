"""Invitations: the door by which people enter a practice.

The secret of an invitation is derived from its id by the application's key and lies nowhere: the table keeps
a digest, the outbox a text without the link. It begins with the practice's number, so that it can be looked
up before anybody is known.
"""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from cabinet import audit, outbox, permissions
from cabinet.actions.refusals import Refused
from cabinet.clock import PARIS
from cabinet.models import Cabinet, Invitation, Membership, OutboxMessage, Person, Role
from cabinet.tenancy.scope import scoped
from cabinet.text import instant

LIFETIME = timedelta(days=7)


class AlreadyMember(Refused):
    def __init__(self, membership: Membership) -> None:
        super().__init__(
            f"{membership.person.get_full_name()} est déjà membre du cabinet ({membership.role_label}).",
            field="email",
        )
        self.membership = membership


class InvitationUnusable(Refused):
    """Unknown, expired, used or revoked: one sentence, so that nothing is learnt by trying."""

    def __init__(self) -> None:
        super().__init__(
            "Cette invitation n’est pas, ou n’est plus, valable. "
            "Demandez au cabinet de vous en envoyer une nouvelle."
        )


class WrongAccount(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Cette invitation a été envoyée à une autre adresse que celle de votre compte. "
            "Déconnectez-vous, puis ouvrez-la avec le compte de cette adresse."
        )


class SignInFirst(Refused):
    def __init__(self) -> None:
        super().__init__("Vous avez déjà un compte\u202f: connectez-vous pour accepter cette invitation.")


def may_invite(member: Membership, role: str) -> bool:
    return permissions.allows(member.role, "invite", permissions.Case(role=role))


def invitable_roles(member: Membership) -> list[Role]:
    return [role for role in Role if may_invite(member, role)]


def make_token(invitation: Invitation) -> str:
    secret = salted_hmac("cabinet.invitation", str(invitation.pk), algorithm="sha256").hexdigest()
    return f"{invitation.cabinet_id}-{secret}"


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    profession: str = "",
    by: Membership,
    at: datetime,
    allowed: Collection[str] = (),
) -> Invitation:
    """Invite an address to a role, for a week; an earlier invitation of that address no longer opens.

    `allowed`: roles that `by` may invite here and now, besides those of the matrix.
    """
    if not may_invite(by, role) and role not in allowed:
        raise PermissionDenied
    email = email.strip().lower()
    today = at.astimezone(PARIS).date()
    known = Membership.objects.on(today).select_related("person").filter(person__email=email).first()
    if known and (known.person.has_usable_password() or known.role != role):
        raise AlreadyMember(known)
    Invitation.objects.filter(email=email, accepted_at=None, revoked_at=None).update(revoked_at=at)
    invitation = Invitation(
        email=email,
        first_name=first_name.strip(),
        last_name=last_name.strip(),
        role=role,
        profession=profession.strip(),
        invited_by=by,
        invited_at=at,
        expires_at=at + LIFETIME,
    )
    invitation.take_current_cabinet()
    invitation.token_digest = digest(make_token(invitation))
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError:
        raise Refused("Cette adresse vient d’être invitée par quelqu’un d’autre.", field="email") from None
    audit.record("invite", invitation, by=by, at=at, role=role)
    outbox.announce(
        key=f"invitation:{invitation.pk}",
        recipient=email,
        subject=f"Votre accès au {by.cabinet.name}"[:200],
        body=f"{by.display_name} vous invite.",
        at=at,
    )
    return invitation


@outbox.completes("invitation")
def letter(message: OutboxMessage) -> str:
    """The text of the e-mail, with the link that is never stored."""
    invitation = Invitation.objects.select_related("invited_by__person", "cabinet").get(
        pk=message.key.partition(":")[2]
    )
    link = outbox.address_of(reverse("invitation", args=[make_token(invitation)]))
    role = invitation.profession or Role(invitation.role).label
    return (
        f"Bonjour {invitation.first_name},\n\n"
        f"{message.body} Vous êtes attendu·e au {invitation.cabinet.name} comme {role}.\n\n"
        f"Pour entrer, ouvrez cette adresse\u202f:\n{link}\n\n"
        f"Elle sert une fois, jusqu’au {instant(invitation.expires_at)}, et n’est que pour vous\u202f: "
        "ne la transmettez pas.\n"
    )


def revoke_invitation(*, invitation: Invitation, by: Membership, at: datetime) -> None:
    if not may_invite(by, invitation.role):
        raise PermissionDenied
    revoked = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if revoked.update(revoked_at=at):
        audit.record("revoke_invitation", invitation, by=by, at=at)


def cabinet_of(token: str) -> int | None:
    """The practice that a token speaks of; None when it cannot be one of ours."""
    number, _, secret = token.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 10 and len(secret) == 64):
        return None
    return int(number)


def open_invitation(token: str, *, at: datetime, lock: bool = False) -> Invitation:
    """The invitation that a token opens, in its practice's scope. Raises `InvitationUnusable`."""
    rows = Invitation.objects.select_for_update() if lock else Invitation.objects
    found = rows.filter(
        token_digest=digest(token), accepted_at=None, revoked_at=None, expires_at__gt=at
    ).first()
    if found is None or not constant_time_compare(make_token(found), token):
        raise InvitationUnusable
    return found


def account_of(invitation: Invitation) -> Person | None:
    """The account of that address, when it is one that somebody can already sign in to."""
    person = Person.objects.filter(email=invitation.email).first()
    return person if person and person.has_usable_password() else None


def accept_invitation(*, token: str, person: Person | None, password: str = "", at: datetime) -> Membership:
    """Enter the practice, once. `person` is who is signed in, None for a visitor who sets their password.

    Raises `InvitationUnusable`, `SignInFirst`, `WrongAccount`, and `ValidationError` for a weak password.
    """
    cabinet_id = cabinet_of(token)
    if cabinet_id is None or not Cabinet.objects.filter(pk=cabinet_id).exists():
        raise InvitationUnusable
    # A savepoint around the scope: a refusal leaves the asking transaction usable.
    with transaction.atomic(), scoped(cabinet_id, person_id=person.pk if person else None):
        invitation = open_invitation(token, at=at, lock=True)
        account = account_of(invitation)
        if person is not None and person.email != invitation.email:
            raise WrongAccount
        if person is None and account is not None:
            raise SignInFirst
        if person is None:
            person = _new_account(invitation, password)
        membership = _enter(invitation, person, at=at)
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=at)
        audit.record("accept_invitation", invitation, by=membership, at=at, role=invitation.role)
    return membership


def _new_account(invitation: Invitation, password: str) -> Person:
    person = Person.objects.filter(email=invitation.email).first() or Person(
        email=invitation.email, first_name=invitation.first_name, last_name=invitation.last_name
    )
    if not person.is_active:
        raise InvitationUnusable
    validate_password(password, person)
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:  # the same address was just taken by an invitation to another practice
        raise SignInFirst from None
    return person


def _enter(invitation: Invitation, person: Person, *, at: datetime) -> Membership:
    """Their membership from today; one who is already there in that role stays as they are."""
    today = at.astimezone(PARIS).date()
    known = Membership.objects.on(today).filter(person=person).first()
    if known is None:
        try:
            with transaction.atomic():
                known = Membership.objects.create(
                    person=person,
                    role=invitation.role,
                    profession=invitation.profession,
                    starts_on=today,
                )
        except IntegrityError:  # they come back later on, in a membership that is already written
            raise InvitationUnusable from None
    known.person = person
    return known
