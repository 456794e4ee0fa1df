"""For titulaires: who looked at what, and what was forgotten because its time had come."""

from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cabinet.clock import today_in_paris
from cabinet.models import Role
from cabinet.reauthentication import confirmed_first
from cabinet.traces import EXPORTED, LISTED, READ, trace
from patients.care_exports import accesses_csv
from patients.forms.accesses import AccessForm
from patients.models import Patient, PatientSettings
from patients.queries.accesses import Asked, access_lines, accesses, purges, readers
from patients.sections import sections
from retrocession.views.files import attachment

PAGE = 50


@require_safe
def accesses_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`?patient=` somebody's; then each line is about them."""
    titulaires_only(request)
    form = AccessForm(request.GET or None, readers=readers())
    asked = asked_of(form)
    patient = get_object_or_404(Patient, pk=asked.patient) if asked.patient else None
    page = Paginator(accesses(asked), PAGE).get_page(request.GET.get("page"))
    lines = access_lines(page)
    named = {line.patient for line in lines if line.patient}
    shown = [patient] if patient else [Patient(pk=pk) for pk in named]
    trace(READ if patient else LISTED, shown, by=request.member.membership, request=request)
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "patient": patient,
        "page": page,
        "lines": lines,
        "query": f"{kept.urlencode()}&" if kept else "",
        "tabs": sections(request.member, "patients:accesses"),
    }
    return render(request, "patients/accesses.html", context, status=422 if form.errors else 200)


@require_safe
def accesses_file(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Who looked at one patient's file, as the patient may ask for it."""
    titulaires_only(request)
    return accesses_given(request, get_object_or_404(Patient, pk=pk))


@confirmed_first
def accesses_given(request: HttpRequest, patient: Patient) -> HttpResponse:
    lines = access_lines(accesses(Asked(patient=patient.pk)))
    trace(EXPORTED, [patient], by=request.member.membership, request=request)
    content = accesses_csv(lines)
    return attachment(content, name=f"acces-{today_in_paris()}.csv", content_type="text/csv; charset=utf-8")


@require_safe
def retention(request: HttpRequest, slug: str) -> HttpResponse:
    titulaires_only(request)
    context = {
        "purges": purges(),
        "years": PatientSettings.current().intake_years,
        "tabs": sections(request.member, "patients:retention"),
    }
    return render(request, "patients/retention.html", context)


def asked_of(form: forms.Form) -> Asked:
    if not form.is_bound or not form.is_valid():
        return Asked()
    said = form.cleaned_data
    member = UUID(said["member"]) if said["member"] else None
    return Asked(said["patient"], said["kind"], member, said["verb"], said["first"], said["last"])


def titulaires_only(request: HttpRequest) -> None:
    if request.member.role != Role.TITULAIRE:
        raise PermissionDenied("Cette page est celle des titulaires.")
