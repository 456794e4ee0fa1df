"""`/c/<slug>/listes/`: what there is to do today, ticked with a name and a time."""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.traces import LISTED, READ, trace
from patients.actions.checklists import TickRefused, tick_item, untick_item
from patients.models import ChecklistTemplate, ListKind, Patient
from patients.permissions import require_files, ticks_lists
from patients.queries.checklist_state import List, list_of, templates_in_force
from patients.queries.checklists import today_lists
from patients.views.answers import done


@require_safe
def today(request: HttpRequest, slug: str) -> HttpResponse:
    _require_lists(request)
    page = today_lists(request.member, timezone.now())
    trace(LISTED, [one.patient for one in page.firsts], by=request.member.membership, request=request)
    part = "#lists" if request.htmx.target == "listes" else ""
    return render(request, f"patients/checklists.html{part}", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def day_list(request: HttpRequest, slug: str, pk: UUID, on: date) -> HttpResponse:
    """A list of a day, on its own page; a tick is posted to it."""
    _require_lists(request)
    template = get_object_or_404(ChecklistTemplate.objects.exclude(kind=ListKind.FIRST_CONSULTATION), pk=pk)
    mine = request.member.membership if template.kind == ListKind.PRESENCE_DAY else None
    return _answer(request, list_of(template, on, mine))


@require_http_methods(["GET", "HEAD", "POST"])
def first_consultation(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """The list of somebody's first consultation."""
    require_files(request.member.membership)
    patient = get_object_or_404(Patient, pk=pk)
    trace(READ, [patient], by=request.member.membership, request=request)
    template = templates_in_force().get(ListKind.FIRST_CONSULTATION)
    if template is None:
        return render(request, "patients/checklist_missing.html", {"patient": patient})
    return _answer(request, list_of(template, today_in_paris(), patient))


def _answer(request: HttpRequest, asked: List) -> HttpResponse:
    if request.method != "POST":
        return _show(request, asked)
    try:
        _tick(request, asked)
    except TickRefused as refused:
        return _show(request, asked, refused=refused, status=422 if refused.field else 409)
    if request.htmx.target == "card-checklists":
        return done(request, "", to="patients:checklists", kinds="checklist")
    if request.htmx:
        now = list_of(asked.template, asked.on, asked.patient or asked.membership)
        return render(request, "patients/_checklist.html", {"list": now, "slug": request.member.cabinet.slug})
    return redirect(_home_of(request, asked))


def _tick(request: HttpRequest, asked: List) -> None:
    item, by, at = request.POST.get("item", ""), request.member.membership, timezone.now()
    if request.POST.get("done") == "0":
        if asked.run is not None:
            untick_item(run=asked.run, item=item, by=by, at=at)
        return
    tick_item(
        template=asked.template, on=asked.on, item=item, membership=asked.membership,
        patient=asked.patient, by=by, at=at,
    )  # fmt: skip


def _show(
    request: HttpRequest, asked: List, *, refused: TickRefused | None = None, status: int = 200
) -> HttpResponse:
    context = {"list": asked, "refused": refused, "slug": request.member.cabinet.slug}
    return render(request, "patients/checklist.html", context, status=status)


def _home_of(request: HttpRequest, asked: List) -> str:
    """Today's lists come back together; another one comes back alone."""
    if asked.patient or asked.on != today_in_paris():
        return request.path
    return f"{reverse('patients:checklists', args=[request.member.cabinet.slug])}#{asked.key}"


def _require_lists(request: HttpRequest) -> None:
    membership: Membership = request.member.membership
    if not ticks_lists(membership):
        raise PermissionDenied("Votre rôle ne permet pas de lire les listes du cabinet.")
