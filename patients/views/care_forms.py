"""One page for the short forms about a patient: a sheet over their page, a page of its own without script."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from cabinet.traces import READ, trace
from patients.models import Patient
from patients.permissions import require_files

TEMPLATE = "patients/care_form.html"


@dataclass(frozen=True)
class Asked:
    """What a form is about. `submit`: a verb and its object; `words`: what stands above the fields."""

    title: str
    submit: str
    patient: Patient
    words: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def show_form(request: HttpRequest, form: Form, asked: Asked, *, status: int = 200) -> HttpResponse:
    trace(READ, [asked.patient], by=request.member.membership, request=request)
    template = f"{TEMPLATE}#sheet" if request.htmx else TEMPLATE
    context = {"form": form, "asked": asked, "patient": asked.patient, "action": request.path}
    return render(request, template, context | asked.extra, status=status)


def patient_of(request: HttpRequest, pk: UUID) -> Patient:
    """403 for who reads no file, 404 for a patient of somebody else."""
    require_files(request.member.membership)
    return get_object_or_404(Patient, pk=pk)


def back_to(request: HttpRequest, patient: Patient, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("patients:file", request.member.cabinet.slug, patient.pk)
