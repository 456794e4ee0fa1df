"""« Jours d’ouverture »: a month's sheet inside the practice, on paper, and for everybody if published."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from cabinet.clock import first_of_month, today_in_paris
from cabinet.models import Cabinet
from cabinet.outbox import address_of
from cabinet.tenancy.scope import AGGREGATES_ROLE, scoped
from planning.actions.public_sheet import publish_sheet
from planning.permissions import keeps_calendar
from planning.printing import qr_code, render_opening
from planning.queries.opening import OpeningPage, opening_page
from planning.rules.opening import shown_months
from planning.views.asking import ask_may
from planning.views.files import pdf
from planning.views.month import month_asked

#: So long may a browser or a proxy keep the page that everybody sees.
FRESH_SECONDS = 300


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_planning")
    address = public_address(request.member.cabinet)
    context = {
        "page": page_asked(request, request.member.cabinet),
        "address": address,
        "qr": qr_code(address) if address else "",
        "keeper": keeps_calendar(request.member.membership),
    }
    return render(request, "planning/opening.html", context)


@require_safe
def sheet_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_planning")
    cabinet = request.member.cabinet
    page = page_asked(request, cabinet)
    content = render_opening(page, address=public_address(cabinet), printed_on=today_in_paris())
    return pdf(content, name=f"jours-d-ouverture-{page.month:%Y-%m}.pdf")


@require_POST
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """`public` « 1 » shows the page to everybody, anything else takes it back."""
    if not keeps_calendar(request.member.membership):
        raise PermissionDenied("Votre rôle dans ce cabinet ne le permet pas.")
    cabinet = publish_sheet(
        public=request.POST.get("public") == "1", by=request.member.membership, at=timezone.now()
    )
    if cabinet.public_sheet:
        messages.success(request, "La page est publiée : toute personne qui en a l’adresse peut la lire.")
    else:
        messages.success(request, "La page n’est plus publiée : son adresse ne mène plus à rien.")
    return redirect("planning:opening", slug=slug)


@login_not_required
@require_safe
def public_sheet(request: HttpRequest, practice: str) -> HttpResponse:
    """For whoever has the address, where the practice has published it: read as the mairie reads."""
    cabinet = Cabinet.objects.filter(slug=practice, public_sheet=True).first()
    if cabinet is None:
        raise Http404
    with scoped(cabinet.pk, database_role=AGGREGATES_ROLE):
        page = page_asked(request, cabinet)
    response = render(request, "planning/opening_public.html", {"page": page})
    patch_cache_control(response, public=True, max_age=FRESH_SECONDS)
    return response


def page_asked(request: HttpRequest, cabinet: Cabinet) -> OpeningPage:
    today = today_in_paris()
    months = shown_months(today)
    asked: date = month_asked(request.GET.get("mois"), today)
    month = asked if asked in months else first_of_month(today)
    return opening_page(cabinet, month, months, today)


def public_address(cabinet: Cabinet) -> str:
    """The whole address of the live page, where there is one."""
    return address_of(reverse("planning:public-opening", args=[cabinet.slug])) if cabinet.public_sheet else ""
