"""`/c/<slug>/protocoles/`: what to ask on the phone, and where to send."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from patients.actions.protocols import (
    ProtocolChangedMeanwhile,
    ProtocolRefused,
    rewrite_protocol,
    withdraw_protocol,
    write_protocol,
)
from patients.forms.practice import ProtocolForm
from patients.models import TriageProtocol
from patients.permissions import require_appointments, writes_for_doctors
from patients.queries.without_doctor import current_protocols, versions_of
from patients.rules.house_rules import blocks_of


@require_safe
def protocols(request: HttpRequest, slug: str) -> HttpResponse:
    """As a page, or as the sheet that the desk opens: a digit opens each."""
    require_appointments(request.member.membership)
    context = {
        "protocols": current_protocols(),
        "writes": writes_for_doctors(request.member.membership),
        "slug": slug,
    }
    part = "#sheet" if request.htmx else ""
    return render(request, f"patients/protocols.html{part}", context)


@require_safe
def protocol(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    require_appointments(request.member.membership)
    found = get_object_or_404(TriageProtocol.objects.select_related("written_by__person"), pk=pk)
    context = {
        "protocol": found,
        "blocks": blocks_of(found.body),
        "versions": versions_of(found),
        "writes": writes_for_doctors(request.member.membership) and not found.replaced_at,
        "slug": slug,
    }
    part = "#sheet" if request.htmx else ""
    return render(request, f"patients/protocol.html{part}", context)


@require_http_methods(["GET", "HEAD", "POST"])
def protocol_new(request: HttpRequest, slug: str) -> HttpResponse:
    _require_writer(request)
    form = ProtocolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = write_protocol(
                title=form.cleaned_data["title"], body=form.cleaned_data["body"],
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except ProtocolRefused as refused:
            form.add_error(refused.field, refused.sentence)
        else:
            messages.success(request, "Le protocole se lit au secrétariat.")
            return redirect("patients:protocol", slug, made.pk)
    context = {"form": form, "protocol": None, "refused": None}
    return render(request, "patients/protocol_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def protocol_change(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    _require_writer(request)
    found = get_object_or_404(TriageProtocol, pk=pk)
    initial = {"title": found.title, "body": found.body, "version": found.version}
    form = ProtocolForm(request.POST or None, initial=initial)
    form.fields["title"].disabled = True
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            made = rewrite_protocol(
                protocol=found, body=form.cleaned_data["body"], version=form.read_version,
                by=request.member.membership, at=timezone.now(),
            )  # fmt: skip
        except ProtocolRefused as refusal:
            form.add_error(refusal.field, refusal.sentence)
        except ProtocolChangedMeanwhile as refusal:
            refused = refusal
            if refusal.now:
                form.data = form.data.copy() | {"version": str(refusal.now.version)}
        else:
            messages.success(request, f"Version {made.version} enregistrée\u202f: la précédente est gardée.")
            return redirect("patients:protocol", slug, made.pk)
    context = {"form": form, "protocol": found, "refused": refused}
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "patients/protocol_form.html", context, status=status)


@require_POST
def protocol_withdrawal(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    _require_writer(request)
    found = get_object_or_404(TriageProtocol, pk=pk)
    withdraw_protocol(protocol=found, by=request.member.membership, at=timezone.now())
    messages.success(request, f"« {found.title} » n’est plus montré\u202f; ses versions sont gardées.")
    return redirect("patients:protocols", slug)


def _require_writer(request: HttpRequest) -> None:
    if not writes_for_doctors(request.member.membership):
        raise PermissionDenied("Les protocoles sont écrits par les titulaires.")
