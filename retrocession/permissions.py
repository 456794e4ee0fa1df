"""Which titulaire is « remplacé » of a month, for the cells of the matrix that say so."""

from django.core.exceptions import PermissionDenied

from cabinet.members import Member
from cabinet.models import Membership
from retrocession.models import Contract, Statement


class RoleRefused(PermissionDenied):
    """This member may not take this step; `message` says in French who may. A page answers 403."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def is_remplace(member: Membership, titulaire: Membership | None) -> bool:
    """Whether `member` is the person designated for the month, even under a later membership."""
    return titulaire is not None and titulaire.person_id == member.person_id


def may_designate(member: Membership) -> bool:
    return Member(member).may("designate")


def may_verify(member: Membership, *, titulaire: Membership | None) -> bool:
    """The secretary, and the médecin remplacé of that month; also for preparing."""
    return Member(member).may("verify_accounts", remplace=is_remplace(member, titulaire))


def may_approve(member: Membership, *, titulaire: Membership | None) -> bool:
    """The médecin remplacé of that month, and nobody else; also for issuing and for the transfer file."""
    return Member(member).may("approve_statements", remplace=is_remplace(member, titulaire))


def require_designation(by: Membership | None) -> None:
    if by is not None and not may_designate(by):
        raise RoleRefused("Seuls les titulaires et la secrétaire désignent le médecin remplacé.")


def require_verification(by: Membership | None, *, titulaire: Membership | None) -> None:
    """`by` None is the operator, whose commands are recorded as such."""
    if by is not None and not may_verify(by, titulaire=titulaire):
        raise RoleRefused("Seuls la secrétaire et le médecin remplacé du mois vérifient les comptes.")


def require_approval(by: Membership | None, *, titulaire: Membership | None) -> None:
    if by is not None and not may_approve(by, titulaire=titulaire):
        who = f", {titulaire.display_name}," if titulaire else ""
        raise RoleRefused(
            f"Seul le médecin remplacé du mois{who} approuve les relevés et remet les virements."
        )


def may_read(member: Membership, statement: Statement) -> bool:
    """The secretary, the payer and the payee; needs the two memberships of the statement."""
    parties = {statement.titulaire.person_id, statement.remplacant.person_id}
    return Member(member).may("read_statement", owner=member.person_id in parties)


def may_type(member: Membership, *, doctor: Membership, titulaire: Membership | None) -> bool:
    """Who types a doctor's day sheet: who verifies the month, and the locum for their own days."""
    own = member.person_id == doctor.person_id
    return Member(member).may("verify_accounts", owner=own, remplace=is_remplace(member, titulaire))


def require_typing(by: Membership | None, *, doctor: Membership, titulaire: Membership | None) -> None:
    if by is not None and not may_type(by, doctor=doctor, titulaire=titulaire):
        raise RoleRefused("La secrétaire remplit cette feuille, ou le médecin pour ses propres jours.")


def may_read_contract(member: Membership, contract: Contract) -> bool:
    """The secretary and the two doctors; needs the two memberships of the contract."""
    parties = {contract.titulaire.person_id, contract.remplacant.person_id}
    return Member(member).may("read_statement", owner=member.person_id in parties)
