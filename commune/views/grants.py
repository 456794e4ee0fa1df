"""`/c/<slug>/mairie/subventions/`: who gave what, on which conditions, until when."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from commune.actions.grants import GrantChangedMeanwhile, change_grant, enter_grant, withdraw_grant
from commune.forms.money import GrantForm
from commune.models import Grant
from commune.queries.money import grants_page
from commune.views.pages import page
from planning.views.asking import ask_may

GRANTS = "commune:grants"
FORM = "commune/grant_form.html"


@require_safe
def grants(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "see_occupancy")
    return page(request, "commune/grants.html", {"found": grants_page(today_in_paris())}, current=GRANTS)


@require_http_methods(["GET", "HEAD", "POST"])
def creation(request: HttpRequest, slug: str) -> HttpResponse:
    ask_may(request, "enter_costs")
    form = GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enter_grant(values=form.values, by=request.member.membership, at=timezone.now())
        except Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, "La subvention est enregistrée.")
            return redirect(GRANTS, slug=slug)
    return page(
        request, FORM, {"form": form, "grant": None}, current=GRANTS, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "enter_costs")
    grant = get_object_or_404(Grant.objects.standing(), pk=pk)
    if request.method != "POST":
        return page(request, FORM, {"form": GrantForm.of(grant), "grant": grant}, current=GRANTS)
    form = GrantForm(request.POST)
    if form.is_valid():
        try:
            change_grant(
                grant=grant, values=form.values, version=form.cleaned_data["version"] or 0,
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except GrantChangedMeanwhile as refusal:
            return conflict(request, form, refusal)
        except Refused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        else:
            messages.success(request, "La subvention est enregistrée.")
            return redirect(GRANTS, slug=slug)
    return page(request, FORM, {"form": form, "grant": grant}, current=GRANTS, status=422)


def conflict(request: HttpRequest, form: GrantForm, refusal: GrantChangedMeanwhile) -> HttpResponse:
    """Both versions: what was typed stays in the form, what stands is said above it."""
    typed = request.POST.copy()
    typed["version"] = str(refusal.grant.version)
    now = [
        (form.fields[name].label, getattr(refusal.grant, name) or "rien")
        for name, value in form.values.items()
        if getattr(refusal.grant, name) != value
    ]
    context = {"form": GrantForm(typed), "grant": refusal.grant, "refused": refusal, "now": now}
    return page(request, FORM, context, current=GRANTS, status=409)


@require_POST
def withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    ask_may(request, "enter_costs")
    grant = get_object_or_404(Grant, pk=pk)
    withdraw_grant(grant=grant, by=request.member.membership, at=timezone.now())
    messages.success(request, "La subvention est retirée. Elle ne compte plus.")
    return redirect(GRANTS, slug=slug)
