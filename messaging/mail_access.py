"""Who sees the mail of a practice, who answers an urgent one, and which practices it may go to."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from cabinet import permissions
from cabinet.models import Cabinet, Membership
from cabinet.models.membership import CAREGIVERS


def sees_mail(membership: Membership) -> bool:
    return permissions.allows(membership.role, "see_mail")


def require_mail(membership: Membership) -> None:
    if not sees_mail(membership):
        raise PermissionDenied("Votre rôle ne permet pas de voir le courrier.")


def answers_alerts(membership: Membership) -> bool:
    """Doctors and interns: an urgent result is acknowledged by somebody who can act on it."""
    return membership.role in CAREGIVERS


def siblings_of(cabinet: Cabinet) -> QuerySet[Cabinet]:
    """The other practices of its network, by name; none without a network."""
    if cabinet.network_id is None:
        return Cabinet.objects.none()
    return Cabinet.objects.filter(network=cabinet.network_id).exclude(pk=cabinet.pk).order_by("name", "pk")
