"""What `base.html` needs on every page."""

from django.http import HttpRequest
from django.urls import reverse

from cabinet import house as the_house
from cabinet.live.places import stream_address
from cabinet.members import Member
from cabinet.models import Role
from cabinet.pro_sante_connect import is_configured
from cabinet.setup import may_set_up


def house(request: HttpRequest) -> dict:
    member = getattr(request, "member", None)
    return {
        "member": member,
        "memberships": getattr(request, "memberships", ()),
        "navigation": the_house.navigation(member, request.path) if member else [],
        "user_links": user_links(member) if is_signed_in(request) else [],
        "card_is_accepted": is_configured(),
        "second_factor": getattr(request, "second_factor", None),
        "live": live(request, member) if member else None,
    }


def live(request: HttpRequest, member: Member) -> dict | None:
    """Where a page of a practice hears what changes, and the last change that it shows."""
    if member.live_last is None:
        return None
    slug = member.cabinet.slug
    return {
        "stream": stream_address(slug, scheme=request.scheme, host=request.get_host()),
        "news": reverse("live_news", args=[slug]),
        "last": member.live_last,
    }


def is_signed_in(request: HttpRequest) -> bool:
    """A page of refusal may come before anybody was recognised."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated


def user_links(member: Member | None) -> list[dict]:
    """What one finds under one's own initials."""
    links = [vars(link) for link in the_house.own_links()]
    if member:
        url = reverse("guide", args=[member.cabinet.slug])
        links.insert(0, {"label": "Guide", "url": url, "icon": "book-open"})
    if member and member.is_caregiver:
        url = reverse("profile", args=[member.cabinet.slug])
        links.append({"label": "Mes informations", "url": url, "icon": "id-card"})
    if member and member.may("manage_practice"):
        url = reverse("settings", args=[member.cabinet.slug])
        links.append({"label": "Réglages du cabinet", "url": url, "icon": "settings"})
    links.append({"label": "Connexion et appareils", "url": reverse("mfa_index"), "icon": "shield-check"})
    if member and member.role == Role.TITULAIRE:
        url = reverse("archive", args=[member.cabinet.slug])
        links.append(
            {"label": "Réseau", "url": reverse("network", args=[member.cabinet.slug]), "icon": "network"}
        )
        links.append({"label": "Archive du cabinet", "url": url, "icon": "archive"})
    if member and may_set_up(member):
        url = reverse("setup", args=[member.cabinet.slug])
        links.append({"label": "Mise en route", "url": url, "icon": "list-checks"})
    links.append({"label": "Clés d’accès", "url": reverse("api_tokens"), "icon": "plug"})
    return links
