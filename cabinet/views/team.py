"""The team of a practice, and its invitations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cabinet.clock import today_in_paris
from cabinet.models import Membership


def team(request: HttpRequest, slug: str) -> HttpResponse:
    members = Membership.objects.on(today_in_paris()).with_person()
    return render(request, "cabinet/team.html", {"members": members})
