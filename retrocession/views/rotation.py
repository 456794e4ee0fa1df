"""The médecins remplacés of the coming year: adopting the proposal, and exchanging two months."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cabinet import text
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from cabinet.setup import setup_of
from retrocession.actions.designation import DesignatedMeanwhile, DesignationRefused, DesignationSettled
from retrocession.actions.rotation import adopt_rotation, exchange_months
from retrocession.forms.rotation import AdoptionForm, ExchangeForm, SeenForm, written
from retrocession.queries.handover import exchange_consequences
from retrocession.queries.months import months_list, titulaires_between
from retrocession.queries.rotation import proposed_rotation
from retrocession.views.designation import months_page, refuse_outsiders


@require_POST
def adopt(request: HttpRequest, slug: str) -> HttpResponse:
    refuse_outsiders(request)
    rows = months_list(today_in_paris())
    form = AdoptionForm(request.POST, titulaires=titulaires_between(rows[-1].month, rows[0].month))
    if not form.is_valid():
        return months_page(request, refused=form.errors["proposal"][0], status=422)
    try:
        made = adopt_rotation(
            proposal=form.cleaned_data["proposal"], by=request.member.membership, at=timezone.now()
        )
    except DesignationRefused as refused:
        status = 409 if isinstance(refused, (DesignatedMeanwhile, DesignationSettled)) else 422
        return months_page(request, refused=refused.message, status=status)
    done = f"La proposition est adoptée\u202f: {text.count(len(made), 'mois désigné', 'mois désignés')}."
    messages.success(request, done if made else "La proposition était déjà adoptée.")
    return redirect("retrocession:months", slug=slug)


@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    """The step of « Mise en route »: the year proposed, adopted as it was read."""
    refuse_outsiders(request)
    found, today, refused, status = setup_of(request.member, "designations"), today_in_paris(), "", 200
    rows = months_list(today)
    titulaires = list(titulaires_between(rows[-1].month, rows[0].month))
    if request.method == "POST":
        form = AdoptionForm(request.POST, titulaires=titulaires)
        if form.is_valid():
            try:
                with transaction.atomic():
                    adopt_rotation(
                        proposal=form.cleaned_data["proposal"],
                        by=request.member.membership,
                        at=timezone.now(),
                    )
            except DesignationRefused as error:
                refused = error.message
                status = 409 if isinstance(error, (DesignatedMeanwhile, DesignationSettled)) else 422
            else:
                return redirect(found.next_url)
        else:
            refused, status = form.errors["proposal"][0], 422
    proposal = proposed_rotation(rows, titulaires, today)
    context = {
        "setup": found,
        "refused": refused,
        "proposal": proposal,
        "named": [row for row in reversed(rows) if row.titulaire and row.month >= today.replace(day=1)],
        "adoption": AdoptionForm(titulaires=titulaires, initial={"proposal": written(proposal)}),
    }
    return render(request, "retrocession/setup_designations.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose two months, read what it changes, then exchange. Nothing is written before that."""
    refuse_outsiders(request)
    given = request.POST if request.method == "POST" else request.GET
    chosen = request.method == "POST" or {"first", "second"} <= set(given)
    form = ExchangeForm(given if chosen else None, months=months_list(today_in_paris()), initial=given.dict())
    if not form.is_bound or not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    if request.method != "POST" or not (seen := _seen(request)):
        return _page(request, form)
    try:
        exchange_months(
            first=form.one.month, second=form.other.month, seen=seen, by=request.member.membership,
            at=timezone.now(),
        )  # fmt: skip
    except DesignationRefused as refused:
        status = 409 if isinstance(refused, (DesignatedMeanwhile, DesignationSettled)) else 422
        return _page(request, form, refused=refused.message, status=status)
    one, other = text.month(form.one.month), text.month(form.other.month)
    messages.success(
        request,
        f"C’est échangé\u202f: {one} pour {seen[1].display_name}, {other} pour {seen[0].display_name}.",
    )
    return redirect("retrocession:months", slug=slug)


def _seen(request: HttpRequest) -> tuple[Membership, Membership] | None:
    """Those who had the months on the page that was confirmed; None when nothing was confirmed yet."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        return None
    ids = form.cleaned_data["first_titulaire"], form.cleaned_data["second_titulaire"]
    members = Membership.objects.select_related("person").in_bulk(ids)
    return (members[ids[0]], members[ids[1]]) if len(members) == len(set(ids)) else None


def _page(request: HttpRequest, form: ExchangeForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    changes, told, seen = [], [], None
    if form.is_bound and form.is_valid():
        one, other = form.one, form.other
        changes = [(one.month, one.titulaire, other.titulaire), (other.month, other.titulaire, one.titulaire)]
        told = exchange_consequences(one, other)
        seen = SeenForm(initial={"first_titulaire": one.titulaire.pk, "second_titulaire": other.titulaire.pk})
    context = {
        "form": form,
        "refused": refused,
        "changes": changes,
        "consequences": told,
        "forbidden": any(one.forbids for one in told),
        "seen": seen,
    }
    return render(request, "retrocession/exchange.html", context, status=status)
