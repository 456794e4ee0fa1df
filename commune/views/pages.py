"""What the mairie's pages share: their tabs, the year asked for."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cabinet.clock import YEARS
from commune.sections import sections


def page(
    request: HttpRequest, template: str, context: dict, *, current: str, status: int = 200
) -> HttpResponse:
    tabs = sections(request.member, current)
    return render(request, template, {"sections": tabs} | context, status=status)


def asked_year(request: HttpRequest, today: date) -> int:
    """`?annee=2026`; this year without one, or for one that is no year."""
    text = request.GET.get("annee", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if year in YEARS else today.year
