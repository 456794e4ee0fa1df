"""What `base.html` needs on every page."""

from django.http import HttpRequest

from cabinet import house as the_house


def house(request: HttpRequest) -> dict:
    member = getattr(request, "member", None)
    return {
        "member": member,
        "memberships": getattr(request, "memberships", ()),
        "navigation": the_house.navigation(member, request.path) if member else [],
    }
