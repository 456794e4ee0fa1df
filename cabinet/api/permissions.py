"""The matrix, for the API: each view names its verbs by HTTP method."""

from rest_framework.permissions import BasePermission


class MayDo(BasePermission):
    """`verbs = {"GET": "see_planning", "POST": "book_own_days"}` on the view; a method not named is refused.

    Views without a practice (`practice_view = False`) ask for a signed-in person only.
    """

    message = "Votre rôle dans ce cabinet ne le permet pas."

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if not getattr(view, "practice_view", True):
            return True
        member = request._request.member
        method = "GET" if request.method in ("HEAD", "OPTIONS") else request.method
        verb = getattr(view, "verbs", {}).get(method)
        return member is not None and verb is not None and member.may(verb)
