"""Moving somebody to another wave or to another step, with the reason."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cabinet.actions.refusals import Refused
from cabinet.traces import READ, trace
from patients.actions.refused import ChangedMeanwhile, StepRefused
from patients.actions.steps import take_step
from patients.actions.waves import move_to_wave
from patients.forms.turn import COMPUTED, StepForm, WaveForm
from patients.models import Patient, Step
from patients.permissions import require_files, require_intake, visible_patients
from patients.views.answers import done, refusal_status


@require_http_methods(["GET", "HEAD", "POST"])
def wave(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    by = request.member.membership
    require_intake(by)
    patient = get_object_or_404(visible_patients(by), pk=pk)
    first = {"wave": str(patient.wave or COMPUTED), "wave_reason": patient.wave_reason}
    form = WaveForm(request.POST or None, initial=first | {"version": patient.version})
    if request.method == "POST" and form.is_valid():
        try:
            move_to_wave(
                patient=patient, wave=form.cleaned_data["wave"], reason=form.cleaned_data["wave_reason"],
                version=form.cleaned_data["version"], by=by, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            return _shown(request, "patients/wave_form.html", patient, form, refused)
        return done(request, "C’est enregistré.", to="patients:file", args=(pk,))
    return _shown(request, "patients/wave_form.html", patient, form)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    by = request.member.membership
    require_files(by)
    patient = get_object_or_404(visible_patients(by), pk=pk)
    form = StepForm(request.POST or None, patient=patient, initial={"version": patient.version})
    if request.method == "POST" and form.is_valid():
        try:
            take_step(
                patient=patient, after=Step(form.cleaned_data["after"]), reason=form.cleaned_data["reason"],
                version=form.cleaned_data["version"], by=by, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            return _shown(request, "patients/step_form.html", patient, form, refused)
        return done(request, "C’est enregistré.", to="patients:file", args=(pk,))
    return _shown(request, "patients/step_form.html", patient, form)


def _shown(
    request: HttpRequest,
    template: str,
    patient: Patient,
    form: WaveForm | StepForm,
    refused: Refused | None = None,
) -> HttpResponse:
    status = 422 if form.errors else 200
    if refused is not None:
        status = refusal_status(refused, conflicts=(ChangedMeanwhile,))
        if isinstance(refused, StepRefused) and refused.field is None:
            status = 409
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
    if isinstance(refused, ChangedMeanwhile):
        # Both versions: what was typed stays, what stands is said; saving again is a choice.
        patient = refused.now
        form.data = form.data.copy()
        form.data["version"] = str(patient.version)
    trace(READ, [patient], by=request.member.membership, request=request)
    shown = template + ("#sheet" if request.htmx else "")
    return render(request, shown, {"patient": patient, "form": form}, status=status)
