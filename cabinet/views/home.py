"""The first page after the door: the practice's home, made of what its apps have to say to this role."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cabinet import house
from cabinet.clock import today_in_paris
from cabinet.members import Member


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Straight to the practice of who has one; a choice for who has several, words for who has none."""
    if len(request.memberships) == 1:
        [membership] = request.memberships
        begins = house.first_page(Member(membership))
        return redirect(begins or reverse("home_of_practice", args=[membership.cabinet.slug]))
    return render(request, "cabinet/home_choice.html")


@require_safe
def home_of_practice(request: HttpRequest, slug: str) -> HttpResponse:
    today = today_in_paris()
    cards = house.home_cards(request.member, today)
    return render(request, "cabinet/home.html", {"cards": cards, "today": today})
