"""`/c/<slug>/orientations/`: the log and its counts, and writing one line of it."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.traces import LISTED, trace
from patients.actions.orientations import orient_patient
from patients.actions.refused import StepRefused
from patients.forms.care import OrientationForm
from patients.permissions import require_files
from patients.queries.declarations import titulaires_on
from patients.queries.orientations import orientation_log
from patients.sections import sections
from patients.views.answers import refusal_status
from patients.views.care_forms import Asked, back_to, patient_of, show_form

PAGE = 50


@require_safe
def orientations(request: HttpRequest, slug: str) -> HttpResponse:
    require_files(request.member.membership)
    log = orientation_log(today_in_paris())
    page = Paginator(log.rows, PAGE).get_page(request.GET.get("page"))
    shown = {row.patient_id: row.patient for row in page}
    trace(LISTED, shown.values(), by=request.member.membership, request=request)
    context = {"log": log, "page": page, "tabs": sections(request.member, "patients:orientations")}
    return render(request, "patients/orientations.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def orient(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    patient, today = patient_of(request, pk), today_in_paris()
    form = OrientationForm(request.POST or None, titulaires=titulaires_on(today), initial={"on": today})
    asked = Asked(
        "Orienter", "Noter l’orientation", patient,
        words="Pour qui un seul médecin au long cours vaut mieux\u202f: suivi lourd ou psychiatrique.",
    )  # fmt: skip
    if request.method != "POST":
        return show_form(request, form, asked)
    status = 422
    if form.is_valid():
        by, at = request.member.membership, timezone.now()
        try:
            orient_patient(patient=patient, **form.cleaned_data, by=by, at=at)
        except Refused as refused:
            form.refuse(refused)
            status = refusal_status(refused, conflicts=(StepRefused,))
        else:
            return back_to(request, patient, "L’orientation est notée.")
    return show_form(request, form, asked, status=status)
