"""`/c/<slug>/reglement/`: the règlement intérieur, read and accepted by each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.actions.house_rules import (
    HouseRulesChangedMeanwhile,
    HouseRulesRefused,
    accept_house_rules,
    publish_house_rules,
)
from patients.forms.practice import HouseRulesForm
from patients.models import HouseRules
from patients.papers import render_house_rules
from patients.permissions import reads_house_rules, writes_for_doctors
from patients.queries.house_rules import house_rules_page, version_page
from patients.rules.house_rules import changes_between
from patients.usual.house_rules import BODY


@require_safe
def house_rules(request: HttpRequest, slug: str) -> HttpResponse:
    _require_reader(request)
    return _show(request)


@require_POST
def acceptance(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """« Lu et accepté »: the version that was on the page."""
    _require_reader(request)
    rules = get_object_or_404(HouseRules, version=version)
    try:
        accept_house_rules(rules=rules, by=request.member.membership, at=timezone.now())
    except HouseRulesChangedMeanwhile as refused:
        return _show(request, refused=refused, status=409)
    messages.success(request, f"C’est noté\u202f: vous avez lu et accepté la version {rules.version}.")
    return redirect("patients:house-rules", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def house_rules_change(request: HttpRequest, slug: str) -> HttpResponse:
    return write_house_rules(
        request, "patients/house_rules_form.html", then=reverse("patients:house-rules", args=[slug])
    )


def write_house_rules(
    request: HttpRequest, template: str, *, then: str, frame: dict | None = None
) -> HttpResponse:
    """The text to publish, in the page that asks for it; `then` is where one goes once it is."""
    if not writes_for_doctors(request.member.membership):
        raise PermissionDenied("Le règlement intérieur est écrit par les titulaires.")
    now = HouseRules.objects.first()
    initial = {"body": now.body if now else BODY, "version": now.version if now else 0}
    form = HouseRulesForm(request.POST or None, initial=initial)
    refused, changes = None, []
    if request.method == "POST" and form.is_valid():
        try:
            publish_house_rules(
                body=form.cleaned_data["body"], version=form.read_version,
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except HouseRulesRefused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        except HouseRulesChangedMeanwhile as refusal:
            refused, now = refusal, refusal.now
            changes = changes_between(form.cleaned_data["body"], now.body)
            form.data = form.data.copy() | {"version": str(now.version)}
        else:
            messages.success(request, "Le règlement est publié\u202f: chacun est prévenu par e-mail.")
            return redirect(then)
    context = {"form": form, "now": now, "refused": refused, "changes": changes, **(frame or {})}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, template, context, status=status)


@require_safe
def house_rules_version(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    _require_reader(request)
    page = version_page(version)
    if page is None:
        raise Http404
    return render(request, "patients/house_rules_version.html", {"page": page})


@require_safe
def house_rules_pdf(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    _require_reader(request)
    rules = get_object_or_404(HouseRules.objects.select_related("published_by__person"), version=version)
    pdf = render_house_rules(rules, cabinet=request.member.cabinet)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"reglement-version-{version}.pdf")
    return response


def _show(
    request: HttpRequest, *, refused: HouseRulesChangedMeanwhile | None = None, status: int = 200
) -> HttpResponse:
    page = house_rules_page(request.member, timezone.now())
    return render(request, "patients/house_rules.html", {"page": page, "refused": refused}, status=status)


def _require_reader(request: HttpRequest) -> None:
    if not reads_house_rules(request.member.membership):
        raise PermissionDenied("Le règlement intérieur est celui des soignants et du secrétariat.")
