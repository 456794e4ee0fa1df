"""The list of months, and naming the médecin remplacé of one: what it changes is read first."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cabinet import text
from cabinet.clock import today_in_paris
from cabinet.models import Membership
from retrocession.actions.designation import (
    DesignatedMeanwhile,
    DesignationRefused,
    DesignationSettled,
    designate,
)
from retrocession.actions.designation_correction import correct_designation
from retrocession.forms.designation import CorrectionForm, DesignationForm
from retrocession.forms.rotation import AdoptionForm, written
from retrocession.permissions import may_verify
from retrocession.queries.handover import consequences, corrections_of, newcomers, standings, way_of
from retrocession.queries.months import first_to_name, months_list, titulaires_between
from retrocession.queries.rotation import past_exchanges, proposed_rotation
from retrocession.rules.handover import Way
from retrocession.sections import sections


def refuse_outsiders(request: HttpRequest) -> None:
    """Months are the affair of titulaires and of the secretary; a locum has « Mes relevés »."""
    if not request.member.may("designate"):
        raise PermissionDenied


@require_safe
def months(request: HttpRequest, slug: str) -> HttpResponse:
    refuse_outsiders(request)
    return months_page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def set_designation(request: HttpRequest, slug: str) -> HttpResponse:
    """GET shows what it changes; POST does it. A settled month: 409, and what a correction asks."""
    refuse_outsiders(request)
    given = request.POST if request.method == "POST" else request.GET
    chosen = request.method == "POST" or "titulaire" in given
    form = DesignationForm(given if chosen else None, **_choices(), initial={"month": given.get("month")})
    if not chosen or not form.is_valid():
        return _page(request, form, status=422 if chosen else 200)
    if request.method != "POST":
        return _page(request, form)
    month, titulaire = form.cleaned_data["month"], form.cleaned_data["titulaire"]
    try:
        designate(month=month, titulaire=titulaire, by=request.member.membership, at=timezone.now())
    except DesignationRefused as refused:
        status = 409 if isinstance(refused, DesignationSettled) else 422
        return _page(request, form, refused=refused.message, status=status)
    messages.success(request, f"{text.sentence(text.month(month))}\u202f: {titulaire.display_name}.")
    return redirect("retrocession:months", slug=slug)


@require_POST
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    refuse_outsiders(request)
    form = CorrectionForm(request.POST, **_choices())
    seen = None
    if form.is_valid():
        seen = Membership.objects.with_person().filter(pk=form.cleaned_data["seen"]).first()
    if seen is None:
        return _page(request, form, correction=form, status=422)
    month, titulaire = form.cleaned_data["month"], form.cleaned_data["titulaire"]
    try:
        correct_designation(
            month=month, titulaire=titulaire, seen=seen, reason=form.cleaned_data["reason"],
            by=request.member.membership, at=timezone.now(),
        )  # fmt: skip
    except DesignationRefused as refused:
        status = 409 if isinstance(refused, DesignatedMeanwhile) else 422
        return _page(request, form, correction=form, refused=refused.message, status=status)
    messages.success(
        request, f"C’est corrigé\u202f: {text.month(month)} pour {titulaire.display_name}, à la place de"
        f" {seen.display_name}."
    )  # fmt: skip
    return redirect("retrocession:months", slug=slug)


def _choices(rows=None) -> dict:
    rows = months_list(today_in_paris()) if rows is None else rows
    return {"months": rows, "titulaires": titulaires_between(rows[-1].month, rows[0].month)}


def _page(
    request: HttpRequest,
    form: DesignationForm,
    *,
    correction: CorrectionForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """What naming this titulaire changes, and the button that does it: none when it cannot be done."""
    context: dict = {"form": form, "refused": refused}
    month, titulaire = form.cleaned_data.get("month") if form.is_bound else None, None
    if month is not None and "titulaire" in form.cleaned_data:
        titulaire = form.cleaned_data["titulaire"]
        standing = standings([month])[month]
        before = form.row.remplace
        told = consequences(month, standing, before=before, successor=titulaire)
        forbidden = any(one.forbids for one in told)
        corrects = way_of(standing, titulaire) is Way.CORRECTION and before is not None and not forbidden
        if corrects and correction is None:
            correction = CorrectionForm(
                **_choices(list(form.rows.values())),
                initial={"month": form["month"].value(), "titulaire": titulaire.pk, "seen": before.pk},
            )
        context |= {
            "month": month,
            "titulaire": titulaire,
            "before": before,
            "consequences": told,
            "forbidden": forbidden,
            "correction": correction if corrects else None,
            "corrections": corrections_of([month]),
        }
        # The choice of another month stays above, whatever form was sent.
        context["form"] = DesignationForm(
            {"month": form["month"].value(), "titulaire": titulaire.pk}, **_choices(list(form.rows.values()))
        )
    return render(request, "retrocession/designation.html", context, status=status)


def months_page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    """`refused`: why the proposed rotation was not adopted."""
    today = today_in_paris()
    rows = months_list(today)
    choices = _choices(rows)
    titulaires = list(choices["titulaires"])
    asked = request.GET.get("mois") or f"{first_to_name(rows):%Y-%m}"
    proposal = proposed_rotation(rows, titulaires, today)
    member = request.member.membership
    shown = [(row, may_verify(member, titulaire=row.titulaire)) for row in rows]
    context = {
        "tabs": sections(request.member, "months"),
        "rows": [row for row in shown if row[0].month <= today],
        "coming": [row for row in reversed(shown) if row[0].month > today],
        "form": DesignationForm(**choices, initial={"month": asked}),
        "proposal": proposal,
        "newcomers": newcomers(proposal) if proposal else [],
        "adoption": AdoptionForm(titulaires=titulaires, initial={"proposal": written(proposal)}),
        "refused": refused,
        "exchanges": past_exchanges(),
    }
    return render(request, "retrocession/months.html", context, status=status)
