"""What each view asks first."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def ask_may(request: HttpRequest, verb: str) -> None:
    """403 when the member's role does not allow `verb`."""
    if not request.member.may(verb):
        raise PermissionDenied("Votre rôle dans ce cabinet ne le permet pas.")
