"""What the pages of the ground floor read: one function a screen."""

from dataclasses import dataclass
from datetime import date, datetime

from cabinet.members import Member
from cabinet.models import Invitation, Membership, PractitionerProfile, Role


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


def open_invitations(member: Member, *, at: datetime) -> list[OpenInvitation]:
    """Those that nobody used or withdrew, to the roles that the member may invite themselves."""
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
