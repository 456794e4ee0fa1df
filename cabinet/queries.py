"""What the pages of the ground floor read: one function a screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch

from cabinet.identifiers import masked_iban
from cabinet.members import Member
from cabinet.models import AccountChange, Invitation, Membership, Person, PractitionerProfile, Role


@dataclass(frozen=True)
class TeamMember:
    membership: Membership
    is_me: bool
    may_end: bool

    @property
    def words(self) -> str:
        """What they are, and who watches over an intern."""
        supervisor = self.membership.supervisor
        beside = f" · avec {supervisor.display_name}" if supervisor else ""
        return f"{self.membership.role_label}{beside}"


@dataclass(frozen=True)
class TeamGroup:
    title: str
    members: list[TeamMember]


@dataclass(frozen=True)
class OpenInvitation:
    invitation: Invitation
    expired: bool


#: The order in which one looks for somebody.
GROUPS = (
    ("Médecins titulaires", (Role.TITULAIRE,)),
    ("Remplaçants et internes", (Role.REMPLACANT, Role.INTERNE)),
    ("Secrétariat", (Role.SECRETAIRE, Role.TELESECRETAIRE)),
    ("Soignants", (Role.INFIRMIERE_ASALEE, Role.PARAMEDICAL)),
    ("Mairie et territoire", (Role.MAIRIE, Role.COORDINATION_CLS)),
)


def team(member: Member, *, today: date) -> list[TeamGroup]:
    """Everybody of the practice, in groups; empty groups are left out. One query."""
    memberships = list(Membership.objects.on(today).with_person().select_related("supervisor__person"))
    members = [
        TeamMember(
            membership=membership,
            is_me=membership.pk == member.membership.pk,
            may_end=member.may("invite", role=membership.role),
        )
        for membership in memberships
    ]
    groups = [
        TeamGroup(title, [one for one in members if one.membership.role in roles]) for title, roles in GROUPS
    ]
    return [group for group in groups if group.members]


def open_invitations(
    member: Member, *, at: datetime, roles: Sequence[Role] | None = None
) -> list[OpenInvitation]:
    """Those that nobody used or withdrew, to `roles`: those that the member may invite themselves."""
    if roles is None:
        roles = [role for role in Role if member.may("invite", role=role)]
    if not roles:
        return []
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None, role__in=roles)
    return [
        OpenInvitation(invitation=invitation, expired=invitation.expires_at <= at)
        for invitation in waiting.order_by("-invited_at", "pk")
    ]


#: What a transfer and a statement cannot do without.
NEEDED = (("rpps", "votre numéro RPPS"), ("siret", "votre SIRET"), ("iban", "votre IBAN"))


def profile_of(member: Member) -> PractitionerProfile:
    """The member's profile, or an empty one that is not written yet."""
    found = PractitionerProfile.objects.filter(membership=member.membership).first()
    return found or PractitionerProfile(membership=member.membership)


def missing_of(member: Member) -> list[str]:
    """What a doctor still has to tell the practice; nothing for other roles."""
    if not member.is_doctor:
        return []
    profile = profile_of(member)
    return [words for field, words in NEEDED if not getattr(profile, field)]


#: Who pays, and who is paid.
WITH_ACCOUNT = (Role.TITULAIRE, Role.REMPLACANT)


@dataclass(frozen=True)
class AccountPage:
    """The account of a doctor, never in clear; its changes, the latest first. `change` is the last one."""

    membership: Membership
    profile: PractitionerProfile
    changes: list[AccountChange]

    @property
    def masked(self) -> str:
        return masked_iban(self.profile.iban)

    @property
    def holder(self) -> str:
        """The name that the bank is told: the holder's, else the person's."""
        return self.profile.account_holder or self.membership.person.get_full_name()

    @property
    def change(self) -> AccountChange | None:
        return self.changes[0] if self.changes else None

    @property
    def awaits(self) -> bool:
        """The payee has not said yet that it is theirs."""
        last = self.change
        return last is not None and last.asks_confirmation and not last.confirmations.all()


def accounts() -> list[AccountPage]:
    """The accounts of all those who pay or are paid, gone ones too. Four statements."""
    members = (
        Membership.objects.filter(role__in=WITH_ACCOUNT)
        .select_related("person")
        .prefetch_related("profiles", _changes())
        .order_by("person__sort_key", "starts_on")
    )
    return [_account_page(member) for member in members]


def account_page(pk: object) -> AccountPage | None:
    """That of one doctor of the current practice."""
    members = Membership.objects.filter(role__in=WITH_ACCOUNT, pk=pk).select_related("person")
    member = members.prefetch_related("profiles", _changes()).first()
    return _account_page(member) if member else None


def own_membership(person: Person, pk: object) -> Membership | None:
    """A membership of this person, in whichever practice, ended ones too, with its practice."""
    return Membership.everywhere.filter(person=person, pk=pk).select_related("cabinet", "person").first()


def _changes() -> Prefetch:
    changes = AccountChange.objects.select_related("changed_by__person", "membership")
    return Prefetch("account_changes", changes.prefetch_related("confirmations__confirmed_by__person"))


def _account_page(member: Membership) -> AccountPage:
    profiles = list(member.profiles.all())
    profile = profiles[0] if profiles else PractitionerProfile(membership=member)
    return AccountPage(member, profile, list(member.account_changes.all()))
