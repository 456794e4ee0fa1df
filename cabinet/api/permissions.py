"""The matrix, for the API: each view names its verbs by HTTP method."""

from rest_framework.permissions import BasePermission


class MayDo(BasePermission):
    """`verbs = {"GET": "see_planning", "POST": "book_own_days"}` on the view.

    A method that the view has and does not name is refused; one that it has not is answered 405.
    Views without a practice (`practice_view = False`) ask for a signed-in person only.
    """

    message = "Votre rôle dans ce cabinet ne le permet pas."

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        if not getattr(view, "practice_view", True):
            return True
        member = request._request.member
        if member is None:
            return False
        method = "GET" if request.method == "HEAD" else request.method
        if method == "OPTIONS" or not hasattr(view, method.lower()):
            return True
        verb = getattr(view, "verbs", {}).get(method)
        return verb is not None and member.may(verb)
