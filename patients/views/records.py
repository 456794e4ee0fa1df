"""`/c/<slug>/dossiers/`: the former records, by state, and what is said of one of them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cabinet.actions.refusals import Refused
from cabinet.clock import today_in_paris
from cabinet.text import full_day
from cabinet.traces import LISTED, trace
from patients.actions.records import RecordMovedMeanwhile, ask_record, move_record
from patients.forms.care import RecordAskedForm, RecordMovedForm
from patients.models import RecordRequest, RecordState
from patients.permissions import require_files
from patients.queries.records import records_page
from patients.sections import sections
from patients.views.answers import refusal_status
from patients.views.care_forms import Asked, back_to, patient_of, show_form

#: The title of the form, its button, and the word once it is done.
SAID = {
    RecordState.ASKED: ("Dossier redemandé", "Redemander le dossier", "Le dossier est redemandé."),
    RecordState.RECEIVED: ("Dossier reçu", "Noter la réception", "La réception est notée."),
    RecordState.INTEGRATED: ("Dossier intégré", "Noter l’intégration", "Le dossier est intégré."),
    RecordState.IMPOSSIBLE: ("Dossier impossible à avoir", "Noter pourquoi", "C’est noté."),
}


@require_safe
def records(request: HttpRequest, slug: str) -> HttpResponse:
    require_files(request.member.membership)
    state = request.GET.get("etat", RecordState.ASKED)
    if state not in RecordState.values:
        raise Http404
    page = records_page(state, today_in_paris())
    trace(LISTED, [line.record.patient for line in page.lines], by=request.member.membership, request=request)
    context = {"page": page, "tabs": sections(request.member, "patients:records")}
    return render(request, "patients/records.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record_ask(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    patient = patient_of(request, pk)
    form = RecordAskedForm(request.POST or None, initial={"on": today_in_paris()})
    asked = Asked("Ancien dossier médical", "Noter la demande", patient)
    if request.method != "POST":
        return show_form(request, form, asked)
    if form.is_valid():
        holder, on = form.cleaned_data["holder"], form.cleaned_data["on"]
        by, at = request.member.membership, timezone.now()
        try:
            ask_record(patient=patient, holder=holder, asked_on=on, by=by, at=at)
        except Refused as refused:
            form.refuse(refused)
        else:
            return back_to(request, patient, "La demande du dossier est notée.")
    return show_form(request, form, asked, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
def record_move(request: HttpRequest, slug: str, pk: UUID, after: str) -> HttpResponse:
    require_files(request.member.membership)
    record = get_object_or_404(RecordRequest.objects.select_related("patient"), pk=pk)
    if after not in RecordState.values:
        raise Http404
    form = RecordMovedForm(request.POST or None, after=after, initial={"on": today_in_paris()})
    title, submit, done = SAID[RecordState(after)]
    words = f"Demandé à {record.holder} le {full_day(record.asked_on)}." if record.holder else ""
    asked = Asked(title, submit, record.patient, words=words)
    if request.method != "POST":
        return show_form(request, form, asked)
    status = 422
    if form.is_valid():
        by, at = request.member.membership, timezone.now()
        try:
            move_record(record=record, after=after, **form.cleaned_data, by=by, at=at)
        except Refused as refused:
            form.refuse(refused)
            status = refusal_status(refused, conflicts=(RecordMovedMeanwhile,))
        else:
            return back_to(request, record.patient, done)
    return show_form(request, form, asked, status=status)
