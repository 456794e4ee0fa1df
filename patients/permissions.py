"""What each role sees of patients: whole files, contact and appointments, or those who are theirs.

The cells are those of `see_patients` in `cabinet/permissions.py`: « contact » for the télésecrétariat,
« own » for the ASALÉE nurse (those addressed to her), « name » for paramedics (those they follow).
"""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from cabinet import permissions
from cabinet.members import Member
from cabinet.models import Membership, Role
from cabinet.models.membership import AGGREGATES_ONLY
from patients.models import Appointment, Patient

CONTACT = "contact"


def _cell(membership: Membership) -> str:
    return permissions.grant(membership.role, "see_patients")


def sees_files(membership: Membership) -> bool:
    """Titulaires, locums, interns and the secretary: the whole of what the front desk keeps."""
    return _cell(membership) == permissions.YES


def keeps_appointments(membership: Membership) -> bool:
    """Those who hold the agenda and the phone; the télésecrétariat too, without the rest of the file."""
    return _cell(membership) in (permissions.YES, CONTACT)


def keeps_intake(membership: Membership) -> bool:
    """Waves, points, imports, templates: the titulaires and the secretary, who manage the practice."""
    return Member(membership).may("manage_practice") and sees_files(membership)


def visible_patients(membership: Membership) -> QuerySet[Patient]:
    """The patients of whom this member may read something; none for the mairie and the CLS."""
    if keeps_appointments(membership):
        return Patient.objects.all()
    if membership.role == Role.INFIRMIERE_ASALEE:
        hers = Q(referrals__nurse=None) | Q(referrals__nurse=membership)
        return Patient.objects.filter(hers, referrals__isnull=False).distinct()
    if membership.role == Role.PARAMEDICAL:
        return Patient.objects.filter(care_team__membership=membership, care_team__removed_at=None)
    return Patient.objects.none()


def require_files(membership: Membership) -> None:
    if not sees_files(membership):
        raise PermissionDenied("Votre rôle ne permet pas de lire les dossiers d’accueil.")


def require_appointments(membership: Membership) -> None:
    if not keeps_appointments(membership):
        raise PermissionDenied("Votre rôle ne permet pas de tenir l’agenda.")


def require_referrals(membership: Membership) -> None:
    """Who addresses, the desk, and the nurse."""
    if not sees_files(membership) and membership.role != Role.INFIRMIERE_ASALEE:
        raise PermissionDenied("Votre rôle ne permet pas de lire ces adressages.")


def require_intake(membership: Membership) -> None:
    if not keeps_intake(membership):
        raise PermissionDenied("Seuls les titulaires et la secrétaire règlent l’accueil des patients.")


def reads_agenda(membership: Membership) -> bool:
    """Who keeps the agenda, and the ASALÉE nurse: hers."""
    return keeps_appointments(membership) or membership.role == Role.INFIRMIERE_ASALEE


def handles_appointment(membership: Membership, appointment: Appointment) -> bool:
    """Who keeps the agenda, and the practitioner whose hour it is."""
    return keeps_appointments(membership) or membership.pk == appointment.practitioner_id


def require_agenda(membership: Membership) -> None:
    if not reads_agenda(membership):
        raise PermissionDenied("Votre rôle ne permet pas de lire l’agenda.")


def ticks_lists(membership: Membership) -> bool:
    """Who works by the lists: doctors, interns and the secretary."""
    return sees_files(membership)


def reads_house_rules(membership: Membership) -> bool:
    """Everybody who works in the house; not the mairie nor the CLS."""
    return membership.role not in AGGREGATES_ONLY


def is_bound_by_house_rules(membership: Membership) -> bool:
    """Who is waited for: those of the medical practice; its neighbours may read and accept all the same."""
    return reads_house_rules(membership) and membership.role != Role.PARAMEDICAL


def writes_for_doctors(membership: Membership) -> bool:
    """The règlement and the triage protocols are written by those who answer for the practice."""
    return membership.role == Role.TITULAIRE
